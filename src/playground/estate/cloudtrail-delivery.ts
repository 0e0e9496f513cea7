import type { Trail } from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { findBucketProblem, findKeyProblem } from './deliveries.ts';
import type { Parts } from './parts.ts';
import type { TrailState } from './state.ts';

const service = 'cloudtrail.amazonaws.com';

/** CloudTrail tries the bucket and the key before it takes a trail. Docs: "Amazon S3 bucket policy for CloudTrail". */
export function mustDeliver(parts: Parts, { accountId, region }: Caller, trail: Trail): void {
  const { S3BucketName: bucket = '', S3KeyPrefix: prefix, KmsKeyId: key, TrailARN: sourceArn = '' } = trail;
  const from = { service, accountId, region, sourceArn };
  const problem = findBucketProblem(parts, from, { bucket, prefix });
  if (problem === 'no-bucket') {
    throw new AwsError('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`, 404);
  }
  if (problem) {
    const text = `Incorrect S3 bucket policy is detected for bucket: ${bucket}`;
    throw new AwsError('InsufficientS3BucketPolicyException', text, 403);
  }
  if (key === undefined) return;
  const unusable = findKeyProblem(parts, from, key);
  if (unusable === 'no-key') throw new AwsError('KmsKeyNotFoundException', `KMS key ${key} cannot be found.`);
  if (unusable) {
    const text = `Insufficient permissions to access S3 bucket ${bucket} or KMS key ${key}.`;
    throw new AwsError('InsufficientEncryptionPolicyException', text);
  }
}

/** What GetTrailStatus calls the error of S3 that the last delivery met; undefined when files arrive. */
export function deliveryErrorOf(parts: Parts, { trail }: TrailState): string | undefined {
  const [, , , region = '', accountId = ''] = trail.TrailARN?.split(':') ?? [];
  const from = { service, accountId, region, sourceArn: trail.TrailARN ?? '' };
  const { S3BucketName: bucket = '', S3KeyPrefix: prefix, KmsKeyId: key } = trail;
  const problem = findBucketProblem(parts, from, { bucket, prefix });
  if (problem) return problem === 'no-bucket' ? 'NoSuchBucket' : 'AccessDenied';
  return key !== undefined && findKeyProblem(parts, from, key) ? 'KMS.AccessDenied' : undefined;
}
