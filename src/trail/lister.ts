import type { TimeWindow } from './keys.ts';
import type { Range } from './ranges.ts';
import type { TrailFailure, TrailObject, TrailSource } from './source.ts';

/** Objects, listed ahead of those who take them. */
export type Lister = Readonly<{
  /** The next object; nothing after the last one. */
  take(): Promise<TrailObject | undefined>;
  /** How many there are in all, once the listing is finished. */
  total(): number | undefined;
}>;

/** How many listed objects may wait: enough to keep all fetches busy, few enough for any bucket. */
const listedAhead = 20_000;

/** What to list, and whether the last ones listed are taken first, which are the newest; otherwise it is in key order. */
type Wanted = Readonly<{ window: TimeWindow; range: Range; lastFirst: boolean }>;

/** Lists while others fetch. A listing that cannot be done at all makes `take` throw. */
export function startLister(
  source: TrailSource,
  { window, range, lastFirst }: Wanted,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (failure: TrailFailure) => void },
): Lister {
  let waiting: TrailObject[] = [];
  let next = 0;
  let listed = 0;
  let state: 'listing' | 'done' | Error = 'listing';
  let wakeTaker = () => {};
  let wakeLister = () => {};

  async function list(): Promise<void> {
    const { after } = range;
    for await (const page of source.list({ ...window, ...(after !== undefined && { after }) }, signal)) {
      for (const failure of page.failures) onFailure(failure);
      const objects = page.objects.filter(({ key }) => isWithin(key, range));
      waiting = waiting.slice(next).concat(objects);
      next = 0;
      listed += objects.length;
      wakeTaker();
      while (waiting.length - next > listedAhead && !signal.aborted)
        await new Promise<void>((wake) => (wakeLister = wake));
      if (signal.aborted) break;
    }
  }

  signal.addEventListener('abort', () => wakeLister(), { once: true });
  const finished = list().then(
    () => (state = 'done'),
    (error: unknown) => (state = signal.aborted ? 'done' : error instanceof Error ? error : new Error(String(error))),
  );
  void finished.then(() => wakeTaker());

  /** Takers come one at a time, so that objects are taken in order. */
  let turn: Promise<unknown> = Promise.resolve();
  async function takeOne(): Promise<TrailObject | undefined> {
    while (next >= waiting.length) {
      if (state instanceof Error) throw state;
      if (state === 'done' || signal.aborted) return undefined;
      await new Promise<void>((wake) => {
        wakeTaker = wake;
      });
    }
    if (waiting.length - next <= listedAhead) wakeLister();
    return lastFirst ? waiting.pop() : waiting[next++];
  }

  return {
    take() {
      const taken = turn.then(takeOne);
      turn = taken.catch(() => undefined);
      return taken;
    },
    total: () => (state === 'listing' ? undefined : listed),
  };
}

function isWithin(key: string, { after, upTo }: Range): boolean {
  return (after === undefined || key > after) && (upTo === undefined || key <= upTo);
}
