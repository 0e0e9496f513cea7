import { describe, expect, it } from 'vitest';
import { conditionFor, describeCondition, type Mute, muteOf } from '../../src/core/mute.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';

const now = 1_000_000;
const mute = (change: Partial<Mute>): Mute => ({
  ...{ id: 'm1', when: conditionFor(complianceAlert), because: 'known', by: 'U0ALICE', at: now, until: now + 1000 },
  ...change,
});

describe('a mute', () => {
  it('hides what it was made for until it is past', () => {
    expect(muteOf(complianceAlert, [mute({})], now)?.id).toBe('m1');
    expect(muteOf(complianceAlert, [mute({})], now + 1000)).toBeUndefined();
  });

  it('hides nothing else on the same resource, and not the same elsewhere', () => {
    expect(muteOf({ ...complianceAlert, rule: 'another-rule' }, [mute({})], now)).toBeUndefined();
    expect(
      muteOf({ ...complianceAlert, accountId: '444455556666', accountName: 'x' }, [mute({})], now),
    ).toBeUndefined();
    expect(muteOf({ ...complianceAlert, resources: [] }, [mute({})], now)).toBeUndefined();
  });

  it('hides nothing when it has no condition', () => {
    expect(muteOf(complianceAlert, [mute({ when: {} })], now)).toBeUndefined();
  });

  it('tells the one that lasts longest', () => {
    expect(muteOf(complianceAlert, [mute({}), mute({ id: 'm2', until: now + 5000 })], now)?.id).toBe('m2');
  });

  it('is said in words', () => {
    expect(
      describeCondition({ rule: 'restricted-ssh', kind: 'config-compliance-change', resource: 'sg-1', account: '1' }),
    ).toBe('rule restricted-ssh on sg-1 in 1');
    expect(describeCondition({ tag: { team: 'web' }, severity: ['low', 'medium'] })).toBe(
      'severity low or medium tagged team=web',
    );
  });
});
