import type { Alert } from '../../src/core/alert.ts';
import type { SendToQueue, Slot, Store } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { IntakeParts } from '../../src/delivery/intake.ts';
import type { PostParts } from '../../src/delivery/post.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import type { Content } from '../../src/delivery/send.ts';
import { createClock, startMemoryTable } from '../store/table.ts';
import { someSettings } from './settings.ts';
import { createFakeSlack } from './slack.ts';

let opened = 0;

/**
 * A table, a Slack, a `posts` queue and a clock of their own, put together as the Lambdas would; channels are made unique.
 * No table is shared: what Slack counts for the whole workspace is a row in it.
 */
export function openChannel(
  options: { routes?: Settings['routes']; enrich?: IntakeParts['enrich']; latency?: () => Promise<void> } = {},
) {
  opened += 1;
  const own = (name: string) => `${name}${opened}`;
  const clock = createClock();
  const table = startMemoryTable();
  const { store, results, objects } = table.openStore(clock.now);
  const fake = createFakeSlack({ now: clock.now, ...(options.latency && { latency: options.latency }) });
  const routes = (options.routes ?? [{ to: 'C0SECURITY' }]).map((route) =>
    route.to === 'owner' ? route : { ...route, to: own(route.to) },
  );
  const base = someSettings(routes);
  const settings: Settings = {
    ...base,
    slack: { ...base.slack, operations: own('C0OPERATIONS') },
    accounts: base.accounts.map((account) => (account.owner ? { ...account, owner: own(account.owner) } : account)),
  };
  const queue: { channel: string; at: number }[] = [];
  const sent: { queue: string; body: object; delay: number }[] = [];
  const sendToQueue: SendToQueue = async (name, body, delay = 0) => {
    sent.push({ queue: name, body, delay });
    if (name !== 'posts') return;
    queue.push({ channel: Object(body).channel, at: clock.now() + delay * 1000 });
  };
  const logged: string[] = [];
  const note = (message: string) => void logged.push(message);
  const log = { info: note, warn: note, error: note };
  const intake: IntakeParts = {
    store,
    settings,
    sendToQueue,
    now: clock.now,
    log,
    enrich: options.enrich ?? (async (alerts) => alerts),
  };
  const told: string[] = [];
  const posts: PostParts = {
    store,
    settings,
    tellOnCall: async (message) => void told.push(message),
    slack: fake.slack,
    load: (slot) => showState(store, slot),
    log,
    fallback: settings.slack.operations,
    sendToQueue,
    now: clock.now,
    sleep: clock.sleep,
  };

  return {
    ...{ own, clock, table, store, results, objects, settings, queue, sent, logged, told, log, intake, posts },
    ...fake,
    /** Lets `posts` work until its queue is empty, the clock running on to what is delayed. */
    async settle(parts: PostParts = posts) {
      for (let turns = 0; queue.length > 0; turns += 1) {
        if (turns > 300) throw new Error('The posts queue never becomes empty');
        queue.sort((a, b) => a.at - b.at);
        const [message] = queue.splice(0, 1);
        clock.pass(Math.max(0, message!.at - clock.now()));
        await sendQueued(message!.channel, parts);
      }
      if (fake.faults.length > 0) throw new Error(fake.faults.join(', '));
    },
  };
}

async function showState(store: Store, slot: Slot): Promise<Content | undefined> {
  const state = await store.findAlert(slot.owner.slice('ALERT#'.length));
  if (!state) return undefined;
  const names = state.facts.map((fact) => ('value' in fact ? fact.value : fact.unavailable));
  const text = [`${state.status}: ${state.alert.title}`, ...names].join(', ');
  if (slot.name === 'file') return { rev: state.rev, file: { name: 'a.json', title: 'A file', content: text } };
  const thread = slot.name === 'root' ? '' : `${slot.name} of `;
  return { rev: state.rev, message: { text: `${thread}${text}`, blocks: [{ type: 'divider' }] } };
}

/** The alert with a name found out. */
export function named(alert: Alert, name: string): Alert {
  return { ...alert, facts: [{ label: 'Name', value: name }] };
}
