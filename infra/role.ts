import type { CfnResource, CfnTag } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { fitting, splitInstallation } from './definitions/limits.ts';
import type { RoleParts } from './definitions/member-roles.ts';
import { policyOf } from './definitions/statement.ts';
import { tag } from './definitions/tag.ts';
import { explainWildcards } from './reasons.ts';

/** What everything that we make carries. */
export const tags: CfnTag[] = [tag];

/** Makes a role. Throws TooLarge when one of its policies would be longer than IAM takes. */
export function addRole(scope: Construct, parts: RoleParts): CfnRole {
  const { name, about, trust, statements, managed = [] } = parts;
  const owner = `The role ${name}`;
  const role = new CfnRole(scope, `${idOf(name)}Role`, {
    roleName: name,
    description: about,
    assumeRolePolicyDocument: fitting(policyOf(trust), { limit: 'trustPolicy', owner, advice: splitInstallation }),
    ...(statements.length > 0 && {
      policies: [
        {
          policyName: name,
          policyDocument: fitting(policyOf(statements), {
            limit: 'rolePolicies',
            owner,
            advice: 'Make its statements fewer.',
          }),
        },
      ],
    }),
    tags,
  });
  explainWildcards(role, statements);
  managed.forEach((some, at) => {
    const policy = new CfnManagedPolicy(scope, `${idOf(name)}Accounts${at + 1}`, {
      managedPolicyName: `${name}-accounts-${at + 1}`,
      policyDocument: policyOf(some),
      roles: [name],
    });
    policy.addResourceDependency(role);
    explainWildcards(policy, some);
  });
  return role;
}

/** `noroshi-config-rules` → `ConfigRulesRole`-like ids: letters and digits only. */
export function idOf(name: string): string {
  return name
    .replace(/^noroshi-/, '')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The name of a role of ours, from its ARN. */
export function roleNameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** Makes one resource wait for others. */
export function after(resource: CfnResource, others: readonly CfnResource[]): void {
  for (const other of others) resource.addResourceDependency(other);
}
