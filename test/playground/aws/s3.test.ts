import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

const unzip = promisify(gunzip);
describe('the log bucket', () => {
  it('cannot be read by the bot itself', async () => {
    const s3 = new S3Client(playground.clientOptions());

    await expect(s3.send(new ListObjectsV2Command({ Bucket: playground.aws.buckets.logs }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('is read by a session of the log reader, byte for byte and by ranges', async () => {
    const s3 = new S3Client(playground.clientOptions(await playground.readLogs()));
    const Prefix = `AWSLogs/${scene.prod}/CloudTrail/${scene.region}/`;

    const listed = await s3.send(new ListObjectsV2Command({ Bucket: playground.aws.buckets.logs, Prefix }));
    const Key = listed.Contents?.[0]?.Key;
    const whole = await s3.send(new GetObjectCommand({ Bucket: playground.aws.buckets.logs, Key }));
    const bytes = Buffer.from((await whole.Body?.transformToByteArray()) ?? []);
    const part = await s3.send(new GetObjectCommand({ Bucket: playground.aws.buckets.logs, Key, Range: 'bytes=-4' }));

    expect(listed.Contents).toHaveLength(120);
    expect(JSON.parse((await unzip(bytes)).toString()).Records.length).toBeGreaterThan(5);
    expect(Buffer.from((await part.Body?.transformToByteArray()) ?? [])).toEqual(bytes.subarray(-4));
    expect(part.ContentRange).toBe(`bytes ${bytes.length - 4}-${bytes.length - 1}/${bytes.length}`);
  });

  it('is listed page by page without a gap, and from a key on', async () => {
    const s3 = new S3Client(playground.clientOptions(await playground.readLogs()));
    const Bucket = playground.aws.buckets.logs;
    const keys: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 100, ContinuationToken }));
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: keys.at(-3) }));

    expect(new Set(keys).size).toBe(288 + 432 + 144);
    expect(keys).toEqual(keys.toSorted());
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(keys.slice(-2));
  });

  it('is written by nobody', async () => {
    const put = new PutObjectCommand({ Bucket: playground.aws.buckets.logs, Key: 'AWSLogs/x', Body: 'x' });

    await expect(new S3Client(playground.clientOptions()).send(put)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(new S3Client(playground.clientOptions(await playground.readLogs())).send(put)).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('answers for what is not there with the codes of S3', async () => {
    const s3 = new S3Client(playground.clientOptions(await playground.readLogs()));
    const get = (Bucket: string) => s3.send(new GetObjectCommand({ Bucket, Key: 'nothing' }));

    await expect(get(playground.aws.buckets.logs)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get('no-such-bucket')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
