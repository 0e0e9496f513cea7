import { makeRandom, type Random } from '../../src/playground/random.ts';

/** Simulated time, and who goes on next: of those that could at the same time, the seed decides. */
export type Scheduler = Readonly<{
  /** Milliseconds since 1970. */
  now(): number;
  random: Random;
  /** Resolves when so much simulated time has passed; 0 lets others go first. */
  wait(ms: number): Promise<void>;
  /** Runs something of its own after `ms`; nothing waits for it. */
  after(ms: number, work: () => unknown): void;
  /** Lets time run until nothing is left to do or `untilMs` (an absolute time) is reached. */
  run(untilMs?: number): Promise<void>;
  /** How often somebody went on: what bounds a run. */
  steps(): number;
}>;

type Entry = Readonly<{ at: number; order: number; go: () => void }>;

/** `start` in ms; the same seed gives the same run. */
export function createScheduler(seed: number, start = Date.parse('2026-03-01T00:00:00Z')): Scheduler {
  const random = makeRandom(seed, 'scheduler');
  const heap: Entry[] = [];
  let now = start;
  let steps = 0;
  const put = (ms: number, go: () => void) => push(heap, { at: Math.ceil(now + Math.max(0, ms)), order: random(), go });
  return {
    now: () => now,
    random,
    wait: (ms) => new Promise((resolve) => put(ms, resolve)),
    after: (ms, work) => put(ms, () => void work()),
    steps: () => steps,
    async run(untilMs = Number.POSITIVE_INFINITY) {
      for (let next = heap[0]; next && next.at <= untilMs; next = heap[0]) {
        pop(heap);
        now = Math.max(now, next.at);
        steps += 1;
        next.go();
        // Whatever this one does until it waits again is done when the next one goes on.
        await new Promise(setImmediate);
      }
      if (untilMs !== Number.POSITIVE_INFINITY) now = Math.max(now, untilMs);
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up]!;
    if (!isBefore(entry, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (heap.length === 0 || !last) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
