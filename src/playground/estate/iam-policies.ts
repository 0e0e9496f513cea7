import type {
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
  ListRolePoliciesRequest,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { parsePolicy } from '../aws/policy.ts';
import type { Checked } from './checked.ts';
import { change, loadRole, mustBeName, mustBeOurs } from './iam-role.ts';
import { type Actions, type Parts, pageOf, without } from './parts.ts';
import type { RoleState } from './state.ts';

/** IAM and AWS STS quotas: all inline policies of a role together, white space left out. */
const rolePoliciesSize = 10_240;

/** What IAM is asked of a role's policies. */
export function rolePolicyActions(parts: Parts): Actions {
  return {
    GetRolePolicy: ({ RoleName, PolicyName }: Checked<GetRolePolicyRequest>, caller: Caller) => {
      const text = loadPolicy(loadRole(parts, caller, RoleName), PolicyName);
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(text) };
    },
    PutRolePolicy: (input: Checked<PutRolePolicyRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, input.RoleName));
      const name = mustBeName(input.PolicyName, 'policyName');
      mustBePolicy(input.PolicyDocument);
      const policies = { ...role.policies, [name]: input.PolicyDocument };
      if (Object.values(policies).join('').replace(/\s/g, '').length > rolePoliciesSize) {
        const text = `Maximum policy size of ${rolePoliciesSize} bytes exceeded for role ${role.name}`;
        throw new AwsError('LimitExceededException', text, 409);
      }
      change(parts, caller, { ...role, policies });
      return undefined;
    },
    DeleteRolePolicy: ({ RoleName, PolicyName }: Checked<GetRolePolicyRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, RoleName));
      loadPolicy(role, PolicyName);
      change(parts, caller, { ...role, policies: without(role.policies, PolicyName) });
      return undefined;
    },
    DetachRolePolicy: ({ RoleName, PolicyArn }: Checked<DetachRolePolicyRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, RoleName));
      if (!role.attached.includes(PolicyArn)) {
        throw new AwsError('NoSuchEntityException', `Policy ${PolicyArn} was not found.`, 404);
      }
      change(parts, caller, { ...role, attached: role.attached.filter((arn) => arn !== PolicyArn) });
      return undefined;
    },
    ListRolePolicies: (input: Checked<ListRolePoliciesRequest>, caller: Caller) => {
      const names = Object.keys(loadRole(parts, caller, input.RoleName).policies).sort();
      const { page, next } = pageOf(names, { token: input.Marker, size: input.MaxItems ?? 100 });
      return { PolicyNames: page, IsTruncated: next !== undefined, ...(next && { Marker: next }) };
    },
    ListAttachedRolePolicies: (input: Checked<ListAttachedRolePoliciesRequest>, caller: Caller) => {
      const { attached } = loadRole(parts, caller, input.RoleName);
      const { page, next } = pageOf(attached, { token: input.Marker, size: input.MaxItems ?? 100 });
      return {
        AttachedPolicies: page.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) })),
        IsTruncated: next !== undefined,
        ...(next && { Marker: next }),
      };
    },
  };
}

function loadPolicy(role: RoleState, name: string): string {
  const text = role.policies[name];
  if (text !== undefined) return text;
  throw new AwsError('NoSuchEntityException', `The role policy with name ${name} cannot be found.`, 404);
}

function mustBePolicy(text: string): void {
  try {
    parsePolicy(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new AwsError('MalformedPolicyDocumentException', `Syntax errors in policy. ${why}`.slice(0, 300));
  }
}
