import { AsyncLocalStorage } from 'node:async_hooks';
import type { PressKind } from '../../../src/core/job.ts';
import type { EstimateSearch } from '../../../src/core/search/engine.ts';
import type { SearchPlan } from '../../../src/core/search/search-plan.ts';
import { sendLeftBehind } from '../../../src/delivery/left-behind.ts';
import { press } from '../../../src/flows/answer/press.ts';
import { type AnswerWorld, answer, type Question } from '../../../src/flows/answer.ts';
import { readGoOn, runSearch } from '../../../src/flows/search/run.ts';
import type { SearchWorld } from '../../../src/flows/search/world.ts';
import { createStore } from '../../../src/store/index.ts';
import { createNewUlid } from '../../../src/store/ulid.ts';
import { createSearch } from '../../../src/trail/search.ts';
import type { TrailSource } from '../../../src/trail/source.ts';
import { createAggregatorOf, createLookUpsOf } from '../../commands/context.ts';
import { createFakePeople } from '../../core/people.ts';
import { someSettings } from '../../delivery/settings.ts';
import { createTable } from '../../simulation/table.ts';
import { createClock } from '../../store/table.ts';
import { logObject, memorySource, record } from '../../trail/logs.ts';
import { createMemoryResults, searchParts } from '../searching.ts';
import { createFakeSlack, quiet } from '../world.ts';

const key = 'search-on-stage';

/** What happens at the n-th time that something outside is reached: whoever is at work dies, or sleeps while others work. */
export type Fault = Readonly<{ at: number; kind: 'crash' | 'freeze' | 'cancel' }>;

type Options = Readonly<{ faults?: readonly Fault[]; files?: number; runMs?: number }> &
  Partial<Pick<SearchWorld, 'openAthena' | 'verify'> & { estimate: EstimateSearch; settings: AnswerWorld['settings'] }>;

function minuteOf(n: number): string {
  return new Date(Date.UTC(2025, 11, 31, 10, n)).toISOString();
}

/** Log files of which every third holds a hit; some hits stand in two files, one has no id, and one file is cut off. */
function logFiles(count: number): Readonly<Record<string, Buffer>> {
  const named = Array.from({ length: count }, (_, n) => {
    const minute = minuteOf(n);
    const records = [
      record({ eventID: `other-${n}`, eventTime: minute }),
      ...(n % 3 === 0 ? [record({ eventID: `hit-${n}`, eventTime: minute, userAgent: 'needle' })] : []),
      ...(n % 9 === 6 ? [record({ eventID: `hit-${n - 6}`, eventTime: minuteOf(n - 6), userAgent: 'needle' })] : []),
      ...(n === 7 ? [record({ eventID: undefined, eventTime: minute, userAgent: 'needle' })] : []),
    ];
    const file = logObject(records);
    return [`logs/${String(n).padStart(4, '0')}.json.gz`, n === 11 ? file.subarray(0, 40) : file] as const;
  });
  return Object.fromEntries(named);
}

/** Reading a log file takes 0.7 s. */
function slowly(source: TrailSource, pass: (ms: number) => void): TrailSource {
  return {
    ...source,
    concurrency: 2,
    async fetch(object, signal) {
      pass(700);
      return source.fetch(object, signal);
    },
  };
}

class Crash extends Error {}

