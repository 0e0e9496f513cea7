import { pathTest, pathTestPattern } from '../../src/core/events/path-test.ts';
import type { Settings } from '../../src/core/settings.ts';
import { prefixed } from './names.ts';
import { allow, type Statement } from './statement.ts';
import { trustsService } from './trust.ts';

/**
 * The schedule that puts a test event onto an account's own default bus in each region once a day (EventBridge Scheduler,
 * templated target `EventBridge PutEvents`), and the rule that forwards it: the whole way to us is tried while nothing happens.
 */
export const pathTestSchedule = {
  name: prefixed('test'),
  expression: 'rate(1 day)',
  eventBridgeParameters: { DetailType: pathTest.detailType, Source: pathTest.source },
  input: '{}',
  forwarding: { name: prefixed('test'), pattern: pathTestPattern },
} as const;

/** What the role of the schedule may do in an account: put that event onto the account's own buses of that name, and nothing else. */
export function pathTestRights(accountId: string): readonly Statement[] {
  return [
    allow(['events:PutEvents'], [`arn:aws:events:*:${accountId}:event-bus/default`], {
      // A call may bring several events: each must be one of these, and there must be one.
      'ForAllValues:StringEquals': { 'events:source': pathTest.source },
      Null: { 'events:source': 'false' },
    }),
  ];
}

/** Who may take that role: the scheduler, for the account itself ("Confused deputy prevention in EventBridge Scheduler"). */
export function pathTestTrust(accountId: string): readonly Statement[] {
  return trustsService('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountId } });
}

/**
 * What of S3's events reaches the topic of the alerts, by a rule on the default bus of the log bucket's account and region,
 * where the bucket sends its events to EventBridge: its log files, each of which is read (`sweep.tail`).
 */
export function logFilePattern({ trail }: Pick<Settings, 'trail'>) {
  const prefix = trail.prefix === '' || trail.prefix.endsWith('/') ? trail.prefix : `${trail.prefix}/`;
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [trail.bucket] }, object: { key: [{ prefix: `${prefix}AWSLogs/` }] } },
  } as const;
}
