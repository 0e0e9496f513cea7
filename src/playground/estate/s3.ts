import type { GetBucketPolicyRequest, PutBucketPolicyRequest } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import type { Actions, Parts } from './parts.ts';
import { letsIn, mustBeResourcePolicy } from './resource-policy.ts';
import type { BucketState } from './state.ts';

/** Amazon S3 User Guide, "Bucket policies": 20 KB. */
const maxPolicy = 20_480;
const resources = z.object({ Statement: z.array(z.object({ Resource: z.union([z.string(), z.array(z.string())]) })) });

/** What S3 is asked: who may do what with a bucket. */
export function makeS3(parts: Parts): Actions {
  const load = (
    caller: Caller,
    action: string,
    { Bucket, ExpectedBucketOwner: owner }: Checked<GetBucketPolicyRequest>,
  ): BucketState => {
    const found = parts.state().buckets[Bucket];
    if (!found) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    const who = { accountId: caller.accountId, arn: caller.roleArn };
    const isOwner = found.accountId === caller.accountId;
    const isLet = isOwner || letsIn(found.policy, who, { action, resource: `arn:aws:s3:::${Bucket}` });
    if (isLet && (owner === undefined || owner === found.accountId)) return found;
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  };
  return {
    GetBucketPolicy: (input: Checked<GetBucketPolicyRequest>, caller: Caller) => {
      const { policy } = load(caller, 's3:GetBucketPolicy', input);
      if (policy !== undefined) return { Policy: policy };
      throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    },
    PutBucketPolicy: (input: Checked<PutBucketPolicyRequest>, caller: Caller) => {
      const held = load(caller, 's3:PutBucketPolicy', input);
      const { Bucket, Policy: policy } = input;
      mustBeResourcePolicy(policy, 'MalformedPolicy');
      if (Buffer.byteLength(policy) > maxPolicy) {
        throw new AwsError('PolicyTooLarge', 'The policy is larger than 20480 bytes.');
      }
      const parsed = resources.safeParse(JSON.parse(policy));
      const arn = `arn:aws:s3:::${Bucket}`;
      const isOurs = (one: string) => one === arn || one.startsWith(`${arn}/`);
      if (!parsed.success || !parsed.data.Statement.flatMap(({ Resource }) => Resource).every(isOurs)) {
        throw new AwsError('MalformedPolicy', 'Policy has invalid resource');
      }
      parts.state().buckets[Bucket] = { ...held, policy };
      return {};
    },
  };
}
