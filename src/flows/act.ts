import { mayRemediate } from '../core/access.ts';
import { parseOfferId } from '../core/button.ts';
import { UserError, userError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import type { AlertState, Slack } from '../core/ports.ts';
import type { Offer, RemediationRequest } from '../core/remediation.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import { findAccount } from '../core/settings.ts';
import { offersFor } from '../remediations/index.ts';
import { renderBroken, renderError } from '../slack/render/error.ts';
import { carryOut, type RemediateWorld } from './act/remediate.ts';
import { isOnOurMessage } from './press.ts';

/** A press of a remediation's button as the front door handed it over. */
export type Click = Extract<Job, { kind: 'remediation' }>;

export type ActWorld = RemediateWorld &
  Readonly<{
    slack: Pick<Slack, 'answer'>;
    /** What finds this run in the logs. */
    reference: string;
  }>;

/**
 * click → remediation request → approval → plan → outcome → status. A refused click is told to whoever clicked, and nothing
 * is called. A click that comes twice (a redelivery, a crash) goes on where it was; another's click on the same is told so.
 */
export async function act(click: Click, world: ActWorld): Promise<void> {
  if ((await world.store.putJob(click)) === 'known') return;
  try {
    await carryOut(await takeUp(click, world), world);
    await world.store.updateJob(click.key, { state: 'done' });
  } catch (error) {
    if (!(error instanceof UserError)) {
      const { reference, log, slack } = world;
      log.error('A click could not be carried out', { reference, job: click.key, error: String(error) });
      await slack.answer(click.asker, renderBroken(reference)).catch(() => undefined);
      throw error;
    }
    await world.slack.answer(click.asker, renderError(error));
    await world.store.updateJob(click.key, { state: 'failed' });
  }
}

type Checked = Readonly<{ state: AlertState; offer: Offer; resource: Resource }>;

/** The request of this click: put if it is the first, found if it is a redelivery; else the click is refused. */
async function takeUp(click: Click, world: ActWorld): Promise<RemediationRequest> {
  const { state, offer, resource } = await check(click, world);
  const latest = await world.store.findLatestRequest(resource, offer.remediation);
  if (latest && isOf(latest, click)) return latest;
  const attempt = nextAttempt(latest, state);
  if (attempt === undefined) throw userError('ALREADY_RUNNING', { by: byWhom(latest, click) });

  const { id: alertId, rule } = state.alert;
  const request: RemediationRequest = {
    id: `${resourceKey(resource)}|${offer.remediation}|${attempt}`,
    ...{ remediation: offer.remediation, attempt, state: 'requested', alertId, resource },
    ...(rule !== undefined && { rule }),
    requestedBy: click.asker.userId,
    click: click.key,
    requestedAt: click.askedAt,
    steps: [],
    rev: 1,
  };
  if (await world.store.putRequest(request)) return request;
  const quicker = await world.store.findRequest(request.id);
  if (quicker && isOf(quicker, click)) return quicker;
  throw userError('ALREADY_RUNNING', { by: byWhom(quicker, click) });
}

/** What the click is on, when the button is one that we posted, the alert still offers it, and this person has the right. */
async function check(click: Click, { store, settings }: ActWorld): Promise<Checked> {
  const { asker, offer: pressed } = click;
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const ref = parseOfferId(pressed);
  const state = ref && (await store.findAlert(ref.alertId));
  const resource = state?.alert.resources[0];
  if (!ref || !state || !resource) throw userError('STALE_BUTTON');
  const slots = await store.listSlots(`ALERT#${ref.alertId}`);
  if (!isOnOurMessage(click, slots)) throw userError('STALE_BUTTON');

  const account = findAccount(settings, resource.accountId);
  if (!account) throw userError('UNKNOWN_ACCOUNT', { accountId: resource.accountId });
  if (state.status === 'resolved') throw userError('ALERT_RESOLVED');
  const offer = offersFor(state.alert, settings).find(({ id }) => id === pressed);
  if (!offer) throw userError('STALE_BUTTON');
  const { userId } = asker;
  if (!mayRemediate(settings, { userId, accountId: account.id, remediation: offer.remediation })) {
    throw userError('NOT_ALLOWED', { what: `run this remediation in ${account.name}` });
  }
  return { state, offer, resource };
}

/** The same click, delivered again. Not by who and when: Slack tells the time in seconds, and people press twice in one. */
function isOf({ click }: RemediationRequest, { key }: Click): boolean {
  return click === key;
}

/** One more only after what did not work, on another alert, or when AWS found the problem again since the last outcome. */
function nextAttempt(latest: RemediationRequest | undefined, { alert, newest }: AlertState): number | undefined {
  if (!latest) return 1;
  const next = latest.attempt + 1;
  if (['failed', 'refused', 'unconfirmed'].includes(latest.state)) return next;
  if (latest.endedAt === undefined) return undefined;
  return latest.alertId !== alert.id || newest.sourceAt > latest.endedAt ? next : undefined;
}

function byWhom(request: RemediationRequest | undefined, { asker }: Click): string {
  if (!request) return 'somebody else';
  return request.requestedBy === asker.userId ? 'you' : request.requestedBy;
}
