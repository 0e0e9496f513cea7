import { parseArn } from '../../src/core/arn.ts';
import type { Settings } from '../../src/core/settings.ts';
import { externalIdFor } from '../definitions/external-id.ts';
import { fitting } from '../definitions/limits.ts';
import { allow, type PolicyDocument, policyOf, type Statement } from '../definitions/statement.ts';
import { rolloutRights } from './rights.ts';
import { rolloutRoleOf } from './sessions.ts';

/** A role that must be there before anything else can be: whom it trusts and what it may do. */
export type BootstrapRole = Readonly<{
  accountId: string;
  name: string;
  trust: PolicyDocument;
  rights: PolicyDocument;
}>;

/**
 * The roles that a rollout works under, in the order in which they are taken over: each link of the chain but the first,
 * which is the organisation's own, and the role in each account.
 */
export function bootstrapRoles(settings: Settings): readonly BootstrapRole[] {
  const { accounts, security, rollout } = settings;
  const chain = rollout?.chain ?? [];
  const end = chain.at(-1);
  const endAccount = end && parseArn(end.role)?.account;
  const ids = [...new Set([security.account, ...accounts.map(({ id }) => id)])].filter((id) => id !== endAccount);
  const links = chain.slice(1).flatMap(({ role, externalId }, at): readonly BootstrapRole[] => {
    const accountId = parseArn(role)?.account;
    if (accountId === undefined) return [];
    const isEnd = at === chain.length - 2;
    const next = isEnd ? roleArnsIn(settings, ids) : [chain[at + 2]?.role ?? ''];
    const own = isEnd ? rolloutRights(settings, accountId) : [];
    return [
      {
        accountId,
        name: nameOf(role),
        trust: trustOf(chain[at]?.role, externalId),
        rights: fittingRole(nameOf(role), [allow(['sts:AssumeRole'], next), ...own]),
      },
    ];
  });
  const members = ids.map((accountId) => ({
    accountId,
    name: rolloutRoleOf(settings),
    trust: trustOf(end?.role, externalIdFor(settings, accountId)),
    rights: fittingRole(rolloutRoleOf(settings), rolloutRights(settings, accountId)),
  }));
  return [...links, ...members];
}

/** The same as commands of the AWS CLI, each account's under a line that names it. */
export function bootstrapCommands(roles: readonly BootstrapRole[]): string {
  const commands = roles
    .map(({ accountId, name, trust, rights }) =>
      [
        `# With credentials of ${accountId} that may make roles:`,
        `aws iam create-role --role-name ${name} --max-session-duration 3600 --tags Key=noroshi,Value=installation \\`,
        `  --assume-role-policy-document ${quoted(trust)}`,
        `aws iam put-role-policy --role-name ${name} --policy-name ${name} \\`,
        `  --policy-document ${quoted(rights)}`,
        '',
      ].join('\n'),
    )
    .join('\n');
  return `${warning}${commands}`;
}

/** IAM has no right that lets a role be made and holds what is written on it, but by a boundary that others must keep. */
const warning = `# These roles write the roles of others, so that whoever works under them can become administrator of the account.
# Guard the way to them as you guard that, and take them away where nothing is to be rolled out for long.

`;

/** Trusts one role by its name, who must know the ExternalId; the account, where nobody is named. */
function trustOf(roleArn: string | undefined, externalId: string | undefined): PolicyDocument {
  const account = roleArn === undefined ? undefined : parseArn(roleArn)?.account;
  return policyOf([
    {
      Effect: 'Allow',
      // Without a chain it is the reader's own identity that comes: its account stands here in their stead.
      Principal: {
        AWS: account === undefined ? 'THE ACCOUNT THAT YOUR TERMINAL SIGNS IN TO' : `arn:aws:iam::${account}:root`,
      },
      Action: ['sts:AssumeRole'],
      Condition: {
        ...(externalId !== undefined && { StringEquals: { 'sts:ExternalId': externalId } }),
        ...(roleArn !== undefined && { ArnEquals: { 'aws:PrincipalArn': roleArn } }),
      },
    },
  ]);
}

function fittingRole(name: string, statements: readonly Statement[]): PolicyDocument {
  const advice = 'Make its statements fewer.';
  return fitting(policyOf(statements), { limit: 'rolePolicies', owner: `The role ${name}`, advice });
}

/** More accounts than this do not fit into a policy: then any account's role of that name, which must trust it in turn. */
const mostNamed = 60;

function roleArnsIn(settings: Settings, accountIds: readonly string[]): readonly string[] {
  const ids = accountIds.length > mostNamed ? ['*'] : accountIds;
  return ids.map((id) => `arn:aws:iam::${id}:role/${rolloutRoleOf(settings)}`);
}

function nameOf(roleArn: string): string {
  return roleArn.split('/').at(-1) ?? roleArn;
}

/** One word for a shell, whatever stands in it. */
function quoted(policy: PolicyDocument): string {
  return `'${JSON.stringify(policy).replaceAll("'", `'\\''`)}'`;
}
