import type { Actor } from '../../core/alert.ts';
import type { AlertState } from '../../core/ports.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import type { Settings } from '../../core/settings.ts';
import { type Choice, remediations } from '../../remediations/index.ts';
import type { ActWorld } from './world.ts';

/** AWS Config judges what changed within minutes, and what an automation of ours changes in its own name, too. */
const judgedWithin = 15 * 60_000;
/** What a person took back stays so for a while, in ms. */
const coolDown = 60 * 60_000;

/**
 * Why a verdict is our own doing, as a clause: the call behind it was made under our role, somebody has just taken a
 * remediation of this resource back, or another remediation was at work on it shortly before. Undefined when it is not.
 */
export async function findOwnChange(
  { subject: { resource }, remediation }: Pick<Choice, 'subject' | 'remediation'>,
  { alert, evidence, newest }: AlertState,
  { store, settings, findRemediation, now }: Pick<ActWorld, 'store' | 'settings' | 'findRemediation' | 'now'>,
): Promise<string | undefined> {
  if ([evidence?.actor, alert.actor].some((actor) => isOurs(actor, settings))) {
    return 'the change behind it was made by Noroshi itself';
  }
  const others = remediations.filter(({ id }) => id !== remediation.id).map(({ id }) => id);
  const undone = remediations.filter(({ id }) => findRemediation(id)?.undo).map(({ id }) => `undo-${id}`);
  const found = await Promise.all([...undone, ...others].map((name) => store.findLatestRequest(resource, name)));
  const requests = found.filter((request) => request?.startedAt !== undefined && request.state !== 'failed');
  if (requests.some((request) => request?.undoes !== undefined && isAfter(request, now() - coolDown))) {
    return 'somebody has just taken a remediation of this resource back, so a person should decide';
  }
  const cause = requests.find((request) => request && mayHaveLedTo(request, newest.sourceAt));
  return cause && `${cause.remediation} has just changed this resource, and may be what the rule saw`;
}

/**
 * By the role alone: a session's name and its SourceIdentity are chosen by whoever opens it, and nobody may buy peace for a
 * change by calling it ours.
 */
function isOurs(actor: Actor | undefined, { roles, accounts }: Settings): boolean {
  const [, accountId, role] = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(actor?.arn ?? '') ?? [];
  return role === roles.remediate && accounts.some(({ id }) => id === accountId);
}

function isAfter({ startedAt = 0, endedAt }: RemediationRequest, time: number): boolean {
  return (endedAt ?? startedAt) > time;
}

/** A verdict from while it was at work, or from soon after; `sourceAt` in ms. */
function mayHaveLedTo({ startedAt = 0, endedAt }: RemediationRequest, sourceAt: number): boolean {
  return sourceAt >= startedAt && (endedAt === undefined || sourceAt <= endedAt + judgedWithin);
}
