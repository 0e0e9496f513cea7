import { once } from '../core/once.ts';
import { maskErrors } from './mask-errors.ts';

/** Keys of a session or a user; whoever runs the process, where they are left out. */
type Keys = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;

/** As the SDK takes it, but one try for each call: who asks again, and when, is the rollout's to say. */
const once20Seconds = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/**
 * The clients that set accounts up, of one identity in one region, each loaded at its first use. They stand apart from
 * `clients.ts`, so that no function's bundle carries what only a terminal needs.
 */
export function createRolloutClients({ region, keys }: Readonly<{ region: string; keys?: Keys }>) {
  const base = { ...once20Seconds, region, ...(keys && { credentials: keys }) };
  return {
    cloudtrail: once(async () => maskErrors(new (await import('@aws-sdk/client-cloudtrail')).CloudTrailClient(base))),
    config: once(async () =>
      maskErrors(new (await import('@aws-sdk/client-config-service')).ConfigServiceClient(base)),
    ),
    ec2: once(async () => maskErrors(new (await import('@aws-sdk/client-ec2')).EC2Client(base))),
    events: once(async () => maskErrors(new (await import('@aws-sdk/client-eventbridge')).EventBridgeClient(base))),
    guardduty: once(async () => maskErrors(new (await import('@aws-sdk/client-guardduty')).GuardDutyClient(base))),
    // It has one endpoint for all regions, which signs as us-east-1. Docs: IAM endpoints and quotas.
    iam: once(async () =>
      maskErrors(new (await import('@aws-sdk/client-iam')).IAMClient({ ...base, region: 'us-east-1' })),
    ),
    kms: once(async () => maskErrors(new (await import('@aws-sdk/client-kms')).KMSClient(base))),
    lambda: once(async () => maskErrors(new (await import('@aws-sdk/client-lambda')).LambdaClient(base))),
    s3: once(async () =>
      // A bucket's policy is asked for wherever the bucket is.
      maskErrors(new (await import('@aws-sdk/client-s3')).S3Client({ ...base, followRegionRedirects: true })),
    ),
    scheduler: once(async () => maskErrors(new (await import('@aws-sdk/client-scheduler')).SchedulerClient(base))),
    sns: once(async () => maskErrors(new (await import('@aws-sdk/client-sns')).SNSClient(base))),
    sqs: once(async () => maskErrors(new (await import('@aws-sdk/client-sqs')).SQSClient(base))),
    sts: once(async () => maskErrors(new (await import('@aws-sdk/client-sts')).STSClient(base))),
  } as const;
}
export type RolloutClients = ReturnType<typeof createRolloutClients>;
