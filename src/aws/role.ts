import type { Settings } from '../core/settings.ts';

/** A role of an account by its name; what is an ARN already stays as it is. */
export function roleArnOf(accountId: string, role: string): string {
  return role.startsWith('arn:') ? role : `arn:aws:iam::${accountId}:role/${role}`;
}

/** The ExternalId that an account's roles ask for: one per account, from the settings' template. */
export function externalIdOf(settings: Settings, accountId: string): string {
  return settings.roles.externalId.replaceAll('{account}', accountId);
}
