import { mayInvestigate } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import type { Job } from '../../core/job.ts';
import type { Look, LookKind } from '../../core/look.ts';
import { conditionFor, describeCondition, type Mute, muteChoicesOf, muteId, muteOf } from '../../core/mute.ts';
import type { AlertState, Log, Now, People, SendToQueue, Store } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { compareSeverity } from '../../core/severity.ts';
import { oneLine, utc } from '../../core/text/phrase.ts';
import { escalationOf } from '../../delivery/route.ts';
import { isOnOurMessage } from '../press.ts';
import { acknowledge } from './acknowledge.ts';
import { showMuted } from './muted.ts';

type Press = Extract<Job, { button: LookKind }>;

type World = Readonly<{
  store: Store;
  settings: Settings;
  people: People;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
}>;

/**
 * What can be said of an alert by its buttons while it is open: that somebody looks after it, where it is grave or somebody
 * else would be called; and that nobody wants to hear of it for a while. The state is as it weighs; `mute` hides it already.
 */
export function sayingsOf(
  {
    alert,
    status,
    acknowledged,
    worst = alert.severity,
  }: Pick<AlertState, 'alert' | 'status' | 'acknowledged' | 'worst'>,
  { settings, mute }: Readonly<{ settings: Settings; mute?: Mute | undefined }>,
): readonly Look[] {
  if (status !== 'open' || alert.unlisted || alert.own !== undefined) return [];
  const isGrave = compareSeverity(alert.severity, 'high') >= 0;
  const isCalled = escalationOf({ ...alert, severity: worst }, settings) !== undefined;
  const choices = muteChoicesOf(alert);
  return [
    ...(!acknowledged && (isGrave || isCalled) ? [{ what: 'acknowledge', alertId: alert.id } as const] : []),
    ...(!mute && choices.scopes.length > 0 ? [{ what: 'mute', alertId: alert.id, choices } as const] : []),
  ];
}

/** A press of such a button. Throws what keeps a person from it. */
export async function say(press: Press, world: World): Promise<Reply> {
  const state = await check(press, world);
  if (press.button === 'mute') return mute(press, state, world);
  await acknowledge(state.alert.id, { by: press.asker.userId, at: press.askedAt }, world);
  return { title: 'You look after it now, and its message says so: nobody else is called', sections: [] };
}

async function mute({ key, asker, askedAt, mute }: Press, { alert }: AlertState, world: World): Promise<Reply> {
  const { store, settings, now } = world;
  const when = mute && conditionFor(alert, mute.scope);
  if (!mute || !when) throw userError('STALE_BUTTON');
  const id = muteId(key);
  const known = muteOf(alert, await store.listMutes(), now());
  if (known && known.id !== id) throw userError('MUTED', { by: known.by, id: known.id, until: utc(known.until) });
  const made: Mute = {
    ...{ id, when, because: oneLine(mute.because, 200), by: asker.userId },
    ...{ at: askedAt, until: askedAt + mute.forMs, alertId: alert.id },
  };
  await store.putMute(made);
  await showMuted(made, world);
  return {
    title: `Muted until ${utc(made.until)}: ${describeCondition(made.when, settings)}`,
    sections: [
      { kind: 'text', text: 'What comes is recorded. What is still open then is posted then. To hear of it before:' },
      { kind: 'code', text: `/aws-alerts unmute ${id}` },
    ],
  };
}

async function check({ asker, alertId, messageTs, button }: Press, { store, settings, people }: World) {
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const state = /^[\w-]{1,100}$/.test(alertId) ? await store.findAlert(alertId) : undefined;
  const slots = state ? await store.listSlots(`ALERT#${alertId}`) : [];
  const isOurs = isOnOurMessage(
    { asker, messageTs },
    slots.filter(({ name }) => name === 'root'),
  );
  if (!state || !isOurs || state.alert.unlisted || state.alert.own !== undefined) throw userError('STALE_BUTTON');
  if (!(await mayInvestigate(settings, asker, people))) {
    // Anybody may open the form: what came of it is said to whoever filled it in.
    const what = button === 'mute' ? 'mute alerts, so nothing was muted' : 'acknowledge alerts';
    throw userError('NOT_ALLOWED', { what });
  }
  if (state.status !== 'open') throw userError('NOT_OPEN');
  return state;
}
