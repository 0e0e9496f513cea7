import { AwsError } from './aws-error.ts';
import { allows, type Statement } from './policy.ts';

/** A role's session with its credentials: the only kind of identity in the playground, as in a Lambda. */
export type Identity = Readonly<{
  accessKeyId: string;
  secretAccessKey: string;
  /** Absent for the bot's own session, whose credentials come from the environment. */
  sessionToken?: string;
  accountId: string;
  roleArn: string;
  roleId: string;
  sessionName: string;
  /** In ms. */
  expiresAt?: number;
  sourceIdentity?: string;
  tags: Readonly<Record<string, string>>;
  /** Names of the tags that go on to every session made with this one. */
  transitiveTags?: readonly string[];
  /** What the role may do. */
  policy: readonly Statement[];
  /** What the session was narrowed to; absent when it was not. */
  sessionPolicy?: readonly Statement[];
}>;

/** Who calls, and in which region: the credential scope says it. */
export type Caller = Identity &
  Readonly<{
    region: string;
    asked?: (asked: Asked) => void;
    /** Condition keys of the call itself: `iam:PassedToService`. */
    keys?: Readonly<Record<string, string>>;
  }>;

/** What somebody was asked the right for, and whether the answer was yes. */
export type Asked = Readonly<{ roleArn: string; action: string; resource: string; isAllowed: boolean }>;

/** Mints an unguessable text of capital letters and digits. */
export type Mint = (length: number) => string;

/** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, as CloudTrail and error messages print it. */
export function callerArn({ accountId, roleArn, sessionName }: Identity): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleArn.split('/').at(-1)}/${sessionName}`;
}

/** Why the caller may not, or undefined: both the role's policy and the session's must allow it. */
export function findRefusal(caller: Caller, action: string, resource: string): string | undefined {
  const refusal = refusalOf(caller, action, resource);
  caller.asked?.({ roleArn: caller.roleArn, action, resource, isAllowed: refusal === undefined });
  return refusal;
}

function refusalOf(caller: Caller, action: string, resource: string): string | undefined {
  const context = {
    ...caller.keys,
    'aws:RequestedRegion': caller.region,
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalArn': caller.roleArn,
    ...(caller.sourceIdentity ? { 'aws:SourceIdentity': caller.sourceIdentity } : {}),
  };
  const who = `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource}`;
  if (!allows(caller.policy, { action, resource, context })) {
    return `${who} because no identity-based policy allows the ${action} action`;
  }
  if (caller.sessionPolicy && !allows(caller.sessionPolicy, { action, resource, context })) {
    return `${who} because no session policy allows the ${action} action`;
  }
  return undefined;
}

/** Throws the JSON services' `AccessDeniedException` unless the caller may. */
export function mustBeAllowed(caller: Caller, action: string, resource: string): void {
  const refusal = findRefusal(caller, action, resource);
  if (refusal) throw new AwsError('AccessDeniedException', refusal, 400);
}
