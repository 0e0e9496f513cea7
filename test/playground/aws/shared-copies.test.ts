import { beforeEach, describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../src/core/events/envelope.ts';
import { adopt } from '../../../src/playground/aws/adopt.ts';
import { imageActions } from '../../../src/playground/aws/ec2-images.ts';
import { defineModel, type Model } from '../../../src/playground/aws/model.ts';
import { makeRds } from '../../../src/playground/aws/rds.ts';
import { apiCall, prod } from '../../../src/playground/scenes/events.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { callerWith, setUpWorld } from './caller.ts';

const place = { accountId: scene.prod, region: scene.region };
const caller = callerWith(['ec2:*', 'rds:*']);
let set: Awaited<ReturnType<typeof setUpWorld>>;
let ec2: Model;
let rds: Model;

beforeEach(async () => {
  set = await setUpWorld();
  ec2 = defineModel(imageActions(set.parts), { invalid: 'InvalidParameterValue', unknownAction: 'InvalidAction' });
  rds = makeRds(set.parts);
  set.add({ resource: { type: 'AWS::EC2::Image', id: 'ami-1', ...place }, configuration: {} });
  set.add({ resource: { type: 'AWS::RDS::DBSnapshot', id: 'plain', ...place }, configuration: { encrypted: false } });
  set.add({ resource: { type: 'AWS::RDS::DBSnapshot', id: 'sealed', ...place }, configuration: { encrypted: true } });
});

const share = (Add: object) =>
  ec2.call('ModifyImageAttribute', { ImageId: 'ami-1', LaunchPermission: { Add: [Add] } }, caller);
const restore = (id: string, ...values: string[]) => {
  const ValuesToAdd = { AttributeValue: values };
  return rds.call(
    'ModifyDBSnapshotAttribute',
    { DBSnapshotIdentifier: id, AttributeName: 'restore', ValuesToAdd },
    caller,
  );
};

describe('an image', () => {
  it('is shared once with everybody, however often that is said', () => {
    share({ Group: 'all' });
    share({ Group: 'all' });

    expect(ec2.call('DescribeImageAttribute', { ImageId: 'ami-1', Attribute: 'launchPermission' }, caller)).toEqual({
      imageId: 'ami-1',
      launchPermission: [{ group: 'all' }],
    });
    expect(set.told[0]?.detail['requestParameters']).toEqual({
      imageId: 'ami-1',
      attributeType: 'launchPermission',
      launchPermission: { add: { items: [{ group: 'all' }] } },
    });
  });

  it('is not shared with everybody where the account blocks it, and with an account all the same', () => {
    const type = 'AWS::EC2::ImageBlockPublicAccess';
    set.add({ resource: { type, id: scene.region, ...place }, configuration: { state: 'block-new-sharing' } });

    expect(() => share({ Group: 'all' })).toThrow(expect.objectContaining({ code: 'OperationNotPermitted' }));
    expect(() => share({ UserId: '123456789012' })).not.toThrow();
  });

  it.each([{ Group: 'friends' }, { UserId: 'bob' }, { Everyone: 'true' }])(
    'is shared with nothing like %j',
    (given) => {
      expect(() => share(given)).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }));
    },
  );

  it('that is not there has a code of its own', () => {
    const ask = () => ec2.call('DescribeImageAttribute', { ImageId: 'ami-2', Attribute: 'launchPermission' }, caller);

    expect(ask).toThrow(expect.objectContaining({ code: 'InvalidAMIID.NotFound' }));
  });
});

describe("a database's snapshot", () => {
  it('is shared with whom it is said, and CloudTrail tells', () => {
    restore('plain', '123456789012', 'all');

    expect(rds.call('DescribeDBSnapshotAttributes', { DBSnapshotIdentifier: 'plain' }, caller)).toMatchObject({
      DBSnapshotAttributesResult: {
        DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['123456789012', 'all'] }],
      },
    });
    expect(set.told[0]?.detail['requestParameters']).toEqual({
      ...{ dBSnapshotIdentifier: 'plain', attributeName: 'restore', valuesToAdd: ['123456789012', 'all'] },
    });
  });

  it('that is encrypted is not for everybody', () => {
    expect(() => restore('sealed', 'all')).toThrow(expect.objectContaining({ code: 'InvalidDBSnapshotState' }));
    expect(() => restore('sealed', '123456789012')).not.toThrow();
  });

  it('that is not there has a code of its own, for each kind', () => {
    expect(() => restore('none', 'all')).toThrow(expect.objectContaining({ code: 'DBSnapshotNotFound' }));
    expect(() =>
      rds.call('DescribeDBClusterSnapshotAttributes', { DBClusterSnapshotIdentifier: 'none' }, caller),
    ).toThrow(expect.objectContaining({ code: 'DBClusterSnapshotNotFoundFault' }));
  });
});

describe('a snapshot of a volume', () => {
  it('that somebody tells of is there, and shared as they say', () => {
    const items = [{ group: 'all' }];
    const requestParameters = { snapshotId: 'snap-0c0ffee0c0ffee0c0', createVolumePermission: { add: { items } } };
    const call = { service: 'ec2', eventName: 'ModifySnapshotAttribute', person: 'p', address: '192.0.2.1' };
    const told = openEnvelope(apiCall({ ...prod, ...call, requestParameters }, 1_790_000_000_000));
    for (const event of told.events) adopt(event, set.parts);

    const asked = { SnapshotId: 'snap-0c0ffee0c0ffee0c0', Attribute: 'createVolumePermission' };
    expect(ec2.call('DescribeSnapshotAttribute', asked, caller)).toMatchObject({ createVolumePermission: items });
  });
});
