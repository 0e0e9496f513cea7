import { describe, expect, it } from 'vitest';
import type { ReadLogFile } from '../../../src/core/ports.ts';
import { notify } from '../../../src/flows/notify.ts';
import { record } from '../../trail/logs.ts';
import { message, openNotify } from '../notify-world.ts';

const account = '111122223333';
const bucket = 'example-org-logs';
const key = `AWSLogs/${account}/CloudTrail/eu-west-1/2026/01/01/${account}_CloudTrail_eu-west-1_20260101T1000Z_AbCdEfGhIjKlMnOp.json.gz`;

const made = (more: object = {}) => ({
  ...record({ eventTime: '2026-01-01T09:58:00Z', eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' }),
  ...{ recipientAccountId: account, requestParameters: { name: 'main' }, eventType: 'AwsApiCall', ...more },
});

/** As S3 tells its queue, SNS and EventBridge of an object. */
const fromS3 = (name = key, from = bucket) => ({
  Records: [
    {
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', awsRegion: 'eu-west-1' },
      ...{ eventTime: '2026-01-01T10:00:00Z', s3: { bucket: { name: from }, object: { key: name, size: 1234 } } },
    },
  ],
});
const throughSns = () => ({ Type: 'Notification', MessageId: 'x', TopicArn: 't', Message: JSON.stringify(fromS3()) });
const fromEventBridge = () => ({
  ...{ version: '0', id: 'x', 'detail-type': 'Object Created', source: 'aws.s3', account: '999988887777' },
  ...{ time: '2026-01-01T10:00:00Z', region: 'eu-west-1', resources: [`arn:aws:s3:::${bucket}`] },
  detail: { bucket: { name: bucket }, object: { key, size: 1234 } },
});

/** The notified world, whose bucket holds one file with these records. */
function openTail(records: readonly (object | string)[], ends: Awaited<ReturnType<ReadLogFile>> = 'read') {
  const asked: unknown[] = [];
  const texts = records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const clockMs = { each: 0 };
  const at = openNotify({
    readLogFile: async (file, take) => {
      asked.push(file);
      for (let from = 0; from < texts.length; from += 100) {
        at.clock.pass(clockMs.each);
        if (!(await take(texts.slice(from, from + 100)))) return 'stopped';
      }
      return ends;
    },
  });
  const world = () => ({ ...at.world, settings: { ...at.settings, trail: { ...at.settings.trail, bucket } } });
  const parts = () =>
    at.sent.splice(0).flatMap(({ queue, body, delay }) => (queue === 'alerts' && delay === 0 ? [body] : []));
  const take = (body: unknown) => notify([message(body)], world());
  return { ...at, asked, clockMs, parts, take, world };
}

describe('the tail of the log bucket', () => {
  it.each([
    ['S3 itself', fromS3],
    ['SNS', throughSns],
    ['EventBridge', fromEventBridge],
  ])('is read when %s tells of a file, and a call that nobody told of becomes an alert', async (_, told) => {
    const at = openTail([made({ eventID: 'lost' })]);

    expect(await at.take(told())).toEqual([]);

    expect(at.asked).toEqual([{ key, size: 1234 }]);
    const [part] = at.parts();
    expect(await at.take(part)).toEqual([]);
    await at.settle();
    expect(at.blocks.join()).toContain('stopped');
  });

  it('says nothing twice: what the bus brought and what the log holds are one', async () => {
    const detail = made({ eventID: 'both' });
    const at = openTail([detail]);
    const event = {
      ...{
        version: '0',
        id: 'its-own',
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.cloudtrail',
        account,
      },
      ...{ time: '2026-01-01T09:58:00Z', region: 'eu-west-1', resources: [], detail },
    };

    await at.take(event);
    await at.take(fromS3());
    for (const part of at.parts()) await at.take(part);
    await at.take(fromS3());
    for (const part of at.parts()) await at.take(part);
    await at.settle();

    expect(at.messages).toHaveLength(1);
  });

  it('sends on what a pattern would have forwarded, and nothing that EventBridge keeps to itself', async () => {
    const root = { type: 'Root', accountId: account };
    const at = openTail([
      made({ eventID: 'wanted' }),
      made({ eventID: 'usual', eventSource: 's3.amazonaws.com', eventName: 'PutObject', readOnly: false }),
      made({ eventID: 'looking', userIdentity: root, eventName: 'DescribeTrails', readOnly: true }),
      made({ eventID: 'elsewhere', recipientAccountId: '444455556666' }),
    ]);

    await at.take(fromS3());

    expect(at.parts()).toMatchObject([
      [{ detail: { eventID: 'wanted' }, 'detail-type': 'AWS API Call via CloudTrail' }],
    ]);
  });

  it('sends five thousand on in parts that a queue takes', async () => {
    const at = openTail(Array.from({ length: 5000 }, (_, one) => made({ eventID: `event-${one}` })));

    expect(await at.take(fromS3())).toEqual([]);

    const parts = at.parts() as object[][];
    expect(parts.flat()).toHaveLength(5000);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(250_000);
  });

  it('passes the rest on when one run is not enough, and leaves nothing out', async () => {
    const at = openTail(Array.from({ length: 1000 }, (_, one) => made({ eventID: `event-${one}` })));
    at.clockMs.each = 6_000;
    const ids = new Set<string>();
    let runs = 0;

    for (let next: unknown[] = [fromS3()]; next.length > 0; runs += 1) {
      await at.take(next[0]);
      const sent = at.parts();
      for (const one of sent) if (Array.isArray(one)) for (const { detail } of one) ids.add(detail.eventID);
      next = sent.filter((one) => !Array.isArray(one));
      expect(runs).toBeLessThan(10);
    }

    expect(runs).toBeGreaterThan(1);
    expect(ids.size).toBe(1000);
  });

  it.each([
    ['a digest', fromS3(key.replaceAll('CloudTrail/', 'CloudTrail-Digest/'))],
    ['a file of AWS Config', fromS3(`AWSLogs/${account}/Config/eu-west-1/2026/1/1/ConfigHistory/x.json.gz`)],
    ['an account that is not in the settings', fromS3(key.replaceAll(account, '123456789012'))],
    [
      'a file that lies in the folder of another account',
      fromS3(key.replace(`AWSLogs/${account}`, 'AWSLogs/444455556666')),
    ],
    ['another bucket', fromS3(key, 'somebody-elses')],
    ['the test that S3 makes', { Service: 'Amazon S3', Event: 's3:TestEvent', Time: 'x', Bucket: bucket }],
  ])('passes over %s without a word', async (_, told) => {
    const at = openTail([made()]);

    expect(await at.take(told)).toEqual([]);
    await at.settle();

    expect(at.asked).toEqual([]);
    expect(at.messages).toEqual([]);
    expect([...at.objects.keys()]).toEqual([]);
  });

  it('can be turned off', async () => {
    const at = openTail([made()]);
    const { settings } = at.world();
    const off = { ...settings, sweep: { ...settings.sweep, tail: false } };

    expect(await notify([message(fromS3())], { ...at.world(), settings: off })).toEqual([]);

    expect(at.asked).toEqual([]);
  });

  it('puts a file that cannot be read into quarantine with the reason, and what was read before goes on', async () => {
    const at = openTail([made({ eventID: 'before' })], { unreadable: 'is cut off: the gzip ends too early' });

    expect(await at.take(fromS3())).toEqual([]);
    expect(at.parts().flat()).toMatchObject([{ detail: { eventID: 'before' } }]);
    await at.settle();

    expect(at.blocks.join()).toContain('A CloudTrail log file could not be read whole: it is cut off');
    expect([...at.objects.values()].join()).toContain(key);
  });

  it('says that a record in it is none, and takes the others in', async () => {
    const at = openTail(['{"eventVersion":', made({ eventID: 'whole' })]);

    await at.take(fromS3());
    expect(at.parts().flat()).toMatchObject([{ detail: { eventID: 'whole' } }]);
    await at.settle();

    expect(at.blocks.join()).toContain('holds 1 record that cannot be read');
  });

  it('comes again when the bucket cannot be asked', async () => {
    const at = openTail([]);
    const readLogFile = () => Promise.reject(new Error('AccessDenied'));

    expect(await notify([message(fromS3(), 'm1')], { ...at.world(), readLogFile })).toEqual(['m1']);
  });
});
