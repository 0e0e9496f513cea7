import { createHash } from 'node:crypto';
import { parseInstant } from '../instant.ts';
import { isObject } from '../text/lenient.ts';

/** A record that was found, and the key of the log file that holds it; no key where Athena found it. */
export type FoundHit = Readonly<{ key: string; record: string }>;

/** What a search found up to a commit: the newest hits, newest first, and the ids of all of them (`TrailResult.seen`). */
export type SearchFound = Readonly<{ hits: readonly FoundHit[]; seen: string }>;

/** Nothing was found yet. */
export const nothingFound: SearchFound = { hits: [], seen: '' };

/**
 * The newest `limit` of both, newest first, in the order that the search itself has: by time, then by eventID, or by a digest
 * where a record has none. An eventID is there once.
 */
export function mergeHits(before: readonly FoundHit[], more: readonly FoundHit[], limit: number): readonly FoundHit[] {
  const placed = [...before, ...more].map((hit) => ({ hit, ...placeOf(hit.record) }));
  placed.sort((a, b) => b.time - a.time || (a.tie < b.tie ? 1 : a.tie > b.tie ? -1 : 0));
  const ids = new Set<string>();
  const once = placed.filter(({ id }) => {
    if (id === undefined) return true;
    const isNew = !ids.has(id);
    ids.add(id);
    return isNew;
  });
  return once.slice(0, limit > 0 ? limit : undefined).map(({ hit }) => hit);
}

function placeOf(record: string): { time: number; tie: string; id: string | undefined } {
  const { eventTime, eventID } = readRecord(record);
  const id = typeof eventID === 'string' ? eventID : undefined;
  const tie = id ?? `#${createHash('sha256').update(record).digest('hex').slice(0, 32)}`;
  return { time: parseInstant(eventTime) ?? 0, tie, id };
}

function readRecord(record: string): { eventTime?: unknown; eventID?: unknown } {
  try {
    const parsed: unknown = JSON.parse(record);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
