import type { Digest, Lease, Now, Store } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import { bumpDigest, quietUpTo, type Which } from './fold.ts';
import type { Next } from './next.ts';

export type StormParts = Readonly<{
  store: Store;
  now: Now;
  settings: Settings;
}>;

/** So many critical alerts a minute get messages of their own. */
const ownCriticals = 5;
const minute = 60_000;
/** A digest closes when so long no more than a few came, in ms. */
const calmFor = 2 * minute;

/**
 * Opens a digest when a channel storms and closes it when it has calmed down. The lease as it is then; undefined when it was
 * lost. `changed` says that what was found must be looked for again.
 */
export async function watchStorm(
  lease: Lease,
  found: Next,
  parts: StormParts,
): Promise<Readonly<{ lease: Lease | undefined; changed: boolean }>> {
  const calm = await closeCalm(lease, parts);
  if (calm !== lease) return { lease: calm, changed: true };
  const which = await stormOf(calm, found, parts);
  if (!which) return { lease: calm, changed: false };
  return { lease: await open(calm, which, parts), changed: true };
}

/** The times at which critical alerts got messages of their own within the last minute. */
export function recentFires({ fires }: Lease, now: number): readonly number[] {
  return fires.filter((at) => at > now - minute);
}

/** Whether what was found is a critical alert's own message that is not there yet. */
export function isNewCritical(found: Next): boolean {
  return found.kind === 'send' && isNewAlert(found) && found.slot.lane === 0;
}

function isNewAlert({ slot }: Extract<Next, { kind: 'send' | 'seek' | 'relook' }>): boolean {
  return slot.owner.startsWith('ALERT#') && slot.name === 'root' && slot.ts === undefined && slot.state === 'idle';
}

async function stormOf(lease: Lease, found: Next, { store, now, settings }: StormParts): Promise<Which | undefined> {
  if (found.kind !== 'send' || !isNewAlert(found)) return undefined;
  if (found.slot.lane === 0) {
    return !lease.fireDigest && recentFires(lease, now()).length >= ownCriticals ? 'critical' : undefined;
  }
  if (lease.digest) return undefined;
  const { waiting } = settings.storm;
  return (await countWaiting(lease.channel, waiting, store)) >= waiting ? 'usual' : undefined;
}

/** How many first messages wait in the lanes 1 to 3, up to `most`. */
async function countWaiting(channel: string, most: number, store: Store): Promise<number> {
  const rows = await store.listQueued(channel, { limit: most, after: '0~' });
  return rows.filter(({ sk, slot }) => sk < '4' && slot.name === 'root' && slot.owner.startsWith('ALERT#')).length;
}

async function open(lease: Lease, which: Which, { store, now }: StormParts): Promise<Lease | undefined> {
  const at = now();
  const { id } = await store.openDigest(lease.channel, which);
  const digest: Digest = { id, busyAt: at, since: at, folded: 0 };
  return store.renewLease(lease, which === 'critical' ? { fireDigest: digest } : { digest });
}

async function closeCalm(lease: Lease, parts: StormParts): Promise<Lease | undefined> {
  const { store, now } = parts;
  let current: Lease | undefined = lease;
  for (const [key, digest] of [['digest', lease.digest] as const, ['fireDigest', lease.fireDigest] as const]) {
    if (!current || !digest || now() - digest.busyAt < calmFor) continue;
    if (key === 'digest' && (await countWaiting(lease.channel, quietUpTo + 1, store)) > quietUpTo) {
      current = await store.renewLease(current, { digest: { ...digest, busyAt: now() } });
      continue;
    }
    await store.closeDigest(digest.id);
    current = await store.renewLease(current, { [key]: null });
    if (current) await bumpDigest(digest.id, { channel: lease.channel, store });
  }
  return current;
}
