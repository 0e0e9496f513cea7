import { handleBatch } from '../../src/core/batch.ts';
import { userError } from '../../src/core/errors.ts';
import type { ConfigurationItem, ItemSummary, Log, ReadLogFile, SendToQueue, Sources } from '../../src/core/ports.ts';
import { readReceived } from '../../src/core/received.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import type { Settings } from '../../src/core/settings.ts';
import { readRing, sendQueued } from '../../src/delivery/post.ts';
import { notify } from '../../src/flows/notify.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { sweep } from '../../src/flows/sweep.ts';
import { makeRandom } from '../../src/playground/random.ts';
import { createStore } from '../../src/store/index.ts';
import { createNewUlid } from '../../src/store/ulid.ts';
import type { Folded } from './check.ts';
import { createInvocations, type Fate, type Reach } from './invocation.ts';
import type { Arrival } from './load.ts';
import { createQueue, lambdaEvent, type QueueMessage } from './queues.ts';
import { createScheduler } from './scheduler.ts';
import { createSlackModel, noFaults, type SlackFaults } from './slack.ts';
import { createTable } from './table.ts';

/** What AWS Config does to a question: shares between 0 and 1. */
type ConfigFaults = Readonly<{ throttled: number; slow: number; stsErrors: number }>;

export type SimulationOptions = Readonly<{
  seed: number;
  settings: Settings;
  slack?: SlackFaults;
  config?: ConfigFaults;
  /** Share of messages that their queue delivers once more. */
  doubled?: number;
  fate?: Fate;
  /** Whether Slack answers at all, at a time in ms since the start. */
  isSlackDown?: (ms: number) => boolean;
  /** So many invocations of a function at once; without it as many as are deployed. */
  workers?: number;
  /** Channels that Slack does not let us post to. */
  closed?: readonly string[];
  /** Whether Slack takes our token no more, at a time in ms since the start. */
  isTokenGone?: (ms: number) => boolean;
  /** What AWS itself says when the sweep asks, at a time in ms. */
  sources?: (now: () => number) => Sources;
  /** Reads the log files of which S3 tells; without it there are none. */
  readLogFile?: ReadLogFile;
  /** What the function of the remediations does with a message; without it nothing. */
  remediate?: (parts: RemediateParts) => (body: unknown) => Promise<void>;
  /** Told of every alert that is put into a digest, when it is. */
  onFolded?: (folded: Folded) => void;
  /** What a broken version does instead: for the tests of the tests. */
  broken?: (parts: Parts) => Partial<Parts>;
}>;

type Logged = Readonly<{ at: number; level: string; message: string; fields: object }>;
type Parts = ReturnType<typeof partsOf>;
export type RemediateParts = Parts & Readonly<{ sendToQueue: SendToQueue; reach: Reach }>;

const startAt = Date.parse('2026-03-01T00:00:00Z');
const calm: ConfigFaults = { throttled: 0, slow: 0, stsErrors: 0 };
/** One answer of DynamoDB or SQS takes so long at most, in ms. */
const storeMs = 8;
/** After so many sweeps that left nothing to do it is quiet: they may have dead letters to tell of. */
const untilQuiet = 3;
const minute = 60_000;
const noSources: Sources = { listComplianceSince: async () => [], listFindingsSince: async () => [] };

