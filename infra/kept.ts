import { CfnDeletionPolicy } from 'aws-cdk-lib';
import type { CfnBucketProps } from 'aws-cdk-lib/aws-s3';

/** What stays in the account when its stack goes: it holds what people may need later. */
export const keep = CfnDeletionPolicy.RETAIN;

/** No object of a bucket is ever public, and each belongs to the bucket's owner. */
export const closedBucket: CfnBucketProps = {
  publicAccessBlockConfiguration: {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
  bucketEncryption: {
    serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  },
};
