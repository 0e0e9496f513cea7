import { z } from 'zod';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { type Ec2Actions, type Ec2Parts, ec2Arn, loadItem, mustBeAllowedInEc2, record } from './ec2-parts.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

const given = z.union([
  z.strictObject({ Group: z.literal('all') }),
  z.strictObject({ UserId: z.string().regex(/^\d{12}$/) }),
  z.strictObject({ OrganizationArn: z.string() }),
  z.strictObject({ OrganizationalUnitArn: z.string() }),
]);
const change = z.strictObject({ Add: z.array(given).optional(), Remove: z.array(given).optional() });
type Change = z.infer<typeof change>;

/** Who else may use it, as EC2 answers it: `{ group: 'all' }` or `{ userId: … }`. */
const shares = z.array(z.record(z.string(), z.string()));
type Share = z.infer<typeof shares>[number];

/** Images and snapshots: the attribute that says with whom each is shared. */
type Copy = Readonly<{ type: string; kind: string; code: string; attribute: string; guard: string }>;
const image: Copy = {
  ...{ type: 'AWS::EC2::Image', kind: 'image', code: 'InvalidAMIID.NotFound' },
  ...{ attribute: 'launchPermission', guard: 'AWS::EC2::ImageBlockPublicAccess' },
};
const snapshot: Copy = {
  ...{ type: 'AWS::EC2::Snapshot', kind: 'snapshot', code: 'InvalidSnapshot.NotFound' },
  ...{ attribute: 'createVolumePermission', guard: 'AWS::EC2::SnapshotBlockPublicAccess' },
};

/** What EC2 is asked of who else may use images and snapshots. */
export function imageActions(parts: Ec2Parts): Ec2Actions {
  return {
    DescribeImageAttribute: defineAction(
      z.strictObject({ ImageId: z.string(), Attribute: z.literal('launchPermission') }),
      ({ ImageId: id }, caller) => {
        const item = load(parts, caller, { copy: image, action: 'DescribeImageAttribute', id });
        return { imageId: id, launchPermission: sharesOf(item, image) };
      },
    ),
    ModifyImageAttribute: defineAction(
      z.strictObject({
        ImageId: z.string(),
        Attribute: z.literal('launchPermission').optional(),
        LaunchPermission: change.optional(),
      }),
      ({ ImageId, LaunchPermission }, caller) =>
        modify(parts, caller, { copy: image, action: 'ModifyImageAttribute', id: ImageId, wanted: LaunchPermission }),
    ),
    DescribeSnapshotAttribute: defineAction(
      z.strictObject({ SnapshotId: z.string(), Attribute: z.literal('createVolumePermission') }),
      ({ SnapshotId: id }, caller) => {
        const item = load(parts, caller, { copy: snapshot, action: 'DescribeSnapshotAttribute', id });
        return { snapshotId: id, createVolumePermission: sharesOf(item, snapshot) };
      },
    ),
    ModifySnapshotAttribute: defineAction(
      z.strictObject({
        SnapshotId: z.string(),
        Attribute: z.literal('createVolumePermission').optional(),
        CreateVolumePermission: change.optional(),
      }),
      ({ SnapshotId, CreateVolumePermission }, caller) =>
        modify(parts, caller, {
          ...{ copy: snapshot, action: 'ModifySnapshotAttribute', id: SnapshotId },
          wanted: CreateVolumePermission,
        }),
    ),
    GetImageBlockPublicAccessState: defineAction(z.strictObject({}), (_, caller) => {
      mustBeAllowedInEc2(caller, 'GetImageBlockPublicAccessState', '*');
      return { imageBlockPublicAccessState: guardOf(parts, caller, image) };
    }),
    GetSnapshotBlockPublicAccessState: defineAction(z.strictObject({}), (_, caller) => {
      mustBeAllowedInEc2(caller, 'GetSnapshotBlockPublicAccessState', '*');
      return { state: guardOf(parts, caller, snapshot) };
    }),
  };
}

type Deed = Readonly<{ copy: Copy; action: string; id: string }>;

function load(parts: Ec2Parts, caller: Caller, { copy, action, id }: Deed): WorldItem {
  mustBeAllowedInEc2(caller, action, ec2Arn(caller, copy.kind, id));
  return loadItem(parts, caller, { type: copy.type, id, code: copy.code, what: `${copy.kind} id` });
}

/** Shares it with more or fewer, and tells of it; with everybody only where the account does not block that. */
function modify(parts: Ec2Parts, caller: Caller, deed: Deed & { wanted: Change | undefined }): object {
  const { copy, action, id, wanted } = deed;
  const item = load(parts, caller, deed);
  const add = (wanted?.Add ?? []).map(asAnswered);
  const remove = (wanted?.Remove ?? []).map(asAnswered);
  if (add.length + remove.length === 0) throw new AwsError('MissingParameter', 'No attributes specified.');
  if (add.some(isPublic) && guardOf(parts, caller, copy) !== 'unblocked') {
    throw new AwsError(
      'OperationNotPermitted',
      `Public sharing of the ${copy.kind} is blocked in this account and region.`,
    );
  }
  const kept = sharesOf(item, copy).filter((one) => ![...add, ...remove].some((other) => same(one, other)));
  parts.world.change(item, { ...item.configuration, [copy.attribute]: [...kept, ...add] });
  const items = {
    ...(add.length > 0 && { add: { items: add } }),
    ...(remove.length > 0 && { remove: { items: remove } }),
  };
  const requestParameters = { [`${copy.kind}Id`]: id, attributeType: copy.attribute, [copy.attribute]: items };
  record(parts, caller, { eventName: action, requestParameters, responseElements: { _return: true } });
  return { return: true };
}

function asAnswered(one: z.infer<typeof given>): Share {
  return Object.fromEntries(
    Object.entries(one).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

function sharesOf({ configuration }: WorldItem, { attribute }: Copy): readonly Share[] {
  return shares.parse(configuration[attribute] ?? []);
}

function same(one: Share, other: Share): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isPublic(share: Share): boolean {
  return share['group'] === 'all';
}

/** The account's own block on sharing with everybody, in this region: `unblocked`, `block-new-sharing`, `block-all-sharing`. */
function guardOf({ world }: Ec2Parts, { accountId, region }: Caller, { guard }: Copy): string {
  const item = world.findItem({ accountId, region, type: guard, id: region });
  return z.string().parse(item?.configuration['state'] ?? 'unblocked');
}
