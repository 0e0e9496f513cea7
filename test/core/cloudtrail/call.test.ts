import { describe, expect, it } from 'vitest';
import { type CallReading, onCalls, resourceNamed } from '../../../src/core/cloudtrail/call.ts';
import { at, flagAt, textAt, textsAt, unwrapped } from '../../../src/core/cloudtrail/fields.ts';
import { matchesEventPattern } from '../../../src/core/events/event-pattern.ts';

const tell: CallReading['tell'] = () => undefined;
const place = { accountId: '111122223333', region: 'eu-west-1' };

function call(eventSource: string, eventName: string, requestParameters: object = {}) {
  const detail = { eventSource, eventName, requestParameters };
  return { detail, detailType: 'AWS API Call via CloudTrail' };
}

describe('a table of calls', () => {
  const { pattern, matches } = onCalls([
    { service: 'lambda', names: ['AddPermission'], tell },
    { service: 'sqs', names: ['AddPermission', 'RemovePermission'], tell },
    { service: 'rds', names: ['ModifyDBInstance'], where: { requestParameters: { publiclyAccessible: [true] } }, tell },
  ]);

  it.each([
    [true, call('lambda.amazonaws.com', 'AddPermission20150331v2')],
    [true, call('lambda.amazonaws.com', 'AddPermission')],
    [true, call('sqs.amazonaws.com', 'RemovePermission')],
    [true, call('rds.amazonaws.com', 'ModifyDBInstance', { publiclyAccessible: true })],
    [false, call('rds.amazonaws.com', 'ModifyDBInstance', { publiclyAccessible: false })],
    [false, call('rds.amazonaws.com', 'ModifyDBInstance')],
    [false, call('sqs.amazonaws.com', 'SetQueueAttributes')],
    [false, call('lambda.amazonaws.com', 'RemovePermission20150331v2')],
    [false, { ...call('lambda.amazonaws.com', 'AddPermission'), detailType: 'Something else' }],
  ])('forwards what it reads, and nothing else: %s for %j', (expected, event) => {
    const full = { ...event, id: 'e', source: 'aws.x', account: 'unknown', region: 'unknown', resources: [] };

    expect(matches(full)).toBe(expected);
    expect(matchesEventPattern(pattern, { 'detail-type': event.detailType, detail: event.detail })).toBe(expected);
  });
});

describe('a field of a request', () => {
  it('is found however its name is written, and only where it is its own', () => {
    expect(textAt({ RegionName: 'eu-west-1' }, 'regionName')).toBe('eu-west-1');
    expect(textAt({ attributes: { Policy: '{}' } }, 'Attributes', 'policy')).toBe('{}');
    expect(textAt({ 'x-amz-acl': ['public-read'] }, 'x-amz-acl')).toBe('public-read');
    expect(at({}, 'constructor')).toBeUndefined();
    expect(at(null, 'a', 'b')).toBeUndefined();
  });

  it('is a flag or a list in each of the ways of EC2', () => {
    expect([flagAt({ a: { value: true } }, 'a'), flagAt({ a: 'false' }, 'a'), flagAt({}, 'a')]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect(textsAt({ ids: { tag: 1, content: 'fl-1' } }, ['ids'])).toEqual(['fl-1']);
    expect(
      textsAt({ groupSet: { items: [{ groupId: 'sg-1' }, { groupId: 'sg-2' }] } }, ['groupSet'], 'groupId'),
    ).toEqual(['sg-1', 'sg-2']);
    expect(unwrapped({ DeleteFlowLogsRequest: { FlowLogId: 'fl-1' } })).toEqual({ flowLogId: 'fl-1' });
  });
});

describe('a resource that a call names', () => {
  it.each([
    ['AWS::IAM::User', 'arn:aws:iam::111122223333:user/team/alice', { id: 'alice', region: 'global' }],
    ['AWS::IAM::Role', 'web', { id: 'web', region: 'global' }],
    [
      'AWS::CloudTrail::Trail',
      'arn:aws:cloudtrail:us-east-1:999988887777:trail/main',
      { id: 'main', region: 'us-east-1', accountId: '999988887777' },
    ],
    [
      'AWS::SSO::PermissionSet',
      'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
      { id: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1', name: 'ps-1' },
    ],
  ])('of type %s by %s', (type, value, expected) => {
    expect(resourceNamed(value, type, place)).toMatchObject({ type, ...expected });
  });
});
