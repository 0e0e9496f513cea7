import type { Actor, Sentence } from './alert.ts';
import type { Settings } from './settings.ts';

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

/** The sentence with our name in place of the session's. */
export function asOwn(sentence: Sentence, actor: Actor | undefined): Sentence {
  const [first, ...rest] = sentence;
  if (typeof first !== 'string' || !actor || !first.startsWith(actor.name)) return sentence;
  return [`Noroshi${first.slice(actor.name.length)}`, ...rest];
}
