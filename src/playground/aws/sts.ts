import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import { type Caller, callerArn, findRefusal, type Identity, type Mint } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';
import { parsePolicy } from './policy.ts';
import type { Role } from './roles.ts';

const tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) });
const assumeRoleInput = z.strictObject({
  RoleArn: z.string().min(20).max(2048),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  ExternalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/)
    .optional(),
  SourceIdentity: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/)
    .optional(),
  Policy: z.string().min(1).max(2048).optional(),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).optional(),
  Tags: z.array(tag).max(50).optional(),
  TransitiveTagKeys: z.array(z.string()).max(50).optional(),
});
type AssumeRoleInput = z.infer<typeof assumeRoleInput>;

/** AWS IAM User Guide, "Role chaining": a session made with another role's session lasts an hour at most. */
const chainedMaxSeconds = 3600;

export type Sts = Model & Readonly<{ findIdentity(accessKeyId: string): Identity | undefined }>;

/** STS with the given roles; `own` are the identities whose keys come from outside (the bot's). */
export function makeSts({
  roles,
  own,
  now,
  mint,
}: {
  roles: readonly Role[];
  own: readonly Identity[];
  now: () => number;
  mint: Mint;
}): Sts {
  const identities = new Map(own.map((identity) => [identity.accessKeyId, identity]));
  const assumeRole = (input: AssumeRoleInput, caller: Caller) => {
    const role = mustBeTrusted(roles, input, caller);
    if ((input.DurationSeconds ?? 0) > chainedMaxSeconds) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      );
    }
    const session = makeSession({ role, input, caller }, { now, mint });
    identities.set(session.accessKeyId, session);
    return answer(session, input);
  };
  const model = defineModel(
    {
      GetCallerIdentity: defineAction(z.strictObject({}), (_, caller) => ({
        UserId: `${caller.roleId}:${caller.sessionName}`,
        Account: caller.accountId,
        Arn: callerArn(caller),
      })),
      AssumeRole: defineAction(assumeRoleInput, assumeRole),
    },
    { invalid: 'ValidationError', unknownAction: 'InvalidAction' },
  );
  return { ...model, findIdentity: (accessKeyId) => identities.get(accessKeyId) };
}

/** The role, if the caller's rights and the role's trust policy both let it in; a role that is not there reads the same. */
function mustBeTrusted(roles: readonly Role[], input: AssumeRoleInput, caller: Caller): Role {
  const role = roles.find(({ arn }) => arn === input.RoleArn);
  const given = (input.Tags ?? []).map(({ Key }) => Key);
  if (input.TransitiveTagKeys?.some((key) => !given.includes(key))) {
    throw new AwsError('ValidationError', 'The transitive tag keys must be among the requested session tags.');
  }
  const asked = [
    'sts:AssumeRole',
    ...(input.SourceIdentity ? ['sts:SetSourceIdentity'] : []),
    ...(input.Tags?.length ? ['sts:TagSession'] : []),
  ];
  const trusts =
    role &&
    caller.accountId === role.trust.principalAccount &&
    caller.roleArn === role.trust.principalArn &&
    (role.trust.externalId === undefined || role.trust.externalId === input.ExternalId) &&
    (!role.trust.needsSourceIdentity || input.SourceIdentity !== undefined) &&
    (caller.sourceIdentity === undefined ||
      caller.sourceIdentity === (input.SourceIdentity ?? caller.sourceIdentity)) &&
    // A tag that came with the chain cannot be given anew. IAM User Guide, "Pass session tags in STS", chaining.
    !(input.Tags ?? []).some(({ Key }) => caller.transitiveTags?.includes(Key));
  if (trusts && asked.every((action) => !findRefusal(caller, action, role.arn))) return role;
  const who = `User: ${callerArn(caller)} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`;
  throw new AwsError('AccessDenied', who, 403);
}

function makeSession(
  { role, input, caller }: { role: Role; input: AssumeRoleInput; caller: Caller },
  { now, mint }: { now: () => number; mint: Mint },
): Identity & { sessionToken: string; expiresAt: number } {
  const sourceIdentity = input.SourceIdentity ?? caller.sourceIdentity;
  const inherited = (caller.transitiveTags ?? []).map((key) => [key, caller.tags[key] ?? ''] as const);
  const given = (input.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const);
  return {
    accessKeyId: `ASIA${mint(16)}`,
    secretAccessKey: mint(40),
    sessionToken: `IQoJb3JpZ2luX2VjE${mint(180)}`,
    expiresAt: now() + (input.DurationSeconds ?? chainedMaxSeconds) * 1000,
    accountId: role.accountId,
    roleArn: role.arn,
    roleId: role.id,
    sessionName: input.RoleSessionName,
    tags: Object.fromEntries([...inherited, ...given]),
    transitiveTags: [...inherited.map(([key]) => key), ...(input.TransitiveTagKeys ?? [])],
    policy: role.policy,
    ...(sourceIdentity ? { sourceIdentity } : {}),
    ...(input.Policy ? { sessionPolicy: parsePolicy(input.Policy) } : {}),
  };
}

function answer(session: ReturnType<typeof makeSession>, { Policy, SourceIdentity }: AssumeRoleInput) {
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `${session.roleId}:${session.sessionName}`, Arn: callerArn(session) },
    ...(Policy ? { PackedPolicySize: Math.ceil((Policy.length / 2048) * 100) } : {}),
    ...(SourceIdentity ? { SourceIdentity } : {}),
  };
}
