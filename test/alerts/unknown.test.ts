import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, settings } from '../fixtures/alerts.ts';

describe('an event without an alert type of its own', () => {
  it.each([
    ['other-call', 'alice called cloudtrail:StopLogging on main'],
    ['other-call-refused', 'alice tried to call ec2:DescribeInstances but was refused (Client.UnauthorizedOperation)'],
    ['sign-in', 'The root user signed in to the console'],
    ['item-changed', 'web (sg-0a1b2c3d4e5f60718) was changed'],
    ['item-oversized', 'i-0123456789abcdef0 was changed, with an item too large to be sent'],
    ['shared-bucket', 'Access Analyzer: example-data is open to everyone'],
    ['hub-finding', 'Security Hub: S3.1 Block public access should be on — example-data'],
    ['health', 'AWS Health: EC2 instance retirement scheduled — i-0123456789abcdef0'],
    ['automation', 'The automation Example-Isolate failed'],
    ['anything', 'Scan Finished'],
  ] as const)('as in %s still reads as a sentence', (name, title) => {
    expect(alertOf('unknown', name).title).toBe(title);
  });

  it('shows a message of plain text with its subject', () => {
    const Sns = {
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops',
      Subject: 'All fine',
      Message: 'Two\nlines',
    };

    const { alert } = readAlert(eventIn({ Records: [{ Sns }] }), settings);

    expect(alert).toMatchObject({ title: 'All fine', accountId: 'unknown', unlisted: true });
    expect(alert.facts).toContainEqual({ label: 'Message', value: 'Two\nlines' });
  });

  it('shows an alarm, and resolves it when it is OK again', () => {
    const alarm = {
      AlarmName: 'Disk',
      AWSAccountId: '111122223333',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Disk',
    };
    const read = (NewStateValue: string) => readAlert(eventIn({ ...alarm, NewStateValue }), settings).alert;

    expect(read('ALARM')).toMatchObject({ title: 'The alarm Disk went off', state: 'open', region: 'eu-west-1' });
    expect(read('OK')).toMatchObject({ title: 'The alarm Disk is OK again', state: 'resolved', id: read('ALARM').id });
  });

  it('happened when it was received, if nothing in it tells a time', () => {
    const event = eventIn({ source: 'com.example', 'detail-type': 'Ping', detail: {} });

    expect(readAlert(event, settings, 1_795_000_000_000).alert.occurredAt).toBe('2026-11-18T11:06:40.000Z');
  });
});