/** The functions that take events in and post them, over strict models, in simulated time. */
export function createSimulation(options: SimulationOptions) {
  const scheduler = createScheduler(options.seed, startAt);
  const invocations = createInvocations({ scheduler, fate: options.fate ?? (() => false) });
  const world = worldOf(options, { scheduler, invocations });
  const { queues, table, sweepOnce } = world;
  const { now, after } = scheduler;
  /** Nothing is queued, and nothing waits for the sweep. */
  const isQuiet = () => Object.values(queues).every((queue) => queue.isIdle()) && table.countDue() === 0;
  return {
    ...{ ...world, startAt, isQuiet, gate: invocations.gate },
    /** Puts what arrives on the queue of alerts at its time. */
    deliver(arrivals: readonly Arrival[]): void {
      for (const { atMs, body } of arrivals) after(startAt + atMs - now(), () => queues.alerts.send(body));
    },
    /** Lets time run, with a sweep each minute, until `untilMs` (since the start), or until it stays quiet after `atLeastMs`. */
    async run(untilMs: number, atLeastMs = untilMs): Promise<void> {
      let quietSweeps = 0;
      while (now() < startAt + untilMs && (now() < startAt + atLeastMs || quietSweeps < untilQuiet)) {
        void sweepOnce();
        await scheduler.run(Math.min(now() + minute, startAt + untilMs));
        quietSweeps = isQuiet() ? quietSweeps + 1 : 0;
      }
    },
  };
}

export type Simulation = ReturnType<typeof createSimulation>;

function worldOf(
  options: SimulationOptions,
  {
    scheduler,
    invocations,
  }: Readonly<{ scheduler: ReturnType<typeof createScheduler>; invocations: ReturnType<typeof createInvocations> }>,
) {
  const { settings, readLogFile, isSlackDown = () => false } = options;
  const { reach } = invocations;
  const { now, random } = scheduler;
  const table = createTable((point) => reach(point, random() * storeMs));
  const slack = createSlackModel({
    ...{ scheduler, reach },
    faults: () => options.slack ?? noFaults,
    isDown: () => isSlackDown(now() - startAt),
    closed: new Set(options.closed),
    isTokenGone: () => options.isTokenGone?.(now() - startAt) ?? false,
  });
  const objects = new Map<string, string>();
  const asked = { aggregator: 0, items: 0 };
  const logged: Logged[] = [];
  const oncall: Readonly<{ at: number; message: string }>[] = [];
  const base = partsOf({ options, scheduler, reach, table, slack, objects, asked, logged, oncall });
  const parts: Parts = { ...base, ...options.broken?.(base) };
  const queue = (
    name: string,
    more: Readonly<{ batch: number; concurrency: number; seconds: number; windowMs?: number }>,
    work: (event: object) => Promise<readonly string[]>,
  ) =>
    createQueue(
      {
        ...{ name, visibilityMs: more.seconds * 1000, timeoutMs: more.seconds * 1000 },
        ...{ doubled: options.doubled ?? 0, ...more, concurrency: options.workers ?? more.concurrency },
      },
      { scheduler, invocations, work: (messages: readonly QueueMessage[]) => work(lambdaEvent(messages)) },
    );
  // As infra/bot/functions.ts feeds them.
  const queues = {
    alerts: queue('alerts', { batch: 25, concurrency: 10, seconds: 60, windowMs: 1000 }, (event) =>
      notify(readReceived(event), { ...parts, ...(readLogFile && { readLogFile }), sendToQueue }),
    ),
    posts: queue('posts', { batch: 1, concurrency: 20, seconds: 30 }, async (event) => {
      for (const channel of readRing(event)) await sendQueued(channel, { ...parts, sendToQueue });
      return [];
    }),
    remediations: queue('remediations', { batch: 1, concurrency: 10, seconds: 60 }, async (event) => {
      const { batchItemFailures } = await handleBatch(event, remediate, () => undefined);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    }),
  };
  const known: Readonly<Record<string, (typeof queues)['alerts']>> = queues;
  async function sendToQueue(name: string, body: object, delaySeconds = 0): Promise<void> {
    await reach(`sqs:${name}`, random() * storeMs);
    known[name]?.send(body, delaySeconds * 1000);
    await reach(`sqs:${name} answered`);
  }
  const remediate = options.remediate?.({ ...parts, sendToQueue, reach }) ?? (async () => undefined);
  const sources = options.sources?.(now) ?? noSources;
  const deadLetters = {
    count: async () => Object.entries(known).map(([name, { dead }]) => ({ queue: name, count: dead.length })),
    redrive: async (name: string) => known[name]?.redrive() ?? 0,
  };
  const sweepOnce = () =>
    invocations.invoke({ name: 'sweep', timeoutMs: minute }, () =>
      sweep({ ...parts, sendToQueue, sources, deadLetters }),
    );
  return { scheduler, settings, table, slack, objects, asked, logged, oncall, queues, sweepOnce };
}

