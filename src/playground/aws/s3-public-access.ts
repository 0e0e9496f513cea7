import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { type BridgeEvent, sessionCall } from './event-shapes.ts';
import { type Caller, findRefusal } from './identity.ts';
import { type Flags, flagsOf, parseFlags, renderers } from './s3-public-forms.ts';
import type { WireRequest } from './sigv4.ts';
import type { WireResponse } from './wire-format.ts';

/** What is asked of the buckets of member accounts: whether anyone may read them, and that nobody may. */
export type BucketAccess = Readonly<{
  handle(request: WireRequest, bucket: string, caller: Caller): WireResponse;
}>;

type Parts = Readonly<{ world: World; now: () => number; random: Random; emit(event: BridgeEvent): unknown }>;

/** The IAM action of each call; both calls that change ask for the same one (Service Authorization Reference, Amazon S3). */
const actions: Readonly<Record<string, string>> = {
  'GET publicAccessBlock': 's3:GetBucketPublicAccessBlock',
  'PUT publicAccessBlock': 's3:PutBucketPublicAccessBlock',
  'DELETE publicAccessBlock': 's3:PutBucketPublicAccessBlock',
  'GET policyStatus': 's3:GetBucketPolicyStatus',
  'GET acl': 's3:GetBucketAcl',
  'GET website': 's3:GetBucketWebsite',
};

/** S3's public access, for the buckets that stand in the playground's world. */
export function makeBucketAccess(parts: Parts): BucketAccess {
  const find = (name: string) =>
    parts.world.listItems().find(({ resource }) => resource.type === 'AWS::S3::Bucket' && resource.id === name);
  return {
    handle(request, name, caller) {
      const bucket = find(name);
      if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
      const [part, ...others] = [...new URLSearchParams(request.query).keys()].filter((key) => key !== 'x-id');
      const call = `${request.method} ${part}`;
      const action = actions[call];
      if (!action || others.length > 0) {
        throw new AwsError('NotImplemented', 'A header or query implies functionality that is not implemented.', 501);
      }
      mustBeItsRegion(bucket, caller);
      mustBeAllowed({ action, request, bucket }, caller);
      if (call === 'PUT publicAccessBlock') return put(bucket, parseFlags(request), { parts, caller });
      if (call === 'DELETE publicAccessBlock') return put(bucket, undefined, { parts, caller });
      return xml(200, renderers[part ?? '']?.(bucket) ?? '');
    },
  };
}

function mustBeItsRegion({ resource }: WorldItem, caller: Caller): void {
  if (caller.region === resource.region) return;
  throw new AwsError(
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; the region '${caller.region}' is wrong; expecting '${resource.region}'`,
  );
}

/** The caller's own account alone has rights here, and the owner that it expects must be the one that there is. */
function mustBeAllowed(
  { action, request, bucket }: { action: string; request: WireRequest; bucket: WorldItem },
  caller: Caller,
): void {
  const { accountId, id } = bucket.resource;
  const refusal = findRefusal(caller, action, `arn:aws:s3:::${id}`);
  const expected = request.headers['x-amz-expected-bucket-owner'] ?? accountId;
  if (refusal) throw new AwsError('AccessDenied', refusal, 403);
  if (caller.accountId !== accountId || expected !== accountId)
    throw new AwsError('AccessDenied', 'Access Denied', 403);
}

/** Sets the four flags, or takes the whole setting away. */
function put(
  bucket: WorldItem,
  flags: Flags | undefined,
  { parts, caller }: { parts: Parts; caller: Caller },
): WireResponse {
  const { PublicAccessBlockConfiguration: _, ...others } = bucket.supplementary ?? {};
  const supplementary = { ...others, ...(flags && { PublicAccessBlockConfiguration: flagsOf(flags) }) };
  parts.world.change({ ...bucket, supplementary }, bucket.configuration);
  const requestParameters = {
    bucketName: bucket.resource.id,
    Host: `s3.${bucket.resource.region}.amazonaws.com`,
    publicAccessBlock: '',
    ...(flags && { PublicAccessBlockConfiguration: flags }),
  };
  const eventName = flags ? 'PutBucketPublicAccessBlock' : 'DeleteBucketPublicAccessBlock';
  const call = { service: 's3', eventName, requestParameters, responseElements: null };
  parts.emit(sessionCall(caller, call, { at: parts.now(), random: parts.random }));
  return flags ? xml(200, '') : xml(204, '');
}

function xml(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
