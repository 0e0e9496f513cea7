import { makeRandom } from '../../src/playground/random.ts';
import { type Figure, keptFigures, missed, worstOf } from './figure.ts';
import type { Fate } from './invocation.ts';
import { runLoad } from './run.ts';
import {
  closedChannel,
  directSettings,
  largeStory,
  silentSettings,
  silentUntil,
  smallSettings,
  smallStory,
  sweptStates,
} from './small-story.ts';

/** Where the instrumented sources leave what they found, and ask what becomes of whoever is there. */
declare global {
  var noroshiGates: Set<string> | undefined;
  var noroshiGate: ((point: string) => Promise<void> | undefined) | undefined;
}

/** How often each point was reached, by its name. */
type Visits = ReadonlyMap<string, number>;
/** Somebody dies when a point is reached for the `nth` time in a scene. */
type Crash = Readonly<{ scene: SceneName; point: string; nth: number }>;
type Options = Parameters<typeof runLoad>[0];

const usual = { limited: 0.1, broken: 0.05, lost: 0.1, lagMs: 3000 };
const load = { events: 24, overMs: 20_000, malformed: 0.1, severities: { critical: 0.4, medium: 0.4, low: 0.2 } };
const unreachable = async () => {
  throw new Error('AWS Config does not answer');
};

/** Small loads that together take every way that there is. */
const scenes = {
  /** A storm with a channel that takes nothing from us, and a story told beside it. */
  storm: {
    load: { ...load, events: 44, overMs: 15_000, duplicates: 0.1, updates: 0.2 },
    ...{ settings: smallSettings, closed: [closedChannel], story: smallStory, doubled: 0.1 },
    ...{ slack: usual, config: { throttled: 0.2, slow: 0.2, stsErrors: 0 } },
  },
  /** Replies get lost one time in two, history lags longer than we wait, and the token is gone for two minutes. */
  doubt: {
    ...{ load, settings: directSettings },
    slack: { limited: 0.2, broken: 0.2, lost: 0.5, lagMs: 40_000, page: 2 },
    isTokenGone: (ms: number) => ms > 60_000 && ms < 180_000,
  },
  /** Nothing comes after a while, and AWS cannot be asked either; then it can. The operations channel takes nothing. */
  silence: {
    ...{
      load: { ...load, events: 8 },
      settings: silentSettings,
      closed: [silentSettings.slack.operations],
      minutes: 80,
    },
    sources: (now: () => number) => ({
      listComplianceSince: () => (now() < silentUntil ? unreachable() : Promise.resolve(sweptStates)),
      listFindingsSince: async () => [],
    }),
  },
  /** One event is never done until somebody mends that and sends the dead letters again. */
  poison: {
    ...{ load: { ...load, events: 6 }, settings: smallSettings, story: largeStory, closed: [closedChannel] },
    broken: ({ store, now }: Parameters<NonNullable<Options['broken']>>[0]) => ({
      store: {
        ...store,
        async finishEvent(alertId: string, key: string) {
          if (key.includes('0a0a0a0c1') && now() < mendedAt) throw new Error('ValidationException');
          return store.finishEvent(alertId, key);
        },
      },
    }),
    minutes: 45,
  },
  /** A few are alone with their channel, one after another, and everybody dies now and then. */
  rough: { load: { ...load, overMs: 120_000 }, settings: smallSettings, slack: usual, closed: [closedChannel] },
} satisfies Readonly<Record<string, Omit<Options, 'seed'>>>;

type SceneName = keyof typeof scenes;
const sceneNames: readonly SceneName[] = ['storm', 'doubt', 'silence', 'poison', 'rough'];
/** As the poisoned event has it, in ms. */
const mendedAt = Date.parse('2026-03-01T00:30:00Z');
const minute = 60_000;

