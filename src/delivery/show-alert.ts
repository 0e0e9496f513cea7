import { messageLife, noteLife } from '../core/alert-life.ts';
import type { Mute } from '../core/mute.ts';
import type { AlertState, Log, Now, SendToQueue, Slot, Store } from '../core/ports.ts';
import { weighed } from '../core/repeats.ts';
import type { Settings } from '../core/settings.ts';
import { hiddenBy, quietBecause } from './quiet.ts';
import { type Escalation, escalationOf, routeAlert } from './route.ts';
import { relapseName } from './thread-names.ts';
import { laneOf, wantShown } from './want.ts';

export type ShowParts = Readonly<{
  store: Pick<Store, 'listSlots' | 'wantSlot' | 'ring' | 'findLease' | 'listMutes' | 'wantEscalation'>;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  /** Before its tags could be asked for: what may yet have to be kept quiet by them waits. */
  isEarly?: true;
  /** What people want to hear nothing of, where it was read before, for a batch; else it is read. */
  mutes?: readonly Mute[];
}>;

/** A critical alert does not wait longer than this for a channel that Slack has paused, in ms. */
const patience = 5000;
/** So many times a thread tells that an alert is back; the message itself counts on. */
const mostRelapses = 20;

/**
 * Every message of the alert should show this rev, and its thread who caused it, and that it is back. Where it goes is
 * decided each time, but only ever adds messages; what a rule or a mute keeps quiet is recorded and gets none, as long as it
 * has none. A mute also keeps quiet what would come in a thread; what is there already is edited.
 */
export async function showAlert(known: AlertState, parts: ShowParts): Promise<void> {
  const state = weighed(known);
  const { store, settings, now, isEarly = false } = parts;
  if (state.opened === undefined) return;
  const owner = `ALERT#${state.alert.id}`;
  const roots = (await store.listSlots(owner)).filter(({ name }) => name === 'root');
  const mutes = parts.mutes ?? (await store.listMutes());
  const mute = hiddenBy(state.alert, mutes, { isEarly, now: now() });
  if (roots.length === 0 && isQuiet(state, mute, parts)) return;
  const severity = state.worst ?? state.alert.severity;
  const routed = { ...state.alert, severity };
  const channels = (state.status === 'open' && !mute) || roots.length === 0 ? routeAlert(routed, settings) : [];
  for (const channel of new Set([...roots.map((slot) => slot.channel), ...channels])) {
    const root = roots.find((slot) => slot.channel === channel);
    await showIn(channel, { state, known: root, parts });
    if (!mute) await showThread(channel, { state, known: root, parts });
  }
  if (!mute) await wantEscalation(state, escalationOf(routed, settings), parts);
}

function isQuiet({ alert }: AlertState, mute: Mute | undefined, { settings, isEarly, log }: ShowParts): boolean {
  const because =
    mute === undefined ? quietBecause(alert, settings, { isEarly: isEarly === true }) : `muted: ${mute.because}`;
  if (because !== undefined && !isEarly) {
    log.info('An alert was recorded and not posted', { alert: alert.id, kind: alert.kind, because });
  }
  return because !== undefined;
}

/** Somebody else is to be called if nobody says in time that they look after it. */
async function wantEscalation(
  { alert, status, acknowledged, since }: AlertState,
  escalation: Escalation | undefined,
  { store, now }: ShowParts,
): Promise<void> {
  if (!escalation || status !== 'open' || acknowledged || since === undefined) return;
  await store.wantEscalation(alert.id, { since, at: now() + escalation.afterMs });
}

type Showing = Readonly<{ state: AlertState; known: Slot | undefined; parts: ShowParts }>;

async function showIn(channel: string, { state, known, parts }: Showing): Promise<void> {
  const { alert, rev } = state;
  const lane = laneOf(alert.severity, known);
  const wanted = { owner: `ALERT#${alert.id}`, channel, name: 'root', lane, want: rev, keptFor: messageLife(state) };
  await wantShown(wanted, parts);
  if (lane === 0 && (await isPaused(channel, parts))) {
    await wantShown({ ...wanted, channel: parts.settings.slack.operations }, parts);
  }
}

/** In the thread of the alert's message there: who caused it, and that it is back. */
async function showThread(channel: string, { state, known, parts }: Showing): Promise<void> {
  const { alert, evidence, status, relapses } = state;
  const owner = `ALERT#${alert.id}`;
  const inThread = { owner, channel, thread: { owner, name: 'root' }, keptFor: noteLife(state) };
  if (evidence) await wantShown({ ...inThread, name: 'evidence', lane: 2, want: evidence.rev }, parts);
  // Whoever did not see the message needs not be told that it changed.
  if (known?.ts !== undefined && status === 'open' && relapses && relapses.count <= mostRelapses) {
    await wantShown({ ...inThread, name: relapseName(relapses), lane: 3, want: 1 }, parts);
  }
}

async function isPaused(channel: string, { store, settings, now }: ShowParts): Promise<boolean> {
  if (channel === settings.slack.operations) return false;
  const lease = await store.findLease(channel);
  return lease !== undefined && lease.pausedUntil > now() + patience;
}
