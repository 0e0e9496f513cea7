import { makeRandom } from '../../src/playground/random.ts';
import { actSettings, actStory, createActs } from './act.ts';
import { type Figure, keptFigures } from './figure.ts';
import type { Fate } from './invocation.ts';
import { runLoad } from './run.ts';
import {
  burstAt,
  burstStory,
  closedChannel,
  directSettings,
  largeStory,
  silentSettings,
  silentUntil,
  smallSettings,
  smallStory,
  sweptStates,
} from './small-story.ts';
import type { Simulation } from './world.ts';

/** Where the instrumented sources leave what they found, and ask what becomes of whoever is there. */
declare global {
  var noroshiGates: Set<string> | undefined;
  var noroshiGate: ((point: string) => Promise<void> | undefined) | undefined;
}

/** How often each point was reached, by its name. */
export type Visits = ReadonlyMap<string, number>;
/** Somebody dies when a point is reached for the `nth` time in a scene. */
export type Crash = Readonly<{ scene: SceneName; point: string; nth: number }>;
type Options = Parameters<typeof runLoad>[0];

const usual = { limited: 0.1, broken: 0.05, lost: 0.1, lagMs: 3000 };
const load = { events: 24, overMs: 20_000, malformed: 0.1, severities: { critical: 0.4, medium: 0.4, low: 0.2 } };
const unreachable = async () => {
  throw new Error('AWS Config does not answer');
};

/** Small loads that together take every way that there is. */
const scenes = {
  /**
   * A few are alone with their channel, one after another, and everybody dies or stands still now and then; Slack is away for
   * minutes. One in five dies, so that some messages meet that five times: somebody reads of the dead letters and sends them again.
   */
  rough: {
    ...{ load: { ...load, overMs: 120_000 }, settings: smallSettings, story: burstStory },
    ...{ slack: usual, closed: [closedChannel] },
    isSlackDown: (ms: number) => ms > 90_000 && ms < burstAt,
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
  /** Replies get lost one time in two, history lags longer than we wait, and the token is gone for two minutes. */
  doubt: {
    ...{ load, settings: directSettings },
    slack: { limited: 0.2, broken: 0.2, lost: 0.6, lagMs: 58_000, page: 2 },
    isTokenGone: (ms: number) => ms > 60_000 && ms < 180_000,
  },
  /** More critical alerts than may come alone, and most replies get lost: nobody knows whether the digest of them is there. */
  unheard: {
    ...{ load: { ...load, events: 16, overMs: 12_000, severities: { critical: 1 } }, settings: smallSettings },
    ...{ slack: { ...usual, lost: 0.6 }, minutes: 20 },
  },
  /** Three alerts whose button somebody presses: one is approved and carried out, one denied, one forgotten. */
  act: { load: { ...load, events: 3 }, settings: actSettings, story: actStory, minutes: 15 },
  /** A storm with a channel that takes nothing from us, and a story told beside it. */
  storm: {
    load: { ...load, events: 44, overMs: 15_000, duplicates: 0.1, updates: 0.2 },
    ...{ settings: smallSettings, closed: [closedChannel], story: smallStory, doubled: 0.1 },
    ...{ slack: usual, config: { throttled: 0.2, slow: 0.2, stsErrors: 0 } },
  },
} satisfies Readonly<Record<string, Omit<Options, 'seed'>>>;

export type SceneName = keyof typeof scenes;
/** The short ones first: a point is died at where it costs least. */
export const sceneNames: readonly SceneName[] = ['silence', 'poison', 'unheard', 'rough', 'act', 'doubt', 'storm'];
/** As the poisoned event has it, in ms. */
const mendedAt = Date.parse('2026-03-01T00:30:00Z');
const minute = 60_000;

/** Somebody reads the operations channel, and sends again what it calls dead letters. */
function redriveWhenTold({ slack, queues }: Simulation): void {
  const all = Object.values(queues).filter(({ dead }) => dead.length > 0);
  if (all.length === 0) return;
  const isTold = slack.messages().some(({ slot, isGone }) => slot.startsWith('DEAD#') && !isGone);
  if (isTold) for (const queue of all) queue.redrive();
}

/** What came of a scene: how often each point was reached, how many of the crashes happened, and the figures. */
export type Played = Readonly<{ visits: Visits; died: number; figures: readonly Figure[] }>;

/** Plays a scene to its end. */
export async function playScene(scene: SceneName, seed: number, crashes: readonly Crash[] = []): Promise<Played> {
  const visits = new Map<string, number>();
  const random = makeRandom(seed, `fate ${scene}`);
  const acts = createActs();
  let died = 0;
  let played: Simulation | undefined;
  const fate: Fate = ({ name }, point) => {
    if (played && scene === 'rough' && name === 'sweep') redriveWhenTold(played);
    const count = (visits.get(point) ?? 0) + 1;
    visits.set(point, count);
    const dice = scene === 'rough' ? random() : 1;
    if (dice < 0.001) return true;
    if (!crashes.some((crash) => crash.point === point && crash.nth === count)) return dice < 0.002 ? 15_000 : false;
    died += 1;
    return true;
  };
  const { simulation, outcome } = await runLoad({
    ...{ seed, fate, hours: 6 },
    ...scenes[scene],
    ...(scene === 'act' && { remediate: acts.remediate }),
    started: (simulation) => {
      const { gate, scheduler, queues, slack } = simulation;
      globalThis.noroshiGate = gate;
      if (scene === 'act') acts.people(simulation);
      scheduler.after(35 * minute, () => queues.alerts.redrive());
      played = simulation;
      // Somebody deletes a message that is to be edited later.
      scheduler.after(7.5 * minute, () =>
        slack.lose(
          ({ slot, message: { text } }) =>
            slot.startsWith('ALERT#') &&
            ['restricted-ssh', 'sg-0a0a0a0a0a0a0a0a1'].every((word) => text.includes(word)),
        ),
      );
    },
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
      ...(scene === 'act' ? acts.figures(simulation, { seed, isCrashed: crashes.length > 0 }) : []),
    ],
  };
}
