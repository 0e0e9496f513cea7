import { messageLife, noteLife } from '../../core/alert-life.ts';
import { muteOf } from '../../core/mute.ts';
import type { AlertState } from '../../core/ports.ts';
import { weighed } from '../../core/repeats.ts';
import { type Escalation, escalationOf } from '../../delivery/route.ts';
import { showAlert } from '../../delivery/show-alert.ts';
import { escalationName } from '../../delivery/thread-names.ts';
import { laneOf, wantShown } from '../../delivery/want.ts';
import type { SweepWorld } from './world.ts';

/** So many in one sweep; the others wait for the next. */
const atOnce = 200;
/** While it is muted, in ms. */
const lookAgainAfter = 15 * 60_000;

/**
 * Calls whom the route names where nobody acknowledged an alert in time and it is still open: a message in its thread, or a
 * copy in another channel; of a critical one on-call is told again. Once for each time that it opened: its slots have names
 * of their own, so that a crash in between repeats nothing. One that fails does not keep the others from it.
 */
export async function escalate(world: SweepWorld): Promise<void> {
  const { store, log } = world;
  for (const due of await store.listDue('escalation', atOnce)) {
    const alertId = due.pk.slice('ALERT#'.length);
    try {
      const state = await store.findAlert(alertId);
      await store.postponeDue(due, state ? await callFor(weighed(state), world) : 'never');
    } catch (error) {
      log.error('An alert could not be escalated', { alert: alertId, error: String(error) });
    }
  }
}

/** When it is to be looked at again, in ms. */
async function callFor(state: AlertState, world: SweepWorld): Promise<number | 'never'> {
  const { store, settings, now } = world;
  const { alert, status, acknowledged, since = 0, worst = alert.severity } = state;
  const escalation = escalationOf({ ...alert, severity: worst }, settings);
  if (status !== 'open' || acknowledged || !escalation) return 'never';
  const mute = muteOf(alert, await store.listMutes(), now());
  // Somebody may lift it before.
  if (mute) return Math.min(mute.until, now() + lookAgainAfter);
  // It opened again meanwhile.
  if (since + escalation.afterMs > now()) return since + escalation.afterMs;
  await post(state, escalation, world);
  await callOut(state, escalation, world);
  return 'never';
}

async function post(state: AlertState, { channel, to }: Escalation, world: SweepWorld): Promise<void> {
  const { alert, rev, since = 0 } = state;
  const owner = `ALERT#${alert.id}`;
  const roots = (await world.store.listSlots(owner)).filter(({ name }) => name === 'root');
  const root = roots.find((slot) => slot.channel === channel) ?? roots[0];
  // What is kept quiet has no message, and calls nobody.
  if (!root) return;
  const lane = laneOf(alert.severity);
  const thread = { owner, name: 'root' };
  const note = { owner, channel: root.channel, name: escalationName(state), thread, keptFor: noteLife(state) };
  await wantShown({ ...note, lane, want: 1 }, world);
  if (/^[CG]/.test(to))
    await wantShown({ owner, channel: to, name: 'root', lane, want: rev, keptFor: messageLife(state) }, world);
  // Its own message says so as well.
  const said = await world.store.noteCalled(alert.id, since);
  if (said) await showAlert(said, world);
}

async function callOut({ alert, since = 0 }: AlertState, { afterMs }: Escalation, world: SweepWorld): Promise<void> {
  const { store, tellOnCall } = world;
  if (alert.severity !== 'critical') return;
  const name = `on-call-again-${alert.id}`;
  if (((await store.findNoted(name)) ?? -1) >= since) return;
  const minutes = Math.max(1, Math.round(afterMs / 60_000));
  const where = `${alert.accountName ?? alert.accountId}, ${alert.region}`;
  await tellOnCall(`Nobody has acknowledged this for ${minutes} min. Critical in ${where}: ${alert.title}`);
  await store.note(name, 0);
}
