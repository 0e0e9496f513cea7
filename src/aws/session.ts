import type { AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { Now } from '../core/ports.ts';

/** A role to assume and how the session is to be known; `durationSeconds` 900–3600, `policy` narrows what it may do. */
export type RoleRequest = Readonly<{
  roleArn: string;
  externalId?: string;
  sessionName: string;
  sourceIdentity?: string;
  /** They stay with the session when it assumes another role (transitive). */
  tags?: Readonly<Record<string, string>>;
  policy?: object;
  durationSeconds?: number;
}>;

export type Credentials = Readonly<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}>;

export type Session = Readonly<{
  /** Renewed when less than 5 minutes are left: the SDK asks for it as a credential provider. */
  credentials(): Promise<Credentials>;
  isFresh(): boolean;
}>;

const margin = 5 * 60_000;

/** A role's session that renews itself. Docs: STS API Reference, AssumeRole. */
export function createSession(
  role: RoleRequest,
  { sts, now }: Readonly<{ sts: () => Promise<STSClient>; now: Now }>,
): Session {
  let held: Credentials | undefined;
  let asking: Promise<Credentials> | undefined;
  const isFresh = (): boolean => held !== undefined && now() < held.expiration.getTime() - margin;
  return {
    isFresh,
    async credentials() {
      if (held && isFresh()) return held;
      asking ??= sts()
        .then((client) => assumeRole(role, client))
        .finally(() => {
          asking = undefined;
        });
      held = await asking;
      return held;
    },
  };
}

async function assumeRole(role: RoleRequest, sts: STSClient): Promise<Credentials> {
  const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const { Credentials: made } = await sts.send(new AssumeRoleCommand(inputOf(role)));
  if (!made?.AccessKeyId || !made.SecretAccessKey || !made.SessionToken || !made.Expiration) {
    throw new Error('STS answered without credentials');
  }
  return {
    accessKeyId: made.AccessKeyId,
    secretAccessKey: made.SecretAccessKey,
    sessionToken: made.SessionToken,
    expiration: made.Expiration,
  };
}

function inputOf(role: RoleRequest): AssumeRoleCommandInput {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    DurationSeconds: role.durationSeconds ?? 3600,
    ...(role.externalId && { ExternalId: role.externalId }),
    ...(role.sourceIdentity && { SourceIdentity: role.sourceIdentity }),
    ...(role.tags && {
      Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
      TransitiveTagKeys: Object.keys(role.tags),
    }),
    ...(role.policy && { Policy: JSON.stringify(role.policy) }),
  };
}
