import { describe, expect, it } from 'vitest';
import { logFilePattern, pathTestRights, pathTestSchedule, pathTestTrust } from '../../infra/definitions/path-test.ts';
import { matchesEventPattern } from '../../src/core/events/event-pattern.ts';
import { isPathTest } from '../../src/core/events/path-test.ts';
import { someSettings } from '../delivery/settings.ts';

const account = '111122223333';

describe('the daily test event', () => {
  it('is forwarded by its rule, and known to us', () => {
    const { DetailType, Source } = pathTestSchedule.eventBridgeParameters;
    const event = { source: Source, 'detail-type': DetailType, account, detail: JSON.parse(pathTestSchedule.input) };

    expect(matchesEventPattern(pathTestSchedule.forwarding.pattern, event)).toBe(true);
    expect(matchesEventPattern(pathTestSchedule.forwarding.pattern, { ...event, source: 'aws.ec2' })).toBe(false);
    expect(isPathTest({ source: Source })).toBe(true);
  });

  it('is all that its role may send, for its own account', () => {
    expect(pathTestRights(account)).toEqual([
      {
        Effect: 'Allow',
        Action: ['events:PutEvents'],
        Resource: [`arn:aws:events:*:${account}:event-bus/default`],
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': 'noroshi.test' },
          Null: { 'events:source': 'false' },
        },
      },
    ]);
    expect(pathTestTrust(account)).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      },
    ]);
  });
});

describe('the events of the log bucket', () => {
  it('are forwarded for what lies below AWSLogs/, and for no other bucket', () => {
    const settings = someSettings();
    const pattern = logFilePattern({ trail: { ...settings.trail, prefix: 'security' } });
    const written = (bucket: string, key: string) => ({
      ...{ source: 'aws.s3', 'detail-type': 'Object Created' },
      detail: { bucket: { name: bucket }, object: { key } },
    });

    expect(matchesEventPattern(pattern, written('example-org-logs', 'security/AWSLogs/1/CloudTrail/x.json.gz'))).toBe(
      true,
    );
    expect(matchesEventPattern(pattern, written('example-org-logs', 'else/AWSLogs/x'))).toBe(false);
    expect(matchesEventPattern(pattern, written('another', 'security/AWSLogs/x'))).toBe(false);
  });
});
