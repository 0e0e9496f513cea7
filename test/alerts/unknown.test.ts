import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, settings } from '../fixtures/alerts.ts';

describe('an event without an alert type of its own', () => {
  it.each([
    ['other-call', 'alice called s3:CreateBucket on example-data'],
    [
      'other-call-failed',
      'alice tried to call ec2:DescribeInstances but it failed (Client.InvalidInstanceID.NotFound)',
    ],
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

  it('happened when it was received, if nothing in it tells a time', () => {
    const event = eventIn({ source: 'com.example', 'detail-type': 'Ping', detail: {} });

    expect(readAlert(event, settings, 1_795_000_000_000).alert.occurredAt).toBe('2026-11-18T11:06:40.000Z');
  });
});