type PartsOptions = Readonly<{
  options: SimulationOptions;
  scheduler: ReturnType<typeof createScheduler>;
  reach: ReturnType<typeof createInvocations>['reach'];
  table: ReturnType<typeof createTable>;
  slack: ReturnType<typeof createSlackModel>;
  objects: Map<string, string>;
  asked: { aggregator: number; items: number };
  logged: Logged[];
  oncall: Readonly<{ at: number; message: string }>[];
}>;

/** What the functions work with, as `lambda/` puts it together over AWS and Slack. */
function partsOf({ options, scheduler, reach, table, slack, objects, asked, logged, oncall }: PartsOptions) {
  const { settings, seed, config = calm } = options;
  const { now, random, wait } = scheduler;
  const bytes = makeRandom(seed, 'ulids');
  const newUlid = createNewUlid({
    now,
    random: (size) => Buffer.from(Array.from({ length: size }, () => Math.floor(bytes() * 256))),
  });
  const results = {
    async put(key: string, content: string) {
      await reach('s3:put', storeMs);
      objects.set(key, content);
      await reach('s3:put answered');
    },
    async get(key: string) {
      await reach('s3:get', storeMs);
      const found = objects.get(key);
      if (found === undefined) throw new Error(`NoSuchKey ${key}`);
      return found;
    },
  };
  const plain = createStore({ client: table.client, table: 'noroshi', now, newUlid, results });
  const store: typeof plain = {
    ...plain,
    async putMember(digest, member) {
      await plain.putMember(digest, member);
      options.onFolded?.({ digest, at: now(), member });
    },
  };
  const note =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void logged.push({ at: now(), level, message, fields });
  const log: Log = { info: () => undefined, warn: note('warn'), error: note('error') };
  const aggregator = {
    async findSummaries(resources: readonly Resource[]): Promise<ReadonlyMap<string, ItemSummary>> {
      asked.aggregator += 1;
      await reach('config:select', random() < config.slow ? 5000 : 80);
      if (random() < config.stsErrors)
        throw userError('UNREACHABLE', { what: 'AWS Config', why: 'STS did not answer' });
      if (random() < config.throttled) throw userError('UNREACHABLE', { what: 'AWS Config', why: 'it is throttled' });
      return new Map(
        resources.map((resource) => [
          resourceKey(resource),
          { resource: { ...resource, name: `name-${resource.id}` }, tags: { Name: `name-${resource.id}` } },
        ]),
      );
    },
  };
  const findCaptured = async (resource: Resource, until: string): Promise<readonly ConfigurationItem[]> => {
    asked.items += 1;
    await reach('config:history', random() < config.slow ? 5000 : 80);
    if (random() < config.throttled) throw userError('UNREACHABLE', { what: 'AWS Config', why: 'it is throttled' });
    const status = 'OK';
    return [{ resource, status, capturedAt: until, tags: {}, relationships: [], configuration: {}, supplementary: {} }];
  };
  return {
    ...{ settings, store, results, log, now, aggregator, findCaptured, slack: slack.slack },
    load: (slot: Parameters<typeof showSlot>[0]) => showSlot(slot, { store, results, settings, now }),
    fallback: settings.slack.operations,
    async tellOnCall(message: string) {
      await reach('sns:publish', storeMs);
      oncall.push({ at: now(), message });
    },
    timer: wait,
    async sleep(ms: number) {
      await reach('sleep', 0);
      await wait(ms);
      await reach('slept', 0);
    },
  };
}
