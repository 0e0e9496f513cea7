import { mayApprove, mayRemediate } from '../../core/access.ts';
import { exemptionOf } from '../../core/exempt.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { findAccount } from '../../core/settings.ts';
import { hiddenBy } from '../../delivery/quiet.ts';
import { choicesFor } from '../../remediations/index.ts';
import { tried } from './tried.ts';
import type { ActWorld } from './world.ts';

/** Why a request cannot go on, and how it ends. */
export type Obstacle = Readonly<{
  state: 'refused' | 'already-compliant' | 'resource-gone' | 'failed';
  reason: string;
}>;

type Look = (request: RemediationRequest, world: ActWorld) => Promise<Obstacle | undefined>;

/**
 * What stands in the way of a request now: the kill switch, rights, its alert, an exemption, what the rule says in the member.
 * Asked when it is taken up and again at the last moment, for any of it may have changed since.
 */
export async function findObstacle(request: RemediationRequest, world: ActWorld): Promise<Obstacle | undefined> {
  for (const look of [switchedOff, withoutRight, withoutApproval, withoutPolicy, resolved, exempted, judged]) {
    const obstacle = await look(request, world);
    if (obstacle) return obstacle;
  }
  return undefined;
}

/** The kill switch. */
export const switchedOff: Look = async (_, { store }) => {
  const { state, reason } = await store.findSwitch();
  if (state === 'on') return undefined;
  return refused(`remediations are switched off${reason === undefined ? '' : ` (${reason})`}`);
};

/** A policy's own doing needs nobody's right, but the policy. */
const withoutRight: Look = async ({ requestedBy, resource, remediation }, { settings, people }) => {
  const { accountId } = resource;
  if (!findAccount(settings, accountId)) return refused(`account ${accountId} is not in the settings`);
  if (requestedBy === 'auto') return undefined;
  const may = await tried(() => mayRemediate(settings, { userId: requestedBy, accountId, remediation }, people));
  if ('trouble' in may) return refused(may.trouble);
  return may.done ? undefined : refused('whoever asked no longer has the right');
};

const withoutApproval: Look = async ({ mode, approval, requestedBy, resource, remediation }, { settings, people }) => {
  if (mode !== 'approve' || !approval) return undefined;
  const asked = { approverId: approval.by, requesterId: requestedBy, accountId: resource.accountId, remediation };
  const may = await tried(() => mayApprove(settings, asked, people));
  if ('trouble' in may) return refused(may.trouble);
  return may.done === 'yes' ? undefined : refused(`the approval does not hold any more: ${may.done}`);
};

/** What a policy asked for by itself, it must still say, and nobody may have muted the alert since. */
const withoutPolicy: Look = async ({ requestedBy, alertId, remediation, input, dryRun }, { settings, store, now }) => {
  if (requestedBy !== 'auto' || alertId === undefined) return undefined;
  const alert = (await store.findAlert(alertId))?.alert;
  const choice = (alert ? choicesFor(alert, settings) : []).find(
    (one) => one.remediation.id === remediation && one.subject.input['document'] === input['document'],
  );
  if (!alert || choice?.mode !== 'auto' || (choice.dryRun && !dryRun)) {
    return refused('no policy says any more that it is to be done without a click');
  }
  const mute = hiddenBy(alert, await store.listMutes(), { isEarly: true, now: now() });
  return mute && refused(`the alert is muted: ${mute.because}`);
};

/** What is to be taken back is so whatever became of the alert. */
const resolved: Look = async ({ alertId, undoes }, { store }) => {
  if (alertId === undefined || undoes !== undefined) return undefined;
  const alert = await store.findAlert(alertId);
  return alert?.status === 'resolved' ? refused('the alert was resolved meanwhile') : undefined;
};

const exempted: Look = async (request, world) => {
  const { settings, now } = world;
  if (settings.exempt.length === 0) return undefined;
  const tags = settings.exempt.some(({ tag }) => tag) ? await findTags(request, world) : undefined;
  const { resource } = request;
  const exemption = exemptionOf(settings.exempt, { resource, tags }, now());
  return exemption.state === 'no' ? undefined : refused(exemption.reason);
};

/** As AWS Config has them in the resource's own account; nothing where it cannot be asked or does not know the resource. */
async function findTags({ resource }: RemediationRequest, { loadHistory }: ActWorld) {
  const loaded = await tried(() => loadHistory(resource, 1));
  return 'done' in loaded ? loaded.done[0]?.tags : undefined;
}

/** The aggregator lags, so the verdict is read where it is made. */
const judged: Look = async ({ rule, resource, undoes, requestedBy }, { compliance }) => {
  if (rule === undefined || undoes !== undefined) return undefined;
  const found = await tried(() => compliance.find(resource, rule));
  if ('trouble' in found) return { state: 'failed', reason: found.trouble };
  switch (found.done) {
    case 'COMPLIANT':
      return { state: 'already-compliant', reason: `the rule ${rule} calls it compliant by now` };
    case undefined:
    case 'NOT_APPLICABLE':
      return { state: 'resource-gone', reason: `the rule ${rule} judges this resource no more` };
    case 'NON_COMPLIANT':
      return undefined;
    default:
      return requestedBy === 'auto' ? refused(`the rule ${rule} has not judged it yet`) : undefined;
  }
};

function refused(reason: string): Obstacle {
  return { state: 'refused', reason };
}
