import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { auditBucketPolicy, deliverers, logBucketPolicy } from '../definitions/bucket-policies.ts';
import { serviceKeyPolicy } from '../definitions/resource-policies.ts';
import { closedBucket, keep } from '../kept.ts';
import { explainFinding } from '../reasons.ts';
import { after, tags } from '../role.ts';

/** What is written down can be changed by nobody for so long, in days. Amazon S3 User Guide, "Object Lock": nobody shortens it. */
const lockedFor = 365;

/** The bucket that the members' logs are delivered into, with its key, where the settings say that it is ours to make. */
export function addLogs(scope: Construct, settings: Settings): void {
  const { logs, account } = settings.security;
  if (!logs) return;
  const key = new CfnKey(scope, 'LogsKey', {
    description: 'Noroshi: the logs of all accounts.',
    enableKeyRotation: true,
    keyPolicy: serviceKeyPolicy(account, { services: deliverers, sources: settings.accounts.map(({ id }) => id) }),
    tags,
  });
  keep(key);
  new CfnAlias(scope, 'LogsKeyAlias', { aliasName: logs.kmsKey ?? 'alias/noroshi-logs', targetKeyId: key.ref });
  const bucket = new CfnBucket(scope, 'Logs', {
    bucketName: logs.bucket,
    ...closedBucket,
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        {
          bucketKeyEnabled: true,
          serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.attrArn },
        },
      ],
    },
    versioningConfiguration: { status: 'Enabled' },
    // Each new file is told to EventBridge (`sweep.tail`).
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    tags,
  });
  keep(bucket);
  explainFinding(bucket, 'AwsSolutions-S1');
  const policy = new CfnBucketPolicy(scope, 'LogsPolicy', {
    bucket: logs.bucket,
    policyDocument: logBucketPolicy(settings, logs.bucket),
  });
  after(policy, [bucket]);
}

/** The bucket of the audit trail: one object an entry, locked from the moment it is there. */
export function addAudit(scope: Construct, settings: Settings): void {
  const bucket = new CfnBucket(scope, 'Audit', {
    bucketName: settings.audit.bucket,
    ...closedBucket,
    versioningConfiguration: { status: 'Enabled' },
    objectLockEnabled: true,
    objectLockConfiguration: {
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: 'COMPLIANCE', days: lockedFor } },
    },
    tags,
  });
  keep(bucket);
  explainFinding(bucket, 'AwsSolutions-S1');
  const policy = new CfnBucketPolicy(scope, 'AuditPolicy', {
    bucket: settings.audit.bucket,
    policyDocument: auditBucketPolicy(settings),
  });
  after(policy, [bucket]);
}
