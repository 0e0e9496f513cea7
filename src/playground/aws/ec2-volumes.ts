import { z } from 'zod';
import { hex } from '../random.ts';
import type { WorldItem } from '../world-item.ts';
import {
  type Ec2Actions,
  type Ec2Parts,
  ec2Arn,
  filtered,
  filters,
  itemsAt,
  loadItem,
  mustBeAllowedInEc2,
  mustBeAllowedToTag,
  pageOf,
  paging,
  record,
  tagSet,
  tagSpecifications,
  tagsFor,
} from './ec2-parts.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

const volumeType = 'AWS::EC2::Volume';
const snapshotType = 'AWS::EC2::Snapshot';
/** How long a snapshot takes, in ms; its moment is the one at which it was asked for. */
const snapshotMs = 60_000;

/** Volumes, and snapshots of them, which are items of the world as well (`AWS::EC2::Snapshot`). */
export function volumeActions(parts: Ec2Parts): Ec2Actions {
  const { world, now } = parts;
  return {
    DescribeVolumes: defineAction(
      z.strictObject({ ...paging, VolumeId: z.array(z.string()).optional(), Filter: filters.optional() }),
      ({ VolumeId, Filter, ...asked }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeVolumes', '*');
        const named = VolumeId?.map((id) => loadVolume(parts, caller, id)) ?? itemsAt(world, caller, volumeType);
        const found = filtered(named, Filter, (item) => ({
          values: { 'volume-id': [item.resource.id], 'attachment.instance-id': attachedTo(item) },
          tags: item.tags,
        }));
        const { page, next } = pageOf(found, asked, 500);
        return { volumeSet: page.map(toVolume), ...next };
      },
    ),
    DescribeSnapshots: defineAction(
      z.strictObject({
        ...paging,
        SnapshotId: z.array(z.string()).optional(),
        Owner: z.array(z.string()).optional(),
        Filter: filters.optional(),
      }),
      ({ SnapshotId, Filter, Owner: _, ...asked }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeSnapshots', '*');
        const named = SnapshotId?.map((id) => loadSnapshot(parts, caller, id)) ?? itemsAt(world, caller, snapshotType);
        const found = filtered(named, Filter, (item) => ({
          values: { 'volume-id': [String(item.configuration['volumeId'])], 'snapshot-id': [item.resource.id] },
          tags: item.tags,
        }));
        const { page, next } = pageOf(found, asked);
        return { snapshotSet: page.map((item) => toSnapshot(item, now())), ...next };
      },
    ),
    CreateSnapshot: defineAction(
      z.strictObject({
        VolumeId: z.string(),
        Description: z.string().max(255).optional(),
        TagSpecification: tagSpecifications,
      }),
      ({ VolumeId, Description = '', TagSpecification }, caller) => {
        const tags = tagsFor(TagSpecification, 'snapshot');
        const id = `snap-${hex(parts.random, 17)}`;
        const arn = ec2Arn(caller, 'snapshot', id);
        mustBeAllowedInEc2(caller, 'CreateSnapshot', arn);
        mustBeAllowedInEc2(caller, 'CreateSnapshot', ec2Arn(caller, 'volume', VolumeId));
        if (Object.keys(tags).length > 0) mustBeAllowedToTag(caller, 'CreateSnapshot', arn);
        const volume = loadVolume(parts, caller, VolumeId);
        const item: WorldItem = {
          resource: { type: snapshotType, id, accountId: caller.accountId, region: caller.region, arn },
          ...{ status: 'ResourceDiscovered', stateId: '1', createdAt: now(), capturedAt: now() },
          ...{ availabilityZone: 'Not Applicable', tags, relationships: [] },
          configuration: {
            ...{ snapshotId: id, volumeId: VolumeId, ownerId: caller.accountId, description: Description },
            volumeSize: volume.configuration['size'] ?? 8,
          },
        };
        world.add(item);
        record(parts, caller, {
          eventName: 'CreateSnapshot',
          requestParameters: { volumeId: VolumeId, description: Description },
          responseElements: { snapshotId: id, volumeId: VolumeId, status: 'pending' },
        });
        return toSnapshot(item, now());
      },
    ),
  };
}

/** The snapshot of that id in the caller's account and region. */
function loadSnapshot(parts: Ec2Parts, caller: Caller, id: string): WorldItem {
  return loadItem(parts, caller, { type: snapshotType, id, code: 'InvalidSnapshot.NotFound', what: 'snapshot' });
}

function loadVolume(parts: Ec2Parts, caller: Caller, id: string): WorldItem {
  return loadItem(parts, caller, { type: volumeType, id, code: 'InvalidVolume.NotFound', what: 'volume' });
}

function attachedTo({ relationships }: WorldItem): readonly string[] {
  return relationships.filter(({ type }) => type === 'AWS::EC2::Instance').map(({ id }) => id);
}

function toVolume(item: WorldItem): object {
  const { configuration, resource, availabilityZone, tags } = item;
  return {
    ...{ volumeId: resource.id, size: configuration['size'] ?? 8, availabilityZone, status: 'in-use' },
    attachmentSet: attachedTo(item).map((instanceId) => ({ instanceId, volumeId: resource.id, status: 'attached' })),
    tagSet: tagSet(tags),
  };
}

function toSnapshot({ resource, configuration, createdAt, tags }: WorldItem, now: number): object {
  const isDone = createdAt + snapshotMs <= now;
  return {
    ...{ snapshotId: resource.id, volumeId: configuration['volumeId'], ownerId: resource.accountId },
    ...{ status: isDone ? 'completed' : 'pending', progress: isDone ? '100%' : '0%' },
    ...{ startTime: new Date(createdAt).toISOString(), volumeSize: configuration['volumeSize'] },
    ...{ description: configuration['description'] ?? '', tagSet: tagSet(tags) },
  };
}
