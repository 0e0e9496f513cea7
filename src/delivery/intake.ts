import pLimit from 'p-limit';
import type { Alert } from '../core/alert.ts';
import type { AlertState, Now, SendToQueue, Store } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import { routeAlert } from './route.ts';
import { laneOf, wantShown } from './want.ts';

/** An alert and what it was made of, which is kept with its event row. */
export type Incoming = Readonly<{ alert: Alert; body: object }>;

/** What became of one of a batch: `duplicate` is acknowledged, `failed` must come again. */
export type Taken = Readonly<{ kind: 'done' | 'duplicate' } | { kind: 'failed'; error: unknown }>;

export type IntakeParts = Readonly<{
  store: Store;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  /** The same alerts in the same order, with what could be found out about them in time; never throws. */
  enrich: (alerts: readonly Alert[]) => Promise<readonly Alert[]>;
}>;

/** So many alerts of a batch are worked on at the same time. */
const atOnce = 16;
/** A critical alert does not wait longer than this for a channel that Slack has paused, in ms. */
const patience = 5000;

type Recorded = Readonly<{ alert: Alert; state: AlertState }>;

/**
 * The intake of a batch, to be repeated for whatever failed: record the event, advance what is remembered of its alert,
 * enrich all of them together, say which messages should show it, ring, and only then call the event done. Criticals are
 * said before they are enriched, and again with what was found. One that fails does not touch the others.
 */
export async function takeIn(batch: readonly Incoming[], parts: IntakeParts): Promise<readonly Taken[]> {
  const limit = pLimit(atOnce);
  const recorded = await Promise.all(batch.map((incoming) => limit(() => attempt(() => record(incoming, parts)))));
  const news = recorded.flatMap((one) => (one.kind === 'ok' && one.value && isNews(one.value) ? [one.value] : []));
  const enriched = news.length > 0 ? await parts.enrich(news.map(({ state }) => state.alert)) : [];
  const found = new Map(news.map((one, index) => [one, enriched[index]]));

  return Promise.all(
    recorded.map((one) =>
      limit(async (): Promise<Taken> => {
        if (one.kind === 'failed') return one;
        const { value } = one;
        if (!value) return { kind: 'duplicate' };
        const ended = await attempt(() => finish(value, found.get(value), parts));
        return ended.kind === 'failed' ? ended : { kind: 'done' };
      }),
    ),
  );
}

/** Undefined for what was done before. */
async function record({ alert, body }: Incoming, parts: IntakeParts): Promise<Recorded | undefined> {
  const { store } = parts;
  if ((await store.putEvent(alert.id, alert.eventKey, body)) === 'done') return undefined;
  const state = (await store.advanceAlert(alert)) ?? (await store.findAlert(alert.id));
  if (!state) throw new Error('An alert vanished while it was recorded');
  if (state.alert.severity === 'critical') await deliver(state, parts);
  return { alert, state };
}

async function finish({ alert, state }: Recorded, enriched: Alert | undefined, parts: IntakeParts): Promise<void> {
  const { store } = parts;
  const latest = enriched && (await store.addFacts(enriched));
  await deliver(latest ?? state, parts);
  await store.finishEvent(alert.id, alert.eventKey);
}

/** A resolution without an opening is not shown, and one with it keeps what was found out about the opening. */
function isNews({ alert, state }: Recorded): boolean {
  return state.opened !== undefined && state.alert.eventKey === alert.eventKey;
}

/** Every message of the alert should show this rev; routing only ever adds messages. */
async function deliver(state: AlertState, parts: IntakeParts): Promise<void> {
  if (state.opened === undefined) return;
  const owner = `ALERT#${state.alert.id}`;
  const roots = (await parts.store.listSlots(owner)).filter(({ name }) => name === 'root');
  const severity = state.worst ?? state.alert.severity;
  const routed =
    state.status === 'open' || roots.length === 0 ? routeAlert({ ...state.alert, severity }, parts.settings) : [];
  for (const channel of new Set([...roots.map((slot) => slot.channel), ...routed])) {
    const known = roots.find((slot) => slot.channel === channel);
    const wanted = { owner, channel, name: 'root', lane: laneOf(state.alert.severity, known), want: state.rev };
    await wantShown(wanted, parts);
    if (wanted.lane === 0 && (await isPaused(channel, parts))) {
      await wantShown({ ...wanted, channel: parts.settings.slack.operations }, parts);
    }
  }
}

async function isPaused(channel: string, { store, settings, now }: IntakeParts): Promise<boolean> {
  if (channel === settings.slack.operations) return false;
  const lease = await store.findLease(channel);
  return lease !== undefined && lease.pausedUntil > now() + patience;
}

type Attempt<T> = Readonly<{ kind: 'ok'; value: T } | { kind: 'failed'; error: unknown }>;

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
