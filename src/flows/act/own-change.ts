import type { Actor } from '../../core/alert.ts';
import { isSameJson } from '../../core/plan-hash.ts';
import type { AlertState } from '../../core/ports.ts';
import { type RemediationRequest, requestName } from '../../core/remediation.ts';
import type { Settings } from '../../core/settings.ts';
import { type Choice, remediations as known } from '../../remediations/index.ts';
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
  { subject: { resource, input }, remediation }: Pick<Choice, 'subject' | 'remediation'>,
  { alert, evidence, newest }: AlertState,
  { store, settings, findRemediation, now }: Pick<ActWorld, 'store' | 'settings' | 'findRemediation' | 'now'>,
): Promise<string | undefined> {
  const roles = [evidence?.actor, alert.actor].flatMap((actor) => roleIn(actor, settings) ?? []);
  if (roles.includes(nameOf(settings.roles.remediate))) return 'the change behind it was made by Noroshi itself';
  if (roles.some((role) => automationRoles(settings).includes(role))) {
    return 'the change behind it was made by the role that automations of the settings work in';
  }
  const all = [...known.map(({ id }) => id), ...automationsOf(settings)];
  const undone = known.filter(({ id }) => findRemediation(id)?.undo).map(({ id }) => `undo-${id}`);
  const found = await Promise.all([...undone, ...all].map((name) => store.findLatestRequest(resource, name)));
  const requests = found.filter((request) => request?.startedAt !== undefined && request.state !== 'failed');
  if (requests.some((request) => request?.undoes !== undefined && isAfter(request, now() - coolDown))) {
    return 'somebody has just taken a remediation of this resource back, so a person should decide';
  }
  // The same once more is no cause of itself: that it does not last is what the third time within an hour is for.
  const isSame = (request: RemediationRequest): boolean =>
    request.remediation === remediation.id && request.rule === alert.rule && isSameJson(request.input, input);
  const cause = requests.find((request) => request && !isSame(request) && mayHaveLedTo(request, newest.sourceAt));
  return cause && `${cause.remediation} has just changed this resource, and may be what the rule saw`;
}

/**
 * By the role alone: a session's name and its SourceIdentity are chosen by whoever opens it, and nobody may buy peace for a
 * change by calling it ours.
 */
function roleIn(actor: Actor | undefined, { accounts }: Settings): string | undefined {
  const [, accountId, role] = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(actor?.arn ?? '') ?? [];
  return accounts.some(({ id }) => id === accountId) ? role : undefined;
}

/** What an automation changes, its own role does: it carries nothing of ours. Docs: Systems Manager, "AutomationAssumeRole". */
function automationRoles({ remediations }: Settings): readonly string[] {
  return remediations.flatMap(({ parameters }) => nameOf(parameters['AutomationAssumeRole'] ?? '') || []);
}

/** The requests of each document have a name of their own. */
function automationsOf({ remediations }: Settings): readonly string[] {
  const names = remediations.flatMap(({ use, document }) =>
    document === undefined ? [] : [requestName({ remediation: use, input: { document } })],
  );
  return [...new Set(names)];
}

/** A session's ARN has the name of its role, and not the path. */
function nameOf(role: string): string {
  return role.split('/').at(-1) ?? role;
}

function isAfter({ startedAt = 0, endedAt }: RemediationRequest, time: number): boolean {
  return (endedAt ?? startedAt) > time;
}

/** A verdict from while it was at work, or from soon after; `sourceAt` in ms. */
function mayHaveLedTo({ startedAt = 0, endedAt }: RemediationRequest, sourceAt: number): boolean {
  return sourceAt >= startedAt && (endedAt === undefined || sourceAt <= endedAt + judgedWithin);
}
