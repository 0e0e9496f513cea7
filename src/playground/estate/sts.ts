import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import { AwsError } from '../aws/aws-error.ts';
import { type Caller, callerArn, findRefusal, type Identity } from '../aws/identity.ts';
import { parsePolicy } from '../aws/policy.ts';
import type { Checked } from './checked.ts';
import type { Actions, Parts } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import type { RoleState } from './state.ts';

/** AWS IAM User Guide, "Role chaining": a session made with another role's session lasts an hour at most. */
const chainedMaxSeconds = 3600;
/** IAM is eventually consistent: what was made less than so many ms ago is not known everywhere yet. */
export const consistentAfter = 10_000;

type Input = Checked<AssumeRoleRequest>;

/** STS over the roles of all accounts; `keep` is told of each session. */
export function makeSts(parts: Parts, keep: (session: Identity) => void): Actions {
  return {
    GetCallerIdentity: (_: object, caller: Caller) => ({
      UserId: `${caller.roleId}:${caller.sessionName}`,
      Account: caller.accountId,
      Arn: callerArn(caller),
    }),
    AssumeRole: (input: Input, caller: Caller) => {
      mustBeWritten(input);
      const role = mustBeTrusted(parts, input, caller);
      const isChained = caller.sessionToken !== undefined;
      const longest = isChained ? chainedMaxSeconds : role.maxSeconds;
      if ((input.DurationSeconds ?? chainedMaxSeconds) > longest) throw tooLong(isChained);
      const session = {
        ...sessionOf(parts, role, input),
        ...(input.Policy && { sessionPolicy: parsePolicy(input.Policy) }),
      };
      keep(session);
      return {
        Credentials: {
          AccessKeyId: session.accessKeyId,
          SecretAccessKey: session.secretAccessKey,
          SessionToken: session.sessionToken,
          Expiration: new Date(session.expiresAt),
        },
        AssumedRoleUser: { AssumedRoleId: `${session.roleId}:${session.sessionName}`, Arn: callerArn(session) },
      };
    },
  };
}

function tooLong(isChained: boolean): AwsError {
  const limit = isChained
    ? 'the 1 hour session limit for roles assumed by role chaining.'
    : 'the MaxSessionDuration set for this role.';
  return new AwsError('ValidationError', `The requested DurationSeconds exceeds ${limit}`);
}

const forms: readonly (readonly [keyof Input, RegExp])[] = [
  ['RoleArn', /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/],
  ['RoleSessionName', /^[\w+=,.@-]{2,64}$/],
  ['ExternalId', /^[\w+=,.@:/-]{2,1224}$/],
  ['SourceIdentity', /^[\w+=,.@-]{2,64}$/],
];

function mustBeWritten(input: Input): void {
  for (const [field, form] of forms) {
    if (input[field] === undefined || form.test(String(input[field]))) continue;
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value at '${field}' failed to satisfy constraint.`,
    );
  }
  const seconds = input.DurationSeconds;
  if (seconds !== undefined && (seconds < 900 || seconds > 43_200)) {
    throw new AwsError('ValidationError', "1 validation error detected: Value at 'durationSeconds' failed.");
  }
}

/** A role that is not there, one that does not trust the caller and a suspended account all read the same. */
function mustBeTrusted({ state, now, lag }: Parts, input: Input, caller: Caller): RoleState {
  const [, , , , accountId = '', path = ''] = input.RoleArn.split(':');
  const account = state().accounts[accountId];
  const role = account?.roles[path.split('/').at(-1) ?? ''];
  const who = { accountId: caller.accountId, arn: caller.roleArn };
  const context = {
    ...(input.ExternalId && { 'sts:ExternalId': input.ExternalId }),
    ...(input.SourceIdentity && { 'sts:SourceIdentity': input.SourceIdentity }),
    'sts:RoleSessionName': input.RoleSessionName,
  };
  const actions = ['sts:AssumeRole', ...(input.SourceIdentity ? ['sts:SetSourceIdentity'] : [])];
  const isTrusted =
    role?.arn === input.RoleArn &&
    account?.suspended === false &&
    now() - role.madeAt >= lag(consistentAfter) &&
    actions.every((action) => letsIn(role.trust, who, { action, resource: '*', context })) &&
    !findRefusal(caller, 'sts:AssumeRole', role.arn);
  if (role && isTrusted) return role;
  const text = `User: ${callerArn(caller)} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`;
  throw new AwsError('AccessDenied', text, 403);
}

function sessionOf({ mint, now }: Parts, role: RoleState, input: Input) {
  return {
    accessKeyId: `ASIA${mint(16).toUpperCase()}`,
    secretAccessKey: mint(40),
    sessionToken: `IQoJb3JpZ2luX2VjE${mint(60)}`,
    expiresAt: now() + (input.DurationSeconds ?? chainedMaxSeconds) * 1000,
    accountId: role.arn.split(':')[4] ?? '',
    roleArn: role.arn,
    roleId: role.id,
    sessionName: input.RoleSessionName,
    tags: {},
    // What the role may do is looked up at each call.
    policy: [],
  };
}
