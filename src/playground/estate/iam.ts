import type {
  CreateRoleRequest,
  CreateServiceLinkedRoleRequest,
  GetRoleRequest,
  ListRolesRequest,
  TagRoleRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { rolePolicyActions } from './iam-policies.ts';
import { change, loadRole, mustBeName, mustBeOurs } from './iam-role.ts';
import { type Actions, accountOf, type Parts, pageOf, tagPairs, tagsFrom, timeOf, without } from './parts.ts';
import { mustBeResourcePolicy } from './resource-policy.ts';
import type { RoleState } from './state.ts';
import { consistentAfter } from './sts.ts';

/** IAM and AWS STS quotas: "Role trust policy length", white space left out. */
const trustPolicySize = 2_048;

/** The role of a service by its name there: AWS makes its trust and rights. */
const serviceRoles: Readonly<Record<string, string>> = {
  'config.amazonaws.com': 'AWSServiceRoleForConfig',
  'guardduty.amazonaws.com': 'AWSServiceRoleForAmazonGuardDuty',
};

/** The roles of an account. */
export function makeIam(parts: Parts): Actions {
  return {
    ...rolePolicyActions(parts),
    CreateRole: (input: Checked<CreateRoleRequest>, caller: Caller) => {
      const { roles } = accountOf(parts, caller);
      const name = mustBeName(input.RoleName, 'roleName');
      if (findRole(roles, name)) throw taken(name);
      const path = input.Path ?? '/';
      mustBeTrust(parts, input.AssumeRolePolicyDocument);
      const role = make(parts, caller, {
        name,
        path,
        trust: input.AssumeRolePolicyDocument,
        description: input.Description,
        maxSeconds: mustBeDuration(input.MaxSessionDuration),
        tags: tagsFrom(input.Tags),
      });
      roles[name] = role;
      return { Role: toRole(role) };
    },
    CreateServiceLinkedRole: (input: Checked<CreateServiceLinkedRoleRequest>, caller: Caller) => {
      const { roles } = accountOf(parts, caller);
      const service = input.AWSServiceName;
      const name = serviceRoles[service];
      if (!name) throw new AwsError('NoSuchEntityException', `The service ${service} has no service-linked role.`, 404);
      if (roles[name]) {
        const text = `Service role name ${name} has been taken in this account, please try a different suffix.`;
        throw new AwsError('InvalidInputException', text);
      }
      const role = make(parts, caller, { name, path: `/aws-service-role/${service}/`, trust: trustOf(service) });
      roles[name] = role;
      return { Role: toRole(role) };
    },
    GetRole: ({ RoleName }: Checked<GetRoleRequest>, caller: Caller) => ({
      Role: toRole(loadRole(parts, caller, RoleName)),
    }),
    ListRoles: ({ PathPrefix = '/', Marker, MaxItems }: Checked<ListRolesRequest>, caller: Caller) => {
      const all = Object.values(accountOf(parts, caller).roles).filter(({ path }) => path.startsWith(PathPrefix));
      const { page, next } = pageOf(all, { token: Marker, size: MaxItems ?? 100 });
      return { Roles: page.map(toRole), IsTruncated: next !== undefined, ...(next && { Marker: next }) };
    },
    UpdateRole: (input: Checked<UpdateRoleRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, input.RoleName));
      change(parts, caller, {
        ...role,
        ...(input.Description !== undefined && { description: input.Description }),
        ...(input.MaxSessionDuration !== undefined && { maxSeconds: mustBeDuration(input.MaxSessionDuration) }),
      });
      return {};
    },
    UpdateAssumeRolePolicy: (input: Checked<UpdateAssumeRolePolicyRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, input.RoleName));
      mustBeTrust(parts, input.PolicyDocument);
      change(parts, caller, { ...role, trust: input.PolicyDocument });
      return undefined;
    },
    TagRole: (input: Checked<TagRoleRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, input.RoleName));
      change(parts, caller, { ...role, tags: { ...role.tags, ...tagsFrom(input.Tags) } });
      return undefined;
    },
    DeleteRole: ({ RoleName }: Checked<GetRoleRequest>, caller: Caller) => {
      const role = mustBeOurs(loadRole(parts, caller, RoleName));
      if (Object.keys(role.policies).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
      if (role.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
      const account = accountOf(parts, caller);
      account.roles = without(account.roles, role.name);
      return undefined;
    },
  };
}

function make(parts: Parts, caller: Caller, role: Pick<RoleState, 'name' | 'path' | 'trust'> & Partial<RoleState>) {
  return {
    id: `AROA${parts.mint(17).toUpperCase()}`,
    arn: `arn:aws:iam::${caller.accountId}:role${role.path}${role.name}`,
    maxSeconds: 3600,
    tags: {},
    policies: {},
    attached: [],
    madeAt: parts.now(),
    ...role,
  } satisfies RoleState;
}

/** Names of roles differ by more than case. Docs: IAM, CreateRole. */
function findRole(roles: Readonly<Record<string, RoleState>>, name: string): RoleState | undefined {
  return Object.values(roles).find((role) => role.name.toLowerCase() === name.toLowerCase());
}

function mustBeDuration(seconds = 3600): number {
  if (seconds >= 3600 && seconds <= 43_200) return seconds;
  throw new AwsError('ValidationError', "Value at 'maxSessionDuration' must be between 3600 and 43200.");
}

/** A trust policy names roles that are there, and known everywhere. Docs: IAM, "Troubleshoot IAM policies", invalid principal. */
function mustBeTrust({ state, now, lag }: Parts, text: string): void {
  mustBeResourcePolicy(text, 'MalformedPolicyDocumentException');
  if (JSON.stringify(JSON.parse(text)).length > trustPolicySize) {
    throw new AwsError('LimitExceededException', `Cannot exceed quota for ACLSizePerRole: ${trustPolicySize}`, 409);
  }
  for (const [arn, accountId = '', name = ''] of text.matchAll(
    /arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)(?=")/g,
  )) {
    const isPrincipal = new RegExp(`"AWS":\\s*(?:\\[[^\\]]*)?"${arn.replace(/[.+*/]/g, '\\$&')}"`).test(text);
    const role = state().accounts[accountId]?.roles[name];
    if (!isPrincipal || (role && now() - role.madeAt >= lag(consistentAfter))) continue;
    throw new AwsError('MalformedPolicyDocumentException', `Invalid principal in policy: "AWS":"${arn}"`);
  }
}

function trustOf(service: string): string {
  const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function toRole(role: RoleState) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: timeOf(role.madeAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    ...(role.description !== undefined && { Description: role.description }),
    MaxSessionDuration: role.maxSeconds,
    ...(Object.keys(role.tags).length > 0 && { Tags: tagPairs(role.tags) }),
  };
}

function taken(name: string): AwsError {
  return new AwsError('EntityAlreadyExistsException', `Role with name ${name} already exists.`, 409);
}

function conflict(text: string): AwsError {
  return new AwsError('DeleteConflictException', text, 409);
}
