import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelope, openRecord } from '../../../src/core/events/envelope.ts';

const event = {
  version: '0',
  id: 'event-1',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '111122223333',
  time: '2026-11-20T03:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:s3:::example-data'],
  detail: { id: 'f', severity: 5 },
};
const text = JSON.stringify(event);
const topic = 'arn:aws:sns:eu-west-1:999988887777:security-events';
const letter = {
  Type: 'Notification',
  MessageId: 'm',
  TopicArn: topic,
  Message: text,
  Timestamp: '2026-11-20T03:00:01.000Z',
};
const snsRecord = { EventSource: 'aws:sns', EventVersion: '1.0', Sns: { ...letter, Subject: null } };
const sqsRecord = { messageId: 'q', receiptHandle: 'r', body: JSON.stringify(letter), eventSource: 'aws:sqs' };

describe('an envelope', () => {
  it.each<[string, unknown]>([
    ['an EventBridge event', event],
    ['the event as text in text', JSON.stringify(text)],
    ['SNS to Lambda', { Records: [snsRecord] }],
    ['SNS to SQS to Lambda', { Records: [sqsRecord] }],
    ['raw delivery', { Records: [{ ...sqsRecord, body: text }] }],
    ["SNS's own JSON", letter],
    ["SNS's own JSON with an object", { ...letter, Message: event }],
    ['one SNS record', snsRecord],
    ['one record as ReceiveMessage gives it', { MessageId: 'q', ReceiptHandle: 'r', Body: JSON.stringify(letter) }],
    ['an array', [event]],
    [
      'arrays in envelopes',
      { Records: [{ ...sqsRecord, body: JSON.stringify([{ ...letter, Message: [text].join() }]) }] },
    ],
  ])('that is %s holds the event', (_, input) => {
    const { events, rejected } = openEnvelope(input);

    expect(rejected).toEqual([]);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      id: 'event-1',
      source: 'aws.guardduty',
      detailType: 'GuardDuty Finding',
      account: '111122223333',
      region: 'eu-west-1',
      time: '2026-11-20T03:00:00.000Z',
      resources: ['arn:aws:s3:::example-data'],
      detail: { id: 'f', severity: 5 },
    });
  });

  it('tells the topic that the event came through', () => {
    expect(openEnvelope({ Records: [sqsRecord] }).events[0]?.topicArn).toBe(topic);
    expect(openEnvelope(event).events[0]?.topicArn).toBeUndefined();
  });

  it('opens what it can of a batch and says why the rest holds nothing', () => {
    const { events, rejected } = openEnvelope({ Records: [sqsRecord, { ...sqsRecord, body: 'no JSON' }, snsRecord] });

    expect(events).toHaveLength(2);
    expect(rejected).toEqual([{ why: 'it is not JSON' }]);
  });

  it.each<[string, unknown, object]>([
    [
      'a GuardDuty finding',
      {
        schemaVersion: '2.0',
        accountId: '111122223333',
        region: 'eu-west-1',
        id: 'f',
        type: 'T',
        severity: 2,
        service: {},
      },
      { source: 'aws.guardduty', detailType: 'GuardDuty Finding', account: '111122223333' },
    ],
    [
      'a GuardDuty finding of the API',
      {
        Findings: [
          {
            SchemaVersion: '2.0',
            AccountId: '111122223333',
            Region: 'eu-west-1',
            Id: 'f',
            Type: 'T',
            Severity: 2,
            Service: { Count: 2 },
          },
        ],
      },
      { detailType: 'GuardDuty Finding', account: '111122223333', detail: { id: 'f', service: { count: 2 } } },
    ],
    [
      'a compliance change',
      { messageType: 'ComplianceChangeNotification', awsAccountId: '111122223333', awsRegion: 'eu-west-1' },
      { source: 'aws.config', detailType: 'Config Rules Compliance Change', region: 'eu-west-1' },
    ],
    [
      'a configuration item change in its oldest form',
      {
        messageType: 'ConfigurationItemChangeNotification',
        configurationItem: [{ accountId: '111122223333', resourceId: 'v' }],
      },
      {
        detailType: 'Config Configuration Item Change',
        account: '111122223333',
        detail: { configurationItem: { resourceId: 'v' } },
      },
    ],
    [
      'an oversized item',
      {
        messageType: 'OversizedConfigurationItemChangeNotification',
        configurationItemSummary: { awsAccountId: '111122223333' },
      },
      { detailType: 'Config Configuration Item Change', account: '111122223333' },
    ],
    [
      'a CloudTrail record',
      {
        eventVersion: '1.11',
        eventName: 'StopLogging',
        eventSource: 'cloudtrail.amazonaws.com',
        recipientAccountId: '111122223333',
      },
      { source: 'aws.cloudtrail', detailType: 'AWS API Call via CloudTrail', account: '111122223333' },
    ],
    [
      'a sign-in record',
      {
        eventVersion: '1.11',
        eventName: 'ConsoleLogin',
        eventSource: 'signin.amazonaws.com',
        eventType: 'AwsConsoleSignIn',
      },
      { detailType: 'AWS Console Sign In via CloudTrail', account: 'unknown' },
    ],
    [
      'an ASFF finding',
      {
        SchemaVersion: '2018-10-08',
        ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/securityhub',
        Id: 'x',
        Title: 't',
        AwsAccountId: '111122223333',
      },
      { source: 'aws.securityhub', region: 'eu-west-1' },
    ],
    [
      'an Access Analyzer finding',
      { id: 'a', resource: 'arn:aws:s3:::b', resourceType: 'AWS::S3::Bucket', status: 'ACTIVE', isPublic: true },
      { source: 'aws.access-analyzer' },
    ],
    [
      'an alarm',
      { AlarmName: 'Disk', NewStateValue: 'ALARM', AWSAccountId: 111122223333 },
      { source: 'sns', detailType: 'CloudWatch Alarm', account: '111122223333' },
    ],
  ])('is made for %s that comes without one', (_, input, expected) => {
    expect(openEnvelope(input).events).toMatchObject([expected]);
    expect(openEnvelope({ ...letter, Message: JSON.stringify(input) }).events).toMatchObject([expected]);
  });

  it('gives what has no id the same id each time', () => {
    const bare = { messageType: 'ComplianceChangeNotification', awsAccountId: '111122223333' };

    expect(openEnvelope(bare).events[0]?.id).toBe(
      openEnvelope({ ...letter, Message: JSON.stringify(bare) }).events[0]?.id,
    );
  });

  it('takes plain text that came through SNS as a message', () => {
    const { events } = openEnvelope({ ...letter, Subject: 'Hello', Message: 'It is fine' });

    expect(events).toMatchObject([
      { source: 'sns', detailType: 'Message', subject: 'Hello', detail: { text: 'It is fine' } },
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no JSON', 'hello'],
    ['an empty list', []],
    ['an empty batch', { Records: [] }],
    ['an empty object', {}],
    ['a subscription confirmation', { ...letter, Type: 'SubscriptionConfirmation' }],
    ['a log file', { Records: [{ eventVersion: '1.11', eventName: 'X', eventSource: 'y' }] }],
    ['a rule invocation', { invokingEvent: '{}' }],
    ['a configuration item', { resourceType: 'AWS::S3::Bucket', resourceId: 'b', configurationItemStatus: 'OK' }],
    ['endless nesting', JSON.parse('['.repeat(5000) + ']'.repeat(5000))],
    ['endless nesting in text', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
  ])('that holds %s is rejected with a reason', (_, input) => {
    const { events, rejected } = openEnvelope(input);

    expect(events).toEqual([]);
    expect(rejected[0]?.why).toMatch(/^it/);
  });

  it('never throws, and never touches what all objects share', () => {
    const part = fc.letrec((tie) => ({
      any: fc.oneof(fc.jsonValue(), tie('body'), fc.json()),
      body: fc.dictionary(
        fc.constantFrom(
          'Records',
          'Sns',
          'body',
          'Message',
          'Type',
          'TopicArn',
          'detail',
          'detail-type',
          'messageType',
          '__proto__',
          'Findings',
        ),
        tie('any'),
      ),
    }));

    fc.assert(
      fc.property(part.any, (input) => {
        const { events, rejected } = openEnvelope(input);

        expect(events.length + rejected.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
    openRecord(
      '{"detail-type":"X","detail":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('opens 1 MiB', () => {
    const large = { ...event, detail: { ...event.detail, description: '"'.repeat(1024 * 1024) } };

    expect(openRecord(JSON.stringify({ ...letter, Message: JSON.stringify(large) })).events).toHaveLength(1);
  });
});
