import { describe, expect, it } from 'vitest';
import { normalizeItem } from '../../../src/core/items/configuration-item.ts';

const ours = {
  resource: {
    type: 'AWS::EC2::Instance',
    id: 'i-0123456789abcdef0',
    accountId: '111122223333',
    region: 'eu-west-1',
    name: 'web',
    arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
  },
  status: 'OK',
  capturedAt: '2026-11-20T08:15:30.250Z',
  createdAt: '2026-10-01T00:00:00.000Z',
  availabilityZone: 'eu-west-1a',
  stateId: '1795162530250',
  md5: '0a2aae6878d94cd28a9ec808a10e8402',
  tags: { Name: 'web', empty: '' },
  relationships: [{ type: 'AWS::EC2::Volume', id: 'vol-1', relation: 'Is attached to Volume' }],
  configuration: { instanceType: 't3.micro' },
  supplementary: { Policy: { Version: '2012-10-17' }, flag: false },
};
const same = {
  resourceType: 'AWS::EC2::Instance',
  resourceId: 'i-0123456789abcdef0',
  awsRegion: 'eu-west-1',
  availabilityZone: 'eu-west-1a',
  configurationItemStatus: 'OK',
};
const relationship = { resourceType: 'AWS::EC2::Volume', resourceId: 'vol-1', resourceName: null };
const arn = ours.resource.arn;

describe('a configuration item', () => {
  it('is read as Config’s API writes it', () => {
    const item = {
      ...same,
      ...{ version: '1.3', accountId: '111122223333', arn, configurationStateId: '1795162530250' },
      configurationItemCaptureTime: new Date('2026-11-20T08:15:30.250Z'),
      resourceCreationTime: new Date('2026-10-01T00:00:00Z'),
      configurationItemMD5Hash: ours.md5,
      tags: { Name: 'web', empty: '' },
      relationships: [{ ...relationship, relationshipName: 'Is attached to Volume' }],
      configuration: '{"instanceType":"t3.micro"}',
      supplementaryConfiguration: { Policy: '"{\\"Version\\":\\"2012-10-17\\"}"', flag: 'false' },
    };

    expect(normalizeItem(item)).toEqual(ours);
  });

  it('is read as a rule’s event writes it', () => {
    const item = {
      ...same,
      ...{
        configurationItemVersion: '1.3',
        awsAccountId: '111122223333',
        ARN: arn,
        configurationStateId: 1795162530250,
      },
      configurationItemCaptureTime: '2026-11-20T08:15:30.250Z',
      resourceCreationTime: '2026-10-01T00:00:00.000Z',
      configurationStateMd5Hash: ours.md5,
      tags: { Name: 'web', empty: null },
      relationships: [{ ...relationship, name: 'Is attached to Volume' }],
      configuration: { instanceType: 't3.micro' },
      supplementaryConfiguration: { Policy: { Version: '2012-10-17' }, flag: false },
    };

    expect(normalizeItem(item)).toEqual(ours);
  });

  it('is read as a row of an advanced query writes it, and as the wire does', () => {
    const row = { ...same, accountId: '111122223333', tags: [{ key: 'Name', value: 'web', tag: 'Name=web' }] };

    expect(normalizeItem({ ...row, configurationItemCaptureTime: 1795162530.25 })).toMatchObject({
      resource: { name: 'web' },
      tags: { Name: 'web' },
      capturedAt: new Date(1795162530250).toISOString(),
    });
  });

  it('has no version where AWS writes none, no configuration once it is deleted, and is called after what was asked for', () => {
    const item = { ...same, configurationStateId: 0, configurationStateMd5Hash: '', configuration: null };
    const read = normalizeItem(item, { name: 'bastion', accountId: '111122223333' });

    expect(read).toMatchObject({ configuration: null, resource: { name: 'bastion', accountId: '111122223333' } });
    expect(read).not.toHaveProperty('stateId');
    expect(read).not.toHaveProperty('md5');
    expect(normalizeItem({ ...same, configuration: '{"broken' })).toMatchObject({ configuration: null });
  });

  it('is none without a resource that Config could know', () => {
    for (const value of [undefined, 'x', [], {}, { resourceType: 'T' }, { ...same, resourceId: 'x'.repeat(769) }]) {
      expect(normalizeItem(value)).toBeUndefined();
    }
    expect(normalizeItem({ ...same, resourceId: 'none' })?.resource.id).toBe('none');
  });
});
