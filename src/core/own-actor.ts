import { type Actor, type Alert, type Sentence, titleOf } from './alert.ts';
import { automationRole } from './iam/actions.ts';
import type { Resource } from './resource.ts';
import type { Settings } from './settings.ts';
import { oneLine } from './text/phrase.ts';

/**
 * For whom we did it ourselves: a Slack user's id, `auto` for a policy, `noroshi` where the session does not say; undefined
 * for everybody else. By the role alone: a session's name and its SourceIdentity are chosen by whoever opens it, and nobody
 * may buy peace for a change by calling it ours; only the app can wear that role.
 */
export function ownerOf(
  actor: Actor | undefined,
  { roles, accounts }: Pick<Settings, 'roles' | 'accounts'>,
): string | undefined {
  const [, accountId, role] = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(actor?.arn ?? '') ?? [];
  if (role !== roles.remediate.split('/').at(-1) || !accounts.some(({ id }) => id === accountId)) return undefined;
  if (actor?.name === 'noroshi-auto') return 'auto';
  return /^slack-([UW][A-Z0-9]{1,56})$/.exec(actor?.name ?? '')?.[1] ?? 'noroshi';
}

/**
 * The note (`NOTE#name`) that ties an execution of Systems Manager to whoever asked us for it: each `one` of it is a Slack
 * user's id, or `auto`. It is written by whoever starts it, from what AWS answered.
 */
export function executionNote(accountId: string, execution: string): string {
  return `execution-${accountId}-${execution}`;
}

/** The same for a state of an EC2 instance that follows from what was asked for: the notification names nobody at all. */
export function stateNote({ accountId, region, id }: Omit<Resource, 'type'>, state: string): string {
  return executionNote(accountId, `${region}-${id}-${state}`);
}

/** A state that follows comes so long after it was begun at most, and by other clocks so long before, in ms. */
const followsWithin = 15 * 60_000;
const before = 60_000;
/** The states that may follow; an end is always told as it is. */
const followable: ReadonlySet<string> = new Set(['stopping', 'stopped', 'pending', 'running']);

/** The note of a notification of EC2 that names nobody, and whether it can have followed from what began `at` (ms). */
export function stateBehind({
  kind,
  call,
  unlisted,
  facts,
  resources,
  sourceAt,
}: Alert): Readonly<{ note: string; mayFollow: (at: number) => boolean }> | undefined {
  const [instance] = resources;
  const state = facts.find(({ label }) => label === 'State');
  if (kind !== 'ec2-instance-state' || call !== undefined || unlisted || !instance || !state) return undefined;
  // A row's key cannot be of any length.
  if (!('value' in state) || !/^[\w-]{1,64}$/.test(instance.id) || !followable.has(state.value)) return undefined;
  const mayFollow = (at: number): boolean => sourceAt >= at - before && sourceAt <= at + followsWithin;
  return { note: stateNote(instance, state.value), mayFollow };
}

/**
 * The note that an alert is looked up by: it is of a call under the role that automations work in, which Systems Manager
 * alone can wear, and the session's name ends with the id of the execution (`Automation-<id>`). Undefined for all else.
 */
export function executionBehind(
  { call, attempted, actor, accountId, unlisted }: Alert,
  { accounts }: Pick<Settings, 'accounts'>,
): string | undefined {
  if (call === undefined || attempted || unlisted) return undefined;
  const [, account, role, execution] =
    /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\/(?:[^/]*-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      actor?.arn ?? '',
    ) ?? [];
  const isOfIt = role === automationRole && account === accountId && accounts.some(({ id }) => id === account);
  return isOfIt && execution !== undefined ? executionNote(account, execution) : undefined;
}

/** The alert as one of our own doing, for whoever asked (`own`): told in one line, as info unless it is critical. */
export function asOwnAlert(alert: Alert, own: string): Alert {
  const sentence = asOwn(alert.sentence, alert.actor);
  const severity = alert.severity === 'critical' ? 'critical' : 'info';
  return { ...alert, own, severity, sentence, title: oneLine(titleOf(sentence, alert.resources), 600) };
}

/** The sentence with our name in place of the session's. */
export function asOwn(sentence: Sentence, actor: Actor | undefined): Sentence {
  const [first, ...rest] = sentence;
  if (typeof first !== 'string' || !actor || !first.startsWith(actor.name)) return sentence;
  return [`Noroshi${first.slice(actor.name.length)}`, ...rest];
}
