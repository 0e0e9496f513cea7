import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { createSearch } from '../../src/trail/search.ts';
import { type S3Logs, s3Source } from '../../src/trail/source-s3.ts';
import { logObject, record } from './logs.ts';
import { type S3Server, startS3 } from './s3-server.ts';

const bucket = 'example-logs';
const now = Date.parse('2026-11-20T12:00:00Z');
let server: S3Server | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

function keyOf(account: string, region: string, time: string): string {
  const day = `${time.slice(0, 4)}/${time.slice(4, 6)}/${time.slice(6, 8)}`;
  return `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${time}Z_AbCdEfGhIjKlMnOp.json.gz`;
}

async function open(
  keys: readonly string[],
  { denied, pageSize, ...layout }: Partial<S3Logs> & { denied?: readonly string[]; pageSize?: number } = {},
) {
  const objects = new Map(keys.map((key) => [key, logObject([record({ note: key })])]));
  server = await startS3({ bucket, objects, ...(denied && { denied }), ...(pageSize && { pageSize }) });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
  const s3 = new S3Client({
    endpoint: server.url,
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 2,
  });
  return createSearch({ source: s3Source({ s3, bucket, prefix: '', now: () => now, ...layout }), now: () => now });
}

const found = (records: readonly string[]) => records.map((line) => JSON.parse(line).note);

describe('a bucket of logs', () => {
  it('lists only what the window can need, over all accounts and regions that it finds', async () => {
    const wanted = [
      keyOf('111122223333', 'eu-west-1', '20261120T0955'),
      keyOf('111122223333', 'us-east-1', '20261120T1010'),
      keyOf('444455556666', 'eu-west-1', '20261120T1100'),
    ];
    const search = await open([
      ...wanted,
      keyOf('111122223333', 'eu-west-1', '20261119T2355'),
      keyOf('111122223333', 'eu-west-1', '20261120T0900'),
      keyOf('111122223333', 'eu-west-1', '20261120T1135'),
      'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/20/111122223333_CloudTrail-Digest_eu-west-1_trail_eu-west-1_20261120T100000Z.json.gz',
      'AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2026/11/20/111122223333_CloudTrail-Insight_eu-west-1_20261120T1000Z_A.json.gz',
      'AWSLogs/111122223333/Config/eu-west-1/2026/11/20/x.json.gz',
    ]);

    const { records, summary } = await search({
      terms: [],
      limit: 0,
      since: Date.parse('2026-11-20T10:00:00Z'),
      until: Date.parse('2026-11-20T10:30:00Z'),
    });

    expect(found(records)).toEqual(wanted);
    expect(summary).toMatchObject({ objects: 3, failedObjects: [] });
    expect(server?.asked.filter((line) => line.includes('start-after'))).toHaveLength(3);
  });

  it('looks into the next day for what was delivered after midnight', async () => {
    const late = keyOf('111122223333', 'eu-west-1', '20261120T0010');
    const search = await open([late]);

    const { records } = await search({
      terms: [],
      limit: 0,
      since: Date.parse('2026-11-19T23:50:00Z'),
      until: Date.parse('2026-11-21T00:00:00Z'),
    });

    expect(found(records)).toEqual([late]);
  });

  it('reads an organization trail, named or found, behind a prefix', async () => {
    const key = keyOf('111122223333', 'eu-west-1', '20261120T1000').replace(
      'AWSLogs/',
      'central/AWSLogs/o-abcdefghij/',
    );
    const since = now - 86_400_000;

    const named = await open([key], { prefix: 'central', organization: 'o-abcdefghij' });
    expect(found((await named({ terms: [], limit: 0, since })).records)).toEqual([key]);
    await server?.close();

    const discovered = await open([key], { prefix: 'central/' });
    expect(found((await discovered({ terms: [], limit: 0, since })).records)).toEqual([key]);
  });

  it('reads a prefix within AWSLogs, and a bucket without any layout', async () => {
    const key = keyOf('111122223333', 'eu-west-1', '20261120T1000');
    const since = now - 86_400_000;

    const within = await open([key, 'other.json.gz'], {
      prefix: 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/',
    });
    expect(found((await within({ terms: [], limit: 0, since })).records)).toEqual([key]);
    await server?.close();

    const flat = await open(['copies/a.json.gz', 'copies/b.json.gz'], { prefix: 'copies' });
    expect((await flat({ terms: [], limit: 0 })).summary.objects).toBe(2);
  });

  it('follows every page of a listing, in key order', async () => {
    const keys = Array.from({ length: 25 }, (_, index) =>
      keyOf('111122223333', 'eu-west-1', `20261120T10${10 + index}`),
    );
    const search = await open(keys, { pageSize: 4 });

    const { records } = await search({ terms: [], limit: 0, since: now - 86_400_000 });

    expect(found(records)).toEqual(keys);
  });

  it('names what is denied and reads the rest', async () => {
    const good = keyOf('111122223333', 'eu-west-1', '20261120T1000');
    const search = await open([good, keyOf('444455556666', 'eu-west-1', '20261120T1000')], {
      denied: ['AWSLogs/444455556666/CloudTrail/eu-west-1/'],
    });

    const { records, summary } = await search({ terms: [], limit: 0, since: now - 86_400_000 });

    expect(found(records)).toEqual([good]);
    expect(summary.failedObjects[0]?.key).toMatch(/^AWSLogs\/444455556666\/CloudTrail\/eu-west-1\//);
    expect(summary.failedObjects[0]?.why).toMatch(/denied/i);
  });

  it('names one object that its key does not open, and is not stopped by a day without any', async () => {
    const keys = ['20261117T1000', '20261119T1000', '20261120T1000'].map((time) =>
      keyOf('111122223333', 'eu-west-1', time),
    );
    const [oldest = '', denied = '', newest = ''] = keys;
    const search = await open(keys, { denied: [denied] });

    const { records, summary } = await search({ terms: [], limit: 0, since: now - 4 * 86_400_000 });

    expect(found(records)).toEqual([oldest, newest]);
    expect(summary.failedObjects).toEqual([{ key: denied, why: expect.stringMatching(/denied/i) }]);
  });

  it('says in one line that the bucket cannot be read', async () => {
    const search = await open([], { bucket: 'nobody-s-logs' });

    await expect(search({ terms: [], limit: 0 })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});
