import { createHash } from 'node:crypto';
import type { Hit } from './match.ts';

/** A hit that is kept, and the object that it is from; `tie` orders hits of the same time. */
type Kept = Readonly<{ key: string; time: number; tie: string; text: string }>;

/** A place in the order of hits, newest first. */
export type Place = Readonly<{ time: number; tie: string }>;

/** Keeps the newest hits, at most `limit` of them. */
export type Newest = Readonly<{
  add(hit: Hit, key: string): void;
  /** Newest first; the order of equal times is that of their ids. */
  list(): readonly Kept[];
  /** How many there were for which there was no room. */
  dropped(): number;
}>;

/** A binary heap with the oldest hit on top, so that memory is bounded by `limit`, whatever comes. */
export function keepNewest(limit: number): Newest {
  const heap: Kept[] = [];
  let dropped = 0;

  function add(hit: Hit, key: string): void {
    const oldest = heap[0];
    const full = heap.length >= limit;
    if (full) dropped++;
    if (full && oldest && hit.time < oldest.time) return;
    const kept = { key, time: hit.time, tie: tieOf(hit), text: hit.text() };
    if (!full) rise(heap, kept);
    else if (oldest && isNewer(kept, oldest)) sink(heap, kept);
  }

  return { add, list: () => [...heap].sort((a, b) => (isNewer(a, b) ? -1 : 1)), dropped: () => dropped };
}

/** What orders hits of the same time: the id, or a digest of a record that has none. */
export function tieOf({ id, text }: Pick<Hit, 'id' | 'text'>): string {
  return id ?? `#${createHash('sha256').update(text()).digest('hex').slice(0, 32)}`;
}

/** Whether `a` comes before `b`. */
export function isNewer(a: Place, b: Place): boolean {
  return a.time === b.time ? a.tie > b.tie : a.time > b.time;
}

function rise(heap: Kept[], hit: Kept): void {
  let at = heap.length;
  for (let above = (at - 1) >> 1; at > 0; above = (at - 1) >> 1) {
    const parent = heap[above];
    if (!parent || !isNewer(parent, hit)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = hit;
}

function sink(heap: Kept[], hit: Kept): void {
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    const older = right && left && isNewer(left, right) ? right : left;
    if (!older || !isNewer(hit, older)) break;
    heap[at] = older;
    at = older === left ? 2 * at + 1 : 2 * at + 2;
  }
  heap[at] = hit;
}
