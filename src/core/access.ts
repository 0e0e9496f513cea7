import { matchesPattern } from './condition.ts';
import { type Account, findAccount, type Grant, type Settings } from './settings.ts';

/**
 * Whether a person may look things up and search. Rights go by Slack user id; user groups and e-mail addresses are not in
 * use yet and open nothing.
 */
export function mayInvestigate(settings: Settings, userId: string): boolean {
  return settings.access.investigate.some((who) => isPerson(who, userId));
}

/** Whether a person may have a remediation carried out in an account; never in one that is not in the settings. */
export function mayRemediate(
  settings: Settings,
  { userId, accountId, remediation }: Readonly<{ userId: string; accountId: string; remediation: string }>,
): boolean {
  const account = findAccount(settings, accountId);
  if (!account) return false;
  return settings.access.remediate.some((grant) => isPerson(grant.who, userId) && covers(grant, account, remediation));
}

function isPerson(who: string, userId: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(who) && who === userId;
}

function covers({ accounts, remediations }: Grant, account: Account, remediation: string): boolean {
  const isAccount = (pattern: string): boolean =>
    matchesPattern(pattern, account.name) || matchesPattern(pattern, account.id);
  const isRemediation = (pattern: string): boolean => matchesPattern(pattern, remediation);
  return (accounts?.some(isAccount) ?? true) && (remediations?.some(isRemediation) ?? true);
}
