import type { Parts } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import type { KeyState } from './state.ts';

/** A service that delivers files of an account and region, on behalf of one of its trails, detectors and the like. */
export type Delivery = Readonly<{ service: string; accountId: string; region: string; sourceArn?: string }>;

/** What AWS asks of a bucket before it delivers there, per service; the key of an object that it would write. */
const wants: Readonly<Record<string, Readonly<{ looks: readonly string[]; folder: string; owned: boolean }>>> = {
  'cloudtrail.amazonaws.com': { looks: ['s3:GetBucketAcl'], folder: 'CloudTrail', owned: true },
  'config.amazonaws.com': { looks: ['s3:GetBucketAcl', 's3:ListBucket'], folder: 'Config', owned: true },
  'guardduty.amazonaws.com': { looks: ['s3:GetBucketLocation'], folder: 'GuardDuty', owned: false },
};

/** Why files would not arrive in a bucket; undefined when they would. `prefix` stands before `AWSLogs/`, without a slash. */
export function findBucketProblem(
  { state }: Parts,
  { service, accountId, region, sourceArn }: Delivery,
  { bucket, prefix }: Readonly<{ bucket: string; prefix?: string | undefined }>,
): 'no-bucket' | 'refused' | undefined {
  const found = state().buckets[bucket];
  const want = wants[service];
  if (!found || !want) return 'no-bucket';
  const arn = `arn:aws:s3:::${bucket}`;
  const key = `${prefix ? `${prefix.replace(/\/$/, '')}/` : ''}AWSLogs/${accountId}/${want.folder}/${region}/file`;
  const context = {
    'aws:SourceAccount': accountId,
    ...(sourceArn && { 'aws:SourceArn': sourceArn }),
    ...(want.owned && { 's3:x-amz-acl': 'bucket-owner-full-control' }),
  };
  const may = (action: string, resource: string) => letsIn(found.policy, { service }, { action, resource, context });
  const isFine = want.looks.every((action) => may(action, arn)) && may('s3:PutObject', `${arn}/${key}`);
  return isFine ? undefined : 'refused';
}

/** A key by its id, ARN, alias or alias' ARN, as it is known in an account and region. */
export function findKey(
  { state }: Parts,
  id: string,
  home: Readonly<{ accountId: string; region: string }>,
): KeyState | undefined {
  const [, , , region = home.region, accountId = home.accountId, name = id] = id.startsWith('arn:')
    ? id.split(':')
    : [];
  const there = state().accounts[accountId]?.regions[region];
  const keyId = name.startsWith('alias/') ? there?.keyAliases[name] : name.replace(/^key\//, '');
  return keyId === undefined ? undefined : there?.keys[keyId];
}

/** Why a service could not encrypt with a key. */
export function findKeyProblem(
  parts: Parts,
  { service, accountId, region, sourceArn }: Delivery,
  keyId: string,
): 'no-key' | 'refused' | undefined {
  const key = findKey(parts, keyId, { accountId, region });
  if (key?.state !== 'Enabled') return 'no-key';
  const context = {
    'aws:SourceAccount': accountId,
    ...(sourceArn && { 'aws:SourceArn': sourceArn }),
    // Docs: CloudTrail, "Configure AWS KMS key policies for CloudTrail".
    ...(sourceArn && service.startsWith('cloudtrail') && { 'kms:EncryptionContext:aws:cloudtrail:arn': sourceArn }),
  };
  const ask = { action: 'kms:GenerateDataKey', resource: key.arn, context };
  return letsIn(key.policy, { service }, ask) ? undefined : 'refused';
}
