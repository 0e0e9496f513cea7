import { z } from 'zod';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { entityName, type IamParts, mustBeAllowedInIam, notFound, record } from './iam-parts.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

const policies = z.array(z.object({ policyName: z.string(), policyDocument: z.string() }));
type InlinePolicy = z.infer<typeof policies>[number];

/** The role of an account by the name that IAM knows. */
function findRole(world: World, accountId: string, name: string): WorldItem | undefined {
  return world
    .listItems()
    .find(
      ({ resource }) =>
        resource.type === 'AWS::IAM::Role' && resource.accountId === accountId && resource.name === name,
    );
}

/** A role's inline policies, as AWS Config records them: each document percent-encoded. */
function inlinePoliciesOf(role: WorldItem): readonly InlinePolicy[] {
  return policies.parse(role.configuration['rolePolicyList'] ?? []);
}

const named = z.strictObject({ RoleName: entityName, PolicyName: entityName });

/** What IAM is asked of roles and their inline policies. */
export function roleActions(parts: IamParts) {
  const { world } = parts;
  const load = (caller: Caller, action: string, name: string): WorldItem => {
    const role = findRole(world, caller.accountId, name);
    mustBeAllowedInIam(caller, action, role?.resource.arn ?? `arn:aws:iam::${caller.accountId}:role/${name}`);
    if (!role) throw notFound(`role with name ${name}`);
    return role;
  };
  const loadPolicy = (role: WorldItem, name: string): InlinePolicy => {
    const policy = inlinePoliciesOf(role).find(({ policyName }) => policyName === name);
    if (!policy) throw notFound(`role policy with name ${name}`);
    return policy;
  };
  const write = (role: WorldItem, rolePolicyList: readonly InlinePolicy[]) =>
    world.change(role, { ...role.configuration, rolePolicyList });
  return {
    GetRole: defineAction(z.strictObject({ RoleName: entityName }), ({ RoleName }, caller) => {
      const { resource, configuration, createdAt } = load(caller, 'GetRole', RoleName);
      const CreateDate = new Date(createdAt).toISOString();
      return { Role: { RoleName, RoleId: resource.id, Arn: resource.arn, Path: configuration['path'], CreateDate } };
    }),
    GetRolePolicy: defineAction(named, ({ RoleName, PolicyName }, caller) => {
      const { policyDocument } = loadPolicy(load(caller, 'GetRolePolicy', RoleName), PolicyName);
      return { RoleName, PolicyName, PolicyDocument: policyDocument };
    }),
    PutRolePolicy: defineAction(
      named.extend({ PolicyDocument: z.string().min(1).max(131_072) }),
      ({ RoleName, PolicyName, PolicyDocument }, caller) => {
        const role = mustBeOurs(load(caller, 'PutRolePolicy', RoleName));
        const others = inlinePoliciesOf(role).filter(({ policyName }) => policyName !== PolicyName);
        mustBePolicy(PolicyDocument, others);
        write(role, [...others, { policyName: PolicyName, policyDocument: encodeURIComponent(PolicyDocument) }]);
        const request = { roleName: RoleName, policyName: PolicyName, policyDocument: PolicyDocument };
        record(parts, caller, ['PutRolePolicy', request]);
      },
    ),
    DeleteRolePolicy: defineAction(named, ({ RoleName, PolicyName }, caller) => {
      const role = mustBeOurs(load(caller, 'DeleteRolePolicy', RoleName));
      loadPolicy(role, PolicyName);
      write(
        role,
        inlinePoliciesOf(role).filter(({ policyName }) => policyName !== PolicyName),
      );
      record(parts, caller, ['DeleteRolePolicy', { roleName: RoleName, policyName: PolicyName }]);
    }),
  };
}

/** IAM User Guide, "Service-linked roles": only the service may change them; IAM Identity Center's are its own as well. */
function mustBeOurs(role: WorldItem): WorldItem {
  const path = String(role.configuration['path'] ?? '/');
  if (!path.startsWith('/aws-service-role/') && !path.startsWith('/aws-reserved/')) return role;
  throw new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${role.resource.name}' - this role is only modifiable by AWS`,
  );
}

const document = z.object({ Version: z.enum(['2012-10-17', '2008-10-17']).optional(), Statement: z.unknown() });

/** All inline policies of a role together hold 10 240 characters, white space left out. */
function mustBePolicy(text: string, others: readonly InlinePolicy[]): void {
  if (!document.safeParse(parseJson(text)).success) {
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
  const all = [text, ...others.map(({ policyDocument }) => decodeURIComponent(policyDocument))].join('');
  if (all.replace(/\s/g, '').length > 10_240) {
    throw new AwsError('LimitExceeded', 'Maximum policy size of 10240 bytes exceeded for role.', 409);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
