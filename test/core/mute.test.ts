import { describe, expect, it } from 'vitest';
import {
  conditionFor,
  describeCondition,
  type Mute,
  type MuteCondition,
  muteChoicesOf,
  muteOf,
} from '../../src/core/mute.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';

const now = 1_000_000;
const same: MuteCondition = conditionFor(complianceAlert, 'same') ?? {};
const mute = (change: Partial<Mute>): Mute => ({
  ...{ id: 'm1', when: same, because: 'known', by: 'U0ALICE', at: now, until: now + 1000 },
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

  it.each([
    ['same', { kind: 'config-compliance-change', account: '111122223333', rule: 'r', resource: 'sg-1' }],
    ['resource', { account: '111122223333', resource: 'sg-1' }],
    ['rule', { kind: 'config-compliance-change', account: '111122223333', rule: 'r' }],
    ['actor', { account: '111122223333', actor: 'arn:aws:iam::111122223333:user/dave' }],
    ['account', { account: '111122223333' }],
  ] as const)('by the choice “%s” is about just that', (scope, when) => {
    const resource = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', accountId: '111122223333', region: 'eu-west-1' };
    const actor = { type: 'IAMUser', name: 'dave', arn: 'arn:aws:iam::111122223333:user/dave' };
    const alert = { ...complianceAlert, rule: 'r', resources: [resource], actor };

    expect(conditionFor(alert, scope)).toEqual(when);
    expect(muteOf(alert, [mute({ when })], now)).toBeDefined();
    expect(muteChoicesOf(alert).scopes).toEqual(['same', 'resource', 'rule', 'actor', 'account']);
  });

  it('offers no choice that the alert does not have, or whose name would hide more than it says', () => {
    const [resource] = complianceAlert.resources;
    const odd = { ...complianceAlert, resources: [{ ...resource!, id: 'i-*' }] };
    const { actor: _, ...nobody } = complianceAlert;

    expect(muteChoicesOf({ ...nobody, resources: [] }).scopes).toEqual(['same', 'rule', 'account']);
    expect(muteChoicesOf(odd).scopes).not.toContain('same');
    expect(muteChoicesOf(odd).scopes).not.toContain('resource');
  });

  it('tells its choices with the names that people know', () => {
    const [resource] = complianceAlert.resources;
    const named = {
      ...complianceAlert,
      rule: 'r',
      accountName: 'prod',
      resources: [{ ...resource!, name: 'bastion' }],
    };
    const { rule: _, ...ruleless } = { ...named, resources: [{ ...resource!, type: 'AWS::::Account' }] };

    expect(muteChoicesOf(named).names).toMatchObject({ what: 'r', resource: 'bastion', account: 'prod' });
    expect(muteChoicesOf(ruleless).names).toMatchObject({
      ...{ what: 'config-compliance-change alerts', resource: 'the account itself' },
    });
  });

  it('is said in words', () => {
    expect(
      describeCondition(
        { rule: 'restricted-ssh', kind: 'config-compliance-change', resource: 'sg-1', account: ['1', 'dev'] },
        { accounts: [{ id: '1', name: 'prod' }] },
      ),
    ).toBe('rule restricted-ssh on sg-1 in prod (1) or dev');
    expect(describeCondition({ tag: { team: 'web' }, severity: ['low', 'medium'] }, { accounts: [] })).toBe(
      'severity low or medium tagged team=web',
    );
  });
});
