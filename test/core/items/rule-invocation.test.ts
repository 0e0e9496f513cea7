import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../../src/core/items/rule-invocation.ts';
import { change, invocation, item, oversized, scheduled } from '../../fixtures/invocation.ts';

describe('an invocation of a rule', () => {
  it('is read: who asks, with what, about what', () => {
    expect(readInvocation(invocation(change()))).toMatchObject({
      ruleName: 'desired-instance-type',
      accountId: '111122223333',
      region: 'eu-west-1',
      leftScope: false,
      resultToken: 'token',
      testMode: false,
      executionRole: 'arn:aws:iam::111122223333:role/config-role',
      cause: {
        kind: 'item',
        item: { resource: { id: 'i-0123456789abcdef0' }, configuration: { instanceType: 't3.micro' } },
      },
    });
  });

  it('tells an item that was too large to be sent, and a schedule, snapshots included', () => {
    expect(readInvocation(invocation(oversized()))).toMatchObject({
      cause: { kind: 'oversized', summary: { resource: { id: 'i-0123456789abcdef0' }, configuration: null } },
    });
    for (const messageType of ['ScheduledNotification', 'ConfigurationSnapshotDeliveryCompleted']) {
      expect(readInvocation(invocation({ ...scheduled, messageType }))).toMatchObject({
        cause: { kind: 'scheduled', at: '2026-11-20T09:00:00.000Z' },
      });
    }
  });

  it('is a test where its token says so, as in AWS’s own development kit, and has no token where there is none', () => {
    expect(readInvocation(invocation(change(), { resultToken: 'TESTMODE' }))).toMatchObject({ testMode: true });
    for (const resultToken of ['', null, undefined, 7]) {
      expect(readInvocation(invocation(change(), { resultToken }))).not.toHaveProperty('resultToken');
    }
  });

  it('is read without the fields that an old event lacks', () => {
    const { configRuleArn, ruleParameters, executionRoleArn, version, ...old } = invocation(change());

    expect(readInvocation(old)).toMatchObject({ ruleName: 'desired-instance-type', accountId: '111122223333' });
    expect(readInvocation({ ...old, accountId: undefined })).toMatchObject({ accountId: '111122223333' });
  });

  it.each([
    ['it is no JSON object', 'x'],
    ['its invokingEvent is missing or is not JSON', {}],
    ['its invokingEvent is missing or is not JSON', { invokingEvent: '{' }],
    ['it holds no configuration item', { ...invocation({}) }],
    ['it holds no configuration item, and its messageType is Other', invocation({ messageType: 'Other' })],
    ['it holds no configuration item', invocation({ configurationItem: { ...item, resourceId: 7 } })],
    ['it does not say when it was scheduled', invocation({ messageType: 'ScheduledNotification' })],
    ['it names no account', invocation(change(), { accountId: '12' })],
    ['it names no rule', invocation(change(), { configRuleName: '' })],
  ])('is refused because %s', (refused, input) => {
    expect(readInvocation(input)).toEqual({ refused });
  });
});
