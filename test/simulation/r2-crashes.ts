import { makeRandom, pick } from '../../src/playground/random.ts';
import { type Figure, keptFigures, worstOf } from './figure.ts';
import type { Fate } from './invocation.ts';
import { runLoad } from './run.ts';
import { smallSettings, smallStory } from './small-story.ts';

/** Where the instrumented sources leave what they found, and ask what becomes of whoever is there. */
declare global {
  var noroshiGates: Set<string> | undefined;
  var noroshiGate: ((point: string) => Promise<void> | undefined) | undefined;
}

/** How often each point was reached, by its name. */
export type Visits = ReadonlyMap<string, number>;
/** Somebody dies when a point is reached for the `nth` time. */
type Crash = Readonly<{ point: string; nth: number }>;

/** A small load that takes every way, to its end: how often each gate was passed, and what came of it. */
export async function crashed(
  seed: number,
  crashes: readonly Crash[] = [],
): Promise<Readonly<{ visits: Visits; died: number; figures: readonly Figure[] }>> {
  const visits = new Map<string, number>();
  let died = 0;
  const fate: Fate = (_, point) => {
    const count = (visits.get(point) ?? 0) + 1;
    visits.set(point, count);
    const dies = crashes.some((crash) => crash.point === point && crash.nth === count);
    if (dies) died += 1;
    return dies;
  };
  const { simulation, outcome } = await runLoad({
    ...{ seed, fate, hours: 6, settings: smallSettings, closed: ['C0CLOSED'], story: smallStory },
    started: ({ gate }) => {
      globalThis.noroshiGate = gate;
    },
    ...{ doubled: 0.05, config: { throttled: 0.2, slow: 0.1, stsErrors: 0 } },
    slack: { limited: 0.1, broken: 0.05, lost: 0.1, lagMs: 3000 },
    load: { events: 24, overMs: 20_000, updates: 0.2, severities: { critical: 0.4, medium: 0.4, low: 0.2 } },
  });
  globalThis.noroshiGate = undefined;
  // Who dies between Slack's 429 and writing it down cannot tell the next one.
  const breaches = outcome.breaches.filter((one) => !one.includes('before its Retry-After'));
  const figure = (what: string, measured: number): Figure => ({ row: 'R2', what, most: 0, measured, seed });
  return {
    ...{ visits, died },
    figures: [
      ...keptFigures('R2', seed, { ...outcome, breaches }),
      figure('dead letters', outcome.deadLetters),
      figure('still busy', simulation.isQuiet() ? 0 : 1),
    ],
  };
}

export type Failure = Readonly<{ crashes: readonly Crash[]; figures: readonly Figure[] }>;

/** One crash at each of the points; `share` of them (0–1). The failures, and the worst figures. */
export async function crashAtEach(
  visits: Visits,
  { seed, share, doubles }: Readonly<{ seed: number; share: number; doubles: number }>,
): Promise<Readonly<{ runs: number; failures: readonly Failure[]; figures: readonly Figure[] }>> {
  const random = makeRandom(seed, 'crashes');
  const points = [...visits.keys()];
  const crashAt = (point: string): Crash => ({ point, nth: 1 + Math.floor(random() * (visits.get(point) ?? 1)) });
  const singles = points.filter(() => random() < share).map((point) => [crashAt(point)]);
  const pairs = Array.from({ length: doubles }, () => [crashAt(pick(random, points)), crashAt(pick(random, points))]);
  const failures: Failure[] = [];
  let worst: readonly Figure[] = [];
  for (const crashes of [...singles, ...pairs]) {
    const { figures } = await crashed(seed, crashes);
    const bad = figures.filter(({ measured, most }) => measured > most);
    if (bad.length > 0) failures.push({ crashes, figures: bad });
    worst = worstOf([...worst, ...figures]);
  }
  return { runs: singles.length + pairs.length, failures, figures: worst };
}
