import type * as z from 'zod/mini';
import type { Actor } from '../alert.ts';
import { anyCase, flag, maybe, text } from '../text/lenient.ts';

const SessionIssuer = anyCase({ type: text, userName: text, arn: text, accountId: text });

/** The fields of CloudTrail's `userIdentity` that tell who it was ("CloudTrail userIdentity element"). */
export const UserIdentity = anyCase({
  type: text,
  userName: text,
  arn: text,
  principalId: text,
  accountId: text,
  invokedBy: text,
  identityProvider: text,
  onBehalfOf: maybe(anyCase({ userId: text })),
  sessionContext: maybe(
    anyCase({
      sourceIdentity: text,
      sessionIssuer: maybe(SessionIssuer),
      attributes: maybe(anyCase({ mfaAuthenticated: flag })),
    }),
  ),
});

type UserIdentity = z.infer<typeof UserIdentity>;

/** Who did it, from a record's identity and where it came from; nothing when the record does not tell. */
export function actorOf(
  identity: UserIdentity | undefined,
  origin: { sourceIp?: string | undefined; userAgent?: string | undefined },
): Actor | undefined {
  const name = identity && nameIn(identity);
  if (!name) return undefined;
  const mfa = identity.sessionContext?.attributes?.mfaAuthenticated;
  return {
    type: identity.type ?? 'IAM',
    name,
    ...(identity.arn ? { arn: identity.arn } : {}),
    ...(origin.sourceIp ? { sourceIp: origin.sourceIp } : {}),
    ...(origin.userAgent ? { userAgent: origin.userAgent } : {}),
    ...(mfa === undefined ? {} : { mfa }),
  };
}

/** What the sign-in pages write for a user name that does not exist: somebody may have typed a password there. */
const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

function nameIn(identity: UserIdentity): string | undefined {
  if (identity.userName === hidden) return 'somebody';
  switch (identity.type) {
    case 'Root':
      return 'the root user';
    case 'AssumedRole':
    case 'Role':
      return roleSession(identity);
    case 'AWSService':
      return identity.invokedBy ?? identity.principalId;
    case 'AWSAccount':
      return identity.accountId ? `account ${identity.accountId}` : sessionOf(identity);
    case 'IdentityCenterUser':
      return identity.userName ?? identity.onBehalfOf?.userId ?? identity.principalId;
    default:
      return identity.userName ?? lastOf(identity.arn) ?? identity.invokedBy ?? sessionOf(identity);
  }
}

/** The person behind an assumed role where the session tells; else the role, with its session's name. */
function roleSession(identity: UserIdentity): string | undefined {
  const session = sessionOf(identity);
  const role = identity.sessionContext?.sessionIssuer?.userName ?? roleIn(identity.arn);
  const source = identity.sessionContext?.sourceIdentity;
  if (source) return source;
  if (!session || session === role) return role ?? session;
  // A service-linked role is worn by its service alone, whose name the session bears.
  if (role?.startsWith('AWSServiceRoleFor')) return session;
  if (!role || isPerson(session, role)) return session;
  return `${role} (session ${session})`;
}

/** The session's name: the last part of `assumed-role/ROLE/SESSION`, or what follows the colon in the principal id. */
function sessionOf({ arn, principalId }: UserIdentity): string | undefined {
  const parts = /:assumed-role\/(.+)$/s.exec(arn ?? '')?.[1]?.split('/') ?? [];
  if (parts.length > 1) return parts.at(-1);
  const colon = principalId?.indexOf(':') ?? -1;
  return colon >= 0 ? principalId?.slice(colon + 1) || undefined : principalId;
}

function roleIn(arn: string | undefined): string | undefined {
  const parts = /:(?:assumed-role|role)\/(.+)$/s.exec(arn ?? '')?.[1]?.split('/');
  return parts && parts.length > 1 ? parts.at(-2) : parts?.[0];
}

/** Names that programs give their sessions. */
const machine =
  /^(?:i-[0-9a-f]+|aws|amazon|boto|lambda|terraform|github|gitlab|jenkins|codebuild|codepipeline|autoscaling|eks|ecs|ssm|session|default|test-?session|cloudformation|stepfunctions|config|securityhub|guardduty|backup|circleci|pulumi)/i;

/** An e-mail address, a session of IAM Identity Center (named after the user), or what can only be a person's name. */
function isPerson(session: string, role: string): boolean {
  if (session.includes('@') || role.startsWith('AWSReservedSSO_')) return true;
  return /^[a-z]+(?:[._-][a-z]+)?\d{0,2}$/i.test(session) && session.length <= 32 && !machine.test(session);
}

function lastOf(arn: string | undefined): string | undefined {
  return arn?.split(/[:/]/).at(-1) || undefined;
}
