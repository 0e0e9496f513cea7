import { AwsError } from '../aws/aws-error.ts';
import type { Model } from '../aws/model.ts';
import { s3Errors } from '../aws/s3-errors.ts';
import type { Service } from '../aws/wire-format.ts';

/** The policies of buckets as S3 serves them, path style: `GET` and `PUT` of `/BUCKET?policy`, the policy as it is. */
export function serveBucketPolicies(model: Model): Service {
  return {
    ...s3Errors,
    async handle({ method, path, query, headers, body }, caller) {
      const Bucket = decodeURIComponent(path.slice(1).replace(/\/$/, ''));
      if (!new URLSearchParams(query).has('policy') || !['GET', 'PUT'].includes(method)) {
        throw new AwsError('NotImplemented', 'Only the policies of buckets are here.', 501);
      }
      const owner = headers['x-amz-expected-bucket-owner'];
      const input = { Bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
      if (method === 'PUT') {
        await model.call('PutBucketPolicy', { ...input, Policy: body.toString('utf8') }, caller);
        return { status: 204, headers: {}, body: '' };
      }
      const output = await model.call('GetBucketPolicy', input, caller);
      const Policy = typeof output === 'object' && output !== null && 'Policy' in output ? String(output.Policy) : '';
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Policy };
    },
  };
}
