import type { AlertState, Log, Now, SendToQueue, Slot, Store } from '../core/ports.ts';
import { weighed } from '../core/repeats.ts';
import type { Settings } from '../core/settings.ts';
import { quietBecause } from './quiet.ts';
import { routeAlert } from './route.ts';
import { laneOf, wantShown } from './want.ts';

export type ShowParts = Readonly<{
  store: Pick<Store, 'listSlots' | 'wantSlot' | 'ring' | 'findLease'>;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  /** Before its tags could be asked for: what may yet have to be kept quiet by them waits. */
  isEarly?: true;
}>;

/** A critical alert does not wait longer than this for a channel that Slack has paused, in ms. */
const patience = 5000;

/**
 * Every message of the alert should show this rev, and its thread who caused it. Where it goes is decided each time, but
 * only ever adds messages; what a rule keeps quiet is recorded and gets none, as long as it has none.
 */
export async function showAlert(known: AlertState, parts: ShowParts): Promise<void> {
  const state = weighed(known);
  const { store, settings } = parts;
  if (state.opened === undefined) return;
  const owner = `ALERT#${state.alert.id}`;
  const roots = (await store.listSlots(owner)).filter(({ name }) => name === 'root');
  if (roots.length === 0 && isQuiet(state, parts)) return;
  const severity = state.worst ?? state.alert.severity;
  const isRouted = state.status === 'open' || roots.length === 0;
  const routed = isRouted ? routeAlert({ ...state.alert, severity }, settings) : [];
  for (const channel of new Set([...roots.map((slot) => slot.channel), ...routed])) {
    await showIn(channel, { state, known: roots.find((slot) => slot.channel === channel), parts });
    if (state.evidence) await showEvidence(state.evidence.rev, { owner, channel, parts });
  }
}

function isQuiet({ alert }: AlertState, { settings, isEarly, log }: ShowParts): boolean {
  const because = quietBecause(alert, settings, { isEarly: isEarly === true });
  if (because !== undefined && !isEarly) {
    log.info('An alert was recorded and not posted', { alert: alert.id, kind: alert.kind, because });
  }
  return because !== undefined;
}

type Showing = Readonly<{ state: AlertState; known: Slot | undefined; parts: ShowParts }>;

async function showIn(channel: string, { state, known, parts }: Showing): Promise<void> {
  const { alert, rev } = state;
  const lane = laneOf(alert.severity, known);
  const wanted = { owner: `ALERT#${alert.id}`, channel, name: 'root', lane, want: rev };
  await wantShown(wanted, parts);
  if (lane === 0 && (await isPaused(channel, parts))) {
    await wantShown({ ...wanted, channel: parts.settings.slack.operations }, parts);
  }
}

/** In the thread of the alert's message there. */
async function showEvidence(
  rev: number,
  { owner, channel, parts }: Readonly<{ owner: string; channel: string; parts: ShowParts }>,
): Promise<void> {
  await wantShown({ owner, channel, name: 'evidence', lane: 2, want: rev, thread: { owner, name: 'root' } }, parts);
}

async function isPaused(channel: string, { store, settings, now }: ShowParts): Promise<boolean> {
  if (channel === settings.slack.operations) return false;
  const lease = await store.findLease(channel);
  return lease !== undefined && lease.pausedUntil > now() + patience;
}
