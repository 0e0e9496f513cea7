import { parseArn } from '../core/arn.ts';
import { userError } from '../core/errors.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { externalIdOf, roleArnOf } from './role.ts';

/** The shortest session that STS gives. Docs: STS API Reference, AssumeRole. */
const durationSeconds = 900;

/**
 * The credentials that a custom rule works with in the rule's account and region, as `rules.credentials` of the settings
 * says; the region is that of `clients` where the invocation does not tell. An account that is not in the settings is refused, and so is an execution role
 * of another account.
 */
export async function openRuleSession(
  { clients, settings }: { clients: Clients; settings: Settings },
  {
    accountId,
    region = clients.region,
    executionRole,
  }: Readonly<{
    accountId: string;
    region?: string;
    executionRole?: string;
  }>,
): Promise<Clients> {
  const account = findAccount(settings, accountId);
  if (!account) throw userError('UNKNOWN_ACCOUNT', { accountId });
  const role = { sessionName: 'noroshi-evaluate', durationSeconds };
  switch (settings.rules.credentials) {
    case 'own':
      return clients.inRegion(region);
    case 'evaluate-role': {
      const roleArn = roleArnOf(account.id, settings.roles.evaluate);
      const session = await clients.assume({ ...role, roleArn, externalId: externalIdOf(settings, account.id) });
      return session.inRegion(region);
    }
    case 'execution-role': {
      const arn = parseArn(executionRole ?? '');
      if (!executionRole || arn?.service !== 'iam' || arn.account !== account.id || !arn.resource.startsWith('role/')) {
        throw new Error('The invocation names no execution role of the account that the rule is in');
      }
      return (await clients.assume({ ...role, roleArn: executionRole })).inRegion(region);
    }
  }
}
