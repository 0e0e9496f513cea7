import type { Hit } from './match.ts';

/** Keeps the newest hits, at most `limit` of them. */
export type Newest = Readonly<{
  add(hit: Hit): void;
  /** Newest first; the order of equal times is that of their ids. */
  list(): readonly Hit[];
  /** Time of the oldest one kept, once `limit` are kept. */
  floor(): number | undefined;
}>;

/** A binary heap with the oldest hit on top, so that memory is bounded by `limit`, whatever comes. */
export function keepNewest(limit: number): Newest {
  const heap: Hit[] = [];

  function add(hit: Hit): void {
    if (heap.length < limit) rise(heap, hit);
    else if (heap[0] && isNewer(hit, heap[0])) sink(heap, hit);
  }

  return {
    add,
    list: () => [...heap].sort((a, b) => (isNewer(a, b) ? -1 : 1)),
    floor: () => (heap.length < limit ? undefined : heap[0]?.time),
  };
}

function isNewer(a: Hit, b: Hit): boolean {
  return a.time === b.time ? (a.id ?? a.text) > (b.id ?? b.text) : a.time > b.time;
}

function rise(heap: Hit[], hit: Hit): void {
  let at = heap.length;
  for (let above = (at - 1) >> 1; at > 0; above = (at - 1) >> 1) {
    const parent = heap[above];
    if (!parent || !isNewer(parent, hit)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = hit;
}

function sink(heap: Hit[], hit: Hit): void {
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
