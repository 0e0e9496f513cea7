import { describe, expect, it } from 'vitest';
import { lacksItem, withItems, withoutItem } from '../../../src/core/items/fetched-item.ts';
import type { ConfigurationItem } from '../../../src/core/ports.ts';
import { alertOf } from '../../fixtures/alerts.ts';

const alert = alertOf('config-oversized-item', 'changed');
const item: ConfigurationItem = {
  resource: alert.resources[0]!,
  status: 'OK',
  capturedAt: alert.occurredAt,
  tags: { Name: 'web', team: 'shop' },
  relationships: [],
  configuration: {
    groupName: 'web',
    ipPermissions: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] }],
  },
  supplementary: {},
};
const before: ConfigurationItem = { ...item, configuration: { groupName: 'web', ipPermissions: [] } };

describe('an alert whose event was too small for its item', () => {
  it('says what changed once the item and the one before it are there', () => {
    const whole = withItems(alert, [item, before]);

    expect(whole.title).toBe('sg-0a1b2c3d4e5f60718 was changed: inbound rules');
    expect(whole.changes).toEqual([
      { field: 'inbound rules', before: null, after: 'tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)' },
    ]);
    expect(whole.facts).toContainEqual({ label: 'Group name', value: 'web' });
    expect(whole.facts).toContainEqual({ label: 'Tags', value: 'team: shop' });
    expect(whole.facts.at(-1)).toMatchObject({ label: 'Item in S3' });
    expect(lacksItem(whole)).toBe(false);
  });

  it('is the same when the item is fetched twice', () => {
    const once = withItems(alert, [item, before]);

    expect(withItems(once, [item, before])).toEqual(once);
  });

  it('says why it could not be fetched, until it is', () => {
    const without = withoutItem(alert, 'AWS Config did not answer within 2 s');

    expect(without.facts[0]).toEqual({
      label: 'What changed',
      unavailable: 'AWS Config did not answer within 2 s',
    });
    expect(lacksItem(without)).toBe(true);
    expect(withItems(without, [item, before])).toEqual(withItems(alert, [item, before]));
    expect(withItems(alert, []).facts[0]).toMatchObject({ unavailable: 'AWS Config has not recorded the item' });
  });

  it('keeps what was fetched when a later look fails', () => {
    const whole = withItems(alert, [item, before]);

    expect(withoutItem(whole, 'no answer')).toBe(whole);
  });
});