/** A search with its queue, its sweep and its faults, on one clock: `play` delivers until nothing is left to be done. */
export function openStage({ faults = [], files = 60, runMs = 45_000, ...change }: Options = {}) {
  const clock = createClock();
  const worker = new AsyncLocalStorage<{ isDead: boolean }>();
  const queue: { body: object; due: number; tries: number }[] = [];
  let reached = 0;
  const due = [...faults];

  async function reach(): Promise<void> {
    const me = worker.getStore();
    if (me?.isDead) throw new Crash();
    if (!me) return;
    reached += 1;
    const index = due.findIndex(({ at }) => at <= reached);
    const [fault] = index < 0 ? [] : due.splice(index, 1);
    if (fault?.kind === 'crash') {
      me.isDead = true;
      throw new Crash();
    }
    if (fault?.kind === 'freeze') {
      clock.pass(31_000);
      await worker.exit(() => deliver({ search: key }));
    }
    if (fault?.kind === 'cancel') await worker.exit(() => pressing('cancel'));
  }

  const table = createTable(reach);
  const memory = createMemoryResults();
  const results: SearchWorld['results'] = {
    async put(name, content) {
      await reach();
      await memory.results.put(name, content);
      await reach();
    },
    get: memory.results.get,
  };
  const { slack, told } = createFakeSlack();
  const store = createStore({
    ...{ client: table.client, table: 'noroshi', now: clock.now, results: memory.results },
    newUlid: createNewUlid({ now: clock.now }),
  });
  const source = memorySource(logFiles(files));
  const settings = { ...someSettings(), access: { investigate: ['U0ALICE', 'U0BOB'], remediate: [], approve: [] } };
  const sendToQueue: SearchWorld['sendToQueue'] = async (name, body, delay = 0) => {
    await reach();
    if (name === 'searches') queue.push({ body, due: clock.now() + delay * 1000, tries: 0 });
    await reach();
  };
  const asked: object[] = [];

  function worldOf(endsAt: number): AnswerWorld {
    return {
      ...searchParts(),
      ...{ store, slack, results, settings, sendToQueue, now: clock.now, log: quiet, reference: 'request-1' },
      ...{ people: createFakePeople().people, aggregator: createAggregatorOf({}) },
      lookUps: createLookUpsOf({}),
      readAudit: async () => ({ entries: [], more: false }),
      search: (query, options) => {
        asked.push(query);
        return createSearch({ source: slowly(source, clock.pass), now: clock.now })(query, options);
      },
      stop: new AbortController().signal,
      remainingMs: () => endsAt - clock.now(),
      ...change,
    };
  }

  const asker = { teamId: settings.slack.team, userId: 'U0ALICE', channelId: 'G0PRIVATE' };
  const question = (text: string): Question => ({
    ...{ kind: 'search', key, askedAt: clock.now(), asker, command: '/aws-trail', text },
  });

  /** One run of the function with one message; false when it comes again. */
  function deliver(body: object): Promise<boolean> {
    const world = worldOf(clock.now() + runMs);
    return worker.run({ isDead: false }, async () => {
      try {
        const goOn = readGoOn(body);
        await (goOn === undefined ? answer(body as Question, world) : runSearch(goOn, world));
        return true;
      } catch {
        return false;
      }
    });
  }

  /** Somebody presses a button of the message, wherever it stands. */
  async function pressing(kind: PressKind, userId = 'U0BOB', name?: string): Promise<void> {
    const owner = `JOB#${key}`;
    const root = await store.findSlot({ owner, channel: 'G0PRIVATE', name: 'root' });
    if (!root) return;
    const messageTs = root.ts ?? '1.000';
    if (root.ts === undefined && root.queue !== undefined) {
      const claimed = await store.claimSlot(root, { ulid: root.queue, forMs: 9000 });
      if (claimed) await store.recordSlot(claimed, { state: 'idle', ts: messageTs, shown: claimed.want });
    }
    const by = { ...asker, userId };
    const pressed = { kind: 'lookup', key: `press-${kind}-${clock.now()}`, askedAt: clock.now(), asker: by } as const;
    const world = worldOf(clock.now() + runMs);
    await press({ ...pressed, press: kind, value: key, messageTs, name }, world);
  }

  /** Delivers what is due, as SQS and the sweep do, until nothing is left to be done or somebody is waited for. */
  async function play(text?: string): Promise<void> {
    if (text !== undefined) queue.push({ body: question(text), due: clock.now(), tries: 0 });
    for (let turn = 0; turn < 200; turn += 1) {
      queue.sort((a, b) => a.due - b.due);
      const message = queue.shift();
      if (!message) {
        const state = await store.findJob(key);
        if (!state || state.reply || state.state === 'waiting') return;
        clock.pass(180_000);
        await sendLeftBehind({ store, sendToQueue, now: clock.now, log: quiet });
        continue;
      }
      if (message.due > clock.now()) clock.pass(message.due - clock.now());
      if (await deliver(message.body)) continue;
      if (message.tries < 4) queue.push({ ...message, due: clock.now() + 150_000, tries: message.tries + 1 });
    }
    throw new Error('It never came to an end');
  }

  return {
    ...{ play, pressing, deliver, store, told, clock, asked, queue, question, objects: memory.objects },
    find: () => store.findJob(key),
    reached: () => reached,
    /** What one search that nobody interrupts finds. */
    whole: (plan: SearchPlan) => createSearch({ source, now: clock.now })(plan.query),
    async root() {
      return store.findSlot({ owner: `JOB#${key}`, channel: 'G0PRIVATE', name: 'root' });
    },
  };
}
