import { userError } from './errors.ts';
import type { Account, Settings } from './settings.ts';
import { findNearest } from './text/nearest.ts';
import { oneLine } from './text/phrase.ts';

/**
 * The account of the settings that a person means, by name or id. Throws UNKNOWN_ACCOUNT for another number, and BAD_ARGUMENT
 * with the name that was most likely meant.
 */
export function accountCalled(name: string, settings: Pick<Settings, 'accounts'>): Account {
  const found = settings.accounts.find((account) => account.name === name || account.id === name);
  if (found) return found;
  if (/^\d{12}$/.test(name)) throw userError('UNKNOWN_ACCOUNT', { accountId: name });
  const names = settings.accounts.map((account) => account.name);
  const near = findNearest(name, names);
  const problem = `There is no account “${oneLine(name, 60)}” in the settings${near ? `; did you mean ${near}?` : '.'}`;
  throw userError('BAD_ARGUMENT', { problem, example: `account:${near ?? names[0] ?? 'NAME'}` });
}