/** Plays a scene to its end: how often each point was reached, and what came of it. */
async function crashed(
  scene: SceneName,
  seed: number,
  crashes: readonly Crash[] = [],
): Promise<Readonly<{ visits: Visits; figures: readonly Figure[] }>> {
  const visits = new Map<string, number>();
  const random = makeRandom(seed, `fate ${scene}`);
  const fate: Fate = (_, point) => {
    const count = (visits.get(point) ?? 0) + 1;
    visits.set(point, count);
    if (scene === 'rough' && random() < 0.001) return true;
    return crashes.some((crash) => crash.point === point && crash.nth === count);
  };
  const { simulation, outcome } = await runLoad({
    ...{ seed, fate, hours: 6 },
    ...scenes[scene],
    started: ({ gate, scheduler, queues, slack }) => {
      globalThis.noroshiGate = gate;
      scheduler.after(35 * minute, () => queues.alerts.redrive());
      // Somebody deletes a message that is to be edited later.
      scheduler.after(7.5 * minute, () =>
        slack.lose(
          ({ slot, message }) => slot.startsWith('ALERT#') && /restricted-ssh.*sg-0a0a0a0a0a0a0a0a1/.test(message.text),
        ),
      );
    },
  });
  globalThis.noroshiGate = undefined;
  // Who dies between Slack's 429 and writing it down cannot tell the next one.
  const breaches = outcome.breaches.filter((one) => !one.includes('before its Retry-After'));
  const figure = (what: string, measured: number): Figure => ({ row: 'R2', what, most: 0, measured, seed });
  return {
    visits,
    figures: [
      ...keptFigures('R2', seed, { ...outcome, breaches }),
      figure('dead letters', outcome.deadLetters),
      figure('still busy', simulation.isQuiet() ? 0 : 1),
    ],
  };
}

/** Who dies here leaves something that only those who come later can put right, on a way of their own. */
const leadsOn =
  /^src\/(?:delivery\/fold\.ts.*(?:bumpDigest\(id|limit\(\(\) => st)|flows\/notify\/close\.ts.*showAlert\(resolved)/;

type Failure = Readonly<{ crashes: readonly Crash[]; missed: readonly string[] }>;
type Plan = Readonly<{ seed: number; share: number; doubles: number }>;

/** What crashes came to: every gate that was ever reached, the runs that broke something, and the worst figures. */
export type Crashes = Readonly<{
  reached: ReadonlySet<string>;
  runs: number;
  failures: readonly Failure[];
  figures: readonly Figure[];
}>;

/** One crash at each point of each scene (at `share` of them, 0–1), and two at once at `doubles` pairs of points. */
export async function crashEverywhere({ seed, share, doubles }: Plan): Promise<Crashes> {
  const random = makeRandom(seed, 'crashes');
  const reached = new Set<string>();
  const failures: Failure[] = [];
  let worst: readonly Figure[] = [];
  let runs = 0;
  const play = async (scene: SceneName, crashes: readonly Crash[]) => {
    const { visits, figures } = await crashed(scene, seed, crashes);
    for (const point of visits.keys()) reached.add(point);
    if (missed(figures).length > 0) failures.push({ crashes, missed: missed(figures) });
    worst = worstOf([...worst, ...figures]);
    runs += 1;
    return visits;
  };
  const done = new Set<string>();
  for (const scene of sceneNames) {
    const visits = await play(scene, []);
    const points = [...visits.keys()];
    const crashAt = (point: string): Crash => ({
      scene,
      point,
      nth: 1 + Math.floor(random() * (visits.get(point) ?? 1)),
    });
    const pickOne = () => crashAt(points[Math.floor(random() * points.length)] ?? '');
    // Where another scene has died already, one in four dies again.
    const singles = points.filter((point) => random() < share * (done.has(point) ? 0.25 : 1) || leadsOn.test(point));
    for (const point of singles) {
      done.add(point);
      await play(scene, [crashAt(point)]);
    }
    for (let n = 0; n < doubles / sceneNames.length; n += 1) await play(scene, [pickOne(), pickOne()]);
  }
  return { reached, runs, failures, figures: worst };
}
