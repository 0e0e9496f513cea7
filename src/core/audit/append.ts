import type { AuditEntry } from '../audit.ts';
import type { Now } from '../ports.ts';
import { redactText } from '../text/redact.ts';
import { type AuditBucket, loadStored, type Stored } from './bucket.ts';
import { addDays, type Day, dayOf } from './day.ts';
import { bodyOf, chainIdOf, keyOf, type Previous, parseObject, prefixOf, redactEntry, sha256 } from './object.ts';

/** An entry that comes later than this is put where the day is not over yet, because its own day may have been sealed. */
const lateMs = 2 * 3_600_000;
/** How many days before are looked into for the chain's end: a request lives for hours. */
const daysBack = 2;
const mostTries = 200;
const mostKept = 200;

/** The end of a chain as far as we have seen it, and what is in it. */
type Chain = Readonly<{ day: Day; seq: number; ids: ReadonlySet<string>; head: Previous | null }>;

/**
 * Writes entries at the end of their chains. Two who write at once cannot both take a place: who comes second reads what is
 * there, and goes on after it, or finds that it is the same entry. A place is never written twice, so that a crash leaves
 * either nothing or the whole entry. Throws what the bucket throws.
 */
export function createAppend({ bucket, now }: Readonly<{ bucket: AuditBucket; now: Now }>) {
  const known = new Map<string, Chain>();
  const remember = (chainId: string, chain: Chain): void => {
    known.delete(chainId);
    known.set(chainId, chain);
    for (const oldest of [...known.keys()].slice(0, -mostKept)) known.delete(oldest);
  };

  return async (name: string, given: AuditEntry): Promise<void> => {
    const chainId = chainIdOf(name);
    const entry = redactEntry(given);
    const day = dayOf(Math.max(entry.at, now() - lateMs));
    // Until then, somebody may still add to the day before what we would not see again.
    const isSettled = dayOf(now() - lateMs) === day;
    const seen = known.get(chainId);
    let chain = seen?.day === day ? seen : await openChain(bucket, chainId, day);
    for (let tries = 0; tries < mostTries && !chain.ids.has(entry.id); tries += 1) {
      const place = { day, chainId, seq: chain.seq + 1 };
      const key = keyOf(place);
      const body = bodyOf({ ...place, chain: redactText(name), previous: chain.head, entry });
      const isOurs = await bucket.putNew(key, body);
      const there = isOurs ? body : await bucket.get(key);
      if (there === undefined) throw new Error('An audit entry is there and cannot be read');
      chain = goOn(chain, { key, body: there });
    }
    if (!chain.ids.has(entry.id)) throw new Error('The audit chain grows faster than it can be written to');
    if (isSettled) remember(chainId, chain);
  };
}

/** The chain as it is in the bucket: its end on this day, or on one of the days before. */
async function openChain(bucket: AuditBucket, chainId: string, day: Day): Promise<Chain> {
  const days = Array.from({ length: daysBack + 1 }, (_, index) => addDays(day, index - daysBack));
  const listed = await Promise.all(days.map((one) => bucket.list(prefixOf(one, chainId))));
  const before = await loadStored(bucket, listed.slice(0, -1).flat());
  const today = await loadStored(bucket, listed.at(-1) ?? []);
  const start: Chain = { day, seq: 0, ids: new Set(), head: null };
  const earlier = before.reduce(goOn, start);
  return today.reduce(goOn, { ...earlier, seq: 0 });
}

function goOn(chain: Chain, { key, body }: Stored): Chain {
  const found = parseObject(body);
  const seq = Number(/(\d{6})\.json$/.exec(key)?.[1] ?? chain.seq);
  const ids = found ? new Set([...chain.ids, found.entry.id]) : chain.ids;
  return { ...chain, seq, ids, head: { key, sha256: sha256(body) } };
}
