import { z } from 'zod';
import type { SecurityEvent } from '../../core/events/event.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { findUser, keysOf, putKeys } from './iam-users.ts';

type Context = Readonly<{ world: World; now: () => number }>;

const done = { errorCode: z.undefined().optional() };
const keyMade = z.object({
  ...done,
  ...{ eventSource: z.literal('iam.amazonaws.com'), eventName: z.literal('CreateAccessKey') },
  responseElements: z.object({ accessKey: z.object({ accessKeyId: z.string(), userName: z.string() }) }),
});
const bucketOpened = z.object({
  ...done,
  ...{ eventSource: z.literal('s3.amazonaws.com'), eventName: z.literal('PutBucketPolicy') },
  requestParameters: z.object({ bucketName: z.string(), bucketPolicy: z.unknown() }),
});
const copyShared = z.object({
  ...done,
  ...{ eventSource: z.literal('ec2.amazonaws.com'), eventName: z.literal('ModifySnapshotAttribute') },
  requestParameters: z.object({
    snapshotId: z.string().regex(/^snap-[0-9a-f]{8,17}$/),
    createVolumePermission: z.object({ add: z.object({ items: z.array(z.record(z.string(), z.string())) }) }),
  }),
});

/** What a call that is told of has left behind: a user's new key, a bucket's new policy, a snapshot that is shared. */
export function adoptCalls(event: SecurityEvent, context: Context): void {
  adoptKey(event, context);
  adoptPolicy(event, context);
  adoptSharing(event, context);
}

/** IAM lets a user have two keys, so the older ones make room. */
function adoptKey({ account, detail }: SecurityEvent, { world, now }: Context): void {
  const parsed = keyMade.safeParse(detail);
  if (!parsed.success) return;
  const { accessKeyId: id, userName } = parsed.data.responseElements.accessKey;
  const user = findUser(world, account, userName);
  if (!user) return;
  const others = keysOf(user).filter((key) => key.id !== id);
  const used = { at: now() - 60_000, service: 's3', region: 'us-east-1' };
  putKeys(world, user, [...others.slice(-1), { id, status: 'Active', createdAt: now(), used }]);
}

/** S3 would have refused a public policy under a block on public access: so there was none. */
function adoptPolicy({ account, region, detail }: SecurityEvent, { world }: Context): void {
  const parsed = bucketOpened.safeParse(detail);
  if (!parsed.success) return;
  const { bucketName: id, bucketPolicy } = parsed.data.requestParameters;
  const bucket = world.findItem({ type: 'AWS::S3::Bucket', id, accountId: account, region });
  if (!bucket) return;
  const { PublicAccessBlockConfiguration: _, ...others } = bucket.supplementary ?? {};
  const supplementary = { ...others, BucketPolicy: { policyText: JSON.stringify(bucketPolicy) } };
  world.change({ ...bucket, supplementary }, bucket.configuration);
}

function adoptSharing({ account, region, detail }: SecurityEvent, { world, now }: Context): void {
  const parsed = copyShared.safeParse(detail);
  if (!parsed.success || !world.accounts.some(({ id }) => id === account) || !world.regions.includes(region)) return;
  const { snapshotId: id, createVolumePermission } = parsed.data.requestParameters;
  const resource = { type: 'AWS::EC2::Snapshot', id, accountId: account, region };
  const shared = { createVolumePermission: createVolumePermission.add.items };
  const item: WorldItem = {
    ...{ resource, status: 'ResourceDiscovered', stateId: '1', createdAt: now(), capturedAt: now() },
    ...{ availabilityZone: 'Multiple Availability Zones', tags: {}, relationships: [] },
    configuration: { snapshotId: id, state: 'completed', ...shared },
  };
  const there = world.findItem(resource);
  if (there) world.change(there, { ...there.configuration, ...shared });
  else world.add(item);
}
