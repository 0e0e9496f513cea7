import pLimit from 'p-limit';
import type { Alert } from '../core/alert.ts';
import type { Mute } from '../core/mute.ts';
import type { AlertState, Log, Now, SendToQueue, Store } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import { callOut } from './call-out.ts';
import { showAlert } from './show-alert.ts';

/** An alert and what it was made of, which is kept with its event row. */
export type Incoming = Readonly<{ alert: Alert; body: object }>;

/** What became of one of a batch: `duplicate` is acknowledged, `failed` must come again. */
export type Taken = Readonly<{ kind: 'done' | 'duplicate' } | { kind: 'failed'; error: unknown }>;

export type IntakeParts = Readonly<{
  store: Store;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  /** The same alerts in the same order, with what could be found out about them in time; never throws. */
  enrich: (alerts: readonly Alert[]) => Promise<readonly Alert[]>;
  /** Told of each opening that is the newest of its alert, before its event is done: at least once. */
  opened?: (state: AlertState) => Promise<void>;
  /** What people want to hear nothing of, read for the whole batch. */
  mutes?: readonly Mute[];
  /** Told of each critical opening, so that it is heard while Slack is down: at least once. */
  tellOnCall?: (message: string) => Promise<void>;
}>;

/** So many alerts of a batch are worked on at the same time. */
const atOnce = 16;

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
  if (state.alert.severity === 'critical') await showAlert(state, { ...parts, isEarly: true });
  return { alert, state };
}

async function finish({ alert, state }: Recorded, enriched: Alert | undefined, parts: IntakeParts): Promise<void> {
  const { store } = parts;
  const latest = enriched && (await store.addFacts(enriched));
  const known = latest ?? state;
  await showAlert(known, parts);
  if (known.opening?.key === alert.eventKey) await callOut(known, parts);
  if (known.status === 'open' && known.newest.key === alert.eventKey) await parts.opened?.(known);
  await store.finishEvent(alert.id, alert.eventKey);
}

/** A resolution without an opening is not shown, and one with it keeps what was found out about the opening. */
function isNews({ alert, state }: Recorded): boolean {
  return state.opened !== undefined && state.alert.eventKey === alert.eventKey;
}

type Attempt<T> = Readonly<{ kind: 'ok'; value: T } | { kind: 'failed'; error: unknown }>;

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
