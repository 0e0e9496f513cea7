import { mayRemediate } from '../../core/access.ts';
import { parseOfferId } from '../../core/button.ts';
import { userError } from '../../core/errors.ts';
import type { Job } from '../../core/job.ts';
import type { AlertState } from '../../core/ports.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { findAccount } from '../../core/settings.ts';
import { type Choice, findChoice } from '../../remediations/index.ts';
import { isOnOurMessage } from '../press.ts';
import { ask } from './ask.ts';
import { isFresh } from './fresh.ts';
import type { ActWorld } from './world.ts';

/** A press of a remediation's button on an alert, as the front door handed it over. */
export type Click = Extract<Job, { kind: 'remediation'; offer: string }>;

/** The request of this click: put if it is the first, found if it is a redelivery; else the click is refused. */
export async function requestOfClick(click: Click, world: ActWorld): Promise<RemediationRequest> {
  const { state, choice } = await check(click, world);
  const { id: alertId, rule } = state.alert;
  return ask(
    {
      ...choice.subject,
      remediation: choice.remediation.id,
      ...(rule !== undefined && { rule }),
      alertId,
      // Whoever presses is the one who says yes, also where the policy would not have waited for it.
      mode: choice.mode === 'auto' ? 'click' : choice.mode,
      ...{ dryRun: choice.dryRun, requestedBy: click.asker.userId, click: click.key, requestedAt: click.askedAt },
    },
    world,
  );
}

/** What the click is on, when the button is one that we posted, the alert still has it, and this person has the right. */
async function check(click: Click, world: ActWorld): Promise<Readonly<{ state: AlertState; choice: Choice }>> {
  const { store, settings, people, now } = world;
  const { asker, offer } = click;
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const ref = parseOfferId(offer);
  const state = ref && (await store.findAlert(ref.alertId));
  if (!ref || !state) throw userError('STALE_BUTTON');
  if (!isOnOurMessage(click, await store.listSlots(`ALERT#${ref.alertId}`))) throw userError('STALE_BUTTON');
  const { alert, newest, opened = 0 } = state;
  if (!isFresh(click.messageTs, [newest.sourceAt, opened], now())) throw userError('STALE_BUTTON');

  const account = findAccount(settings, alert.accountId);
  if (!account) throw userError('UNKNOWN_ACCOUNT', { accountId: alert.accountId });
  if (state.status === 'resolved') throw userError('ALERT_RESOLVED');
  const choice = findChoice(alert, settings, offer);
  if (!choice) throw userError('STALE_BUTTON');
  const { userId, teamId } = asker;
  const remediation = choice.remediation.id;
  if (!(await mayRemediate(settings, { userId, teamId, accountId: account.id, remediation }, people))) {
    throw userError('NOT_ALLOWED', { what: `run this remediation in ${account.name}` });
  }
  return { state, choice };
}
