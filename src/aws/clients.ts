import { globalAgent } from 'node:https';
import type { AthenaClient } from '@aws-sdk/client-athena';
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { GuardDutyClient } from '@aws-sdk/client-guardduty';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { once } from '../core/once.ts';
import type { Now } from '../core/ports.ts';
import { asNodeGoes } from '../core/proxied.ts';
import { type OnCall, watchCalls } from './calls.ts';
import { maskErrors } from './mask-errors.ts';
import { type Credentials, createSession, type RoleRequest } from './session.ts';

/**
 * AWS clients of one identity in one region. Each is loaded at its first use (90–120 ms cold) and kept; endpoints follow
 * the SDK's own `AWS_ENDPOINT_URL[_SERVICE]`.
 */
export type Clients = Readonly<{
  region: string;
  athena(): Promise<AthenaClient>;
  autoscaling(): Promise<AutoScalingClient>;
  cloudtrail(): Promise<CloudTrailClient>;
  config(): Promise<ConfigServiceClient>;
  dynamo(): Promise<DynamoDBClient>;
  ec2(): Promise<EC2Client>;
  guardduty(): Promise<GuardDutyClient>;
  iam(): Promise<IAMClient>;
  rds(): Promise<RDSClient>;
  s3(): Promise<S3Client>;
  secrets(): Promise<SecretsManagerClient>;
  sns(): Promise<SNSClient>;
  sqs(): Promise<SQSClient>;
  ssm(): Promise<SSMClient>;
  /** The same identity in another region. */
  inRegion(region: string): Clients;
  /** The same identity, each call of which is told. */
  watched(onCall: OnCall): Clients;
  /** The clients of a role's session, kept until 5 minutes before it ends. Throws what STS answers. */
  assume(role: RoleRequest): Promise<Clients>;
}>;

type Identity = Readonly<{
  region: string;
  stsRegion: string;
  now: Now;
  credentials?: () => Promise<Credentials>;
  isWaitedFor?: boolean;
  onCall?: OnCall;
}>;

/** Config's request rates are unpublished, so we back off as it asks; nothing waits longer than a queue's message does. */
const patience = {
  maxAttempts: 4,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/** Somebody sits in front of it: ten seconds of silence are enough to say so. */
const shortPatience = {
  ...patience,
  maxAttempts: 2,
  requestHandler: { ...patience.requestHandler, requestTimeout: 5_000 },
} as const;

/** Enough sockets for the many log files that a search reads at once. */
const wide = { maxSockets: 128 } as const;

/** What all clients of an identity are made with. The SDK's own agents would know nothing of a proxy. */
function patienceOf({ isWaitedFor }: Pick<Identity, 'isWaitedFor'>) {
  const chosen = isWaitedFor ? shortPatience : patience;
  return { ...chosen, requestHandler: { ...chosen.requestHandler, httpsAgent: asNodeGoes(globalAgent) } };
}

/**
 * The only place where AWS clients are made. `stsRegion` is the one STS endpoint that sessions come from: the home region's,
 * because sessions of the global endpoint do not work in opt-in regions. `isWaitedFor` says that a person waits for the answer.
 */
export function createClients(
  options: Readonly<{ region: string; stsRegion?: string; now: Now; isWaitedFor?: boolean }>,
): Clients {
  return clientsOf({ stsRegion: options.region, ...options });
}

function clientsOf(identity: Identity): Clients {
  const { region, credentials, now, onCall } = identity;
  const told = <Client extends Parameters<typeof watchCalls>[0]>(service: string, client: Client): Client =>
    maskErrors(onCall ? watchCalls(client, { service, onCall, now }) : client);
  const base = { ...patienceOf(identity), region, ...(credentials && { credentials }) };
  const regions = new Map<string, Clients>();
  const clients: Clients = {
    region,
    athena: once(async () => told('athena', new (await import('@aws-sdk/client-athena')).AthenaClient(base))),
    autoscaling: once(async () =>
      told('autoscaling', new (await import('@aws-sdk/client-auto-scaling')).AutoScalingClient(base)),
    ),
    cloudtrail: once(async () =>
      told('cloudtrail', new (await import('@aws-sdk/client-cloudtrail')).CloudTrailClient(base)),
    ),
    config: once(async () =>
      told('config', new (await import('@aws-sdk/client-config-service')).ConfigServiceClient(base)),
    ),
    dynamo: once(async () => maskErrors(new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(base))),
    ec2: once(async () => told('ec2', new (await import('@aws-sdk/client-ec2')).EC2Client(base))),
    guardduty: once(async () =>
      told('guardduty', new (await import('@aws-sdk/client-guardduty')).GuardDutyClient(base)),
    ),
    // It has one endpoint for all regions, which signs as us-east-1. Docs: IAM endpoints and quotas.
    iam: once(async () =>
      told('iam', new (await import('@aws-sdk/client-iam')).IAMClient({ ...base, region: 'us-east-1' })),
    ),
    rds: once(async () => told('rds', new (await import('@aws-sdk/client-rds')).RDSClient(base))),
    s3: once(async () => {
      const { S3Client } = await import('@aws-sdk/client-s3');
      const { httpsAgent, ...handler } = base.requestHandler;
      const requestHandler = { ...handler, httpAgent: wide, httpsAgent: { ...httpsAgent, ...wide } };
      return told('s3', new S3Client({ ...base, requestHandler, responseChecksumValidation: 'WHEN_REQUIRED' }));
    }),
    secrets: once(async () =>
      maskErrors(new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(base)),
    ),
    sns: once(async () => maskErrors(new (await import('@aws-sdk/client-sns')).SNSClient(base))),
    sqs: once(async () => {
      const { SQSClient } = await import('@aws-sdk/client-sqs');
      // Where a queue is asked for is the endpoint's affair: the host in a queue's URL would go past AWS_ENDPOINT_URL.
      return maskErrors(new SQSClient({ ...base, useQueueUrlAsEndpoint: false }));
    }),
    ssm: once(async () => told('ssm', new (await import('@aws-sdk/client-ssm')).SSMClient(base))),
    inRegion: (other) =>
      other === region ? clients : kept(regions, other, () => clientsOf({ ...identity, region: other })),
    watched: (onCall) => clientsOf({ ...identity, onCall }),
    assume: createAssume(identity),
  };
  return clients;
}

function createAssume(identity: Identity): Clients['assume'] {
  const { stsRegion, credentials, now } = identity;
  const sts = once(async () => {
    const { STSClient } = await import('@aws-sdk/client-sts');
    return maskErrors(
      new STSClient({ ...patienceOf(identity), region: stsRegion, ...(credentials && { credentials }) }),
    );
  });
  const sessions = new Map<string, Readonly<{ clients: Clients; isFresh: () => boolean }>>();
  return async (role) => {
    const key = JSON.stringify(role);
    for (const [held, session] of sessions) if (!session.isFresh()) sessions.delete(held);
    const known = sessions.get(key);
    if (known) return known.clients;

    const session = createSession(role, { sts, now });
    await session.credentials();
    const clients = clientsOf({ ...identity, credentials: session.credentials });
    sessions.set(key, { clients, isFresh: session.isFresh });
    return clients;
  };
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const held = map.get(key) ?? make();
  map.set(key, held);
  return held;
}
