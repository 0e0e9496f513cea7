import type { Settings } from '../../src/core/settings.ts';

/** The ExternalId that an account's roles ask for (`roles.externalId`): one per account. The account may be CloudFormation's own word for it. */
export function externalIdFor({ roles }: Pick<Settings, 'roles'>, accountId: string): string {
  return roles.externalId.replaceAll('{account}', accountId);
}
