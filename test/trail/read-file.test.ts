import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createReadFile } from '../../src/trail/read-file.ts';
import { record } from './logs.ts';

const compress = promisify(gzip);
const file = (records: readonly object[]) => compress(JSON.stringify({ Records: records }));
const all = (count: number) => Array.from({ length: count }, (_, at) => record({ eventID: `event-${at}` }));

async function read(body: Buffer | Readable, options: { most?: number; fails?: Error } = {}) {
  const taken: string[] = [];
  const { most = Infinity, fails } = options;
  const ended = await createReadFile({ fetch: async () => body })({ key: 'k', size: 1 }, async (records) => {
    if (fails) throw fails;
    taken.push(...records);
    return taken.length < most;
  });
  return { ended, ids: taken.map((text) => JSON.parse(text).eventID) };
}

describe('a log file', () => {
  it('gives every record, in order', async () => {
    const { ended, ids } = await read(await file(all(5000)));

    expect(ended).toBe('read');
    expect(ids).toEqual(all(5000).map(({ eventID }) => eventID));
  });

  it('gives the same when it comes piece by piece', async () => {
    const body = await file(all(3000));
    const pieces = Array.from({ length: Math.ceil(body.length / 1000) }, (_, at) =>
      body.subarray(at * 1000, at * 1000 + 1000),
    );

    expect((await read(Readable.from(pieces))).ids).toHaveLength(3000);
  });

  it('ends where there is enough', async () => {
    const { ended, ids } = await read(await file(all(20_000)), { most: 1 });

    expect(ended).toBe('stopped');
    expect(ids.length).toBeLessThan(20_000);
  });

  it.each([
    ['cut off', async () => (await file(all(200))).subarray(0, 800), 'cut off'],
    ['no gzip', async () => Buffer.from('{"Records":[]}'), 'not whole gzip'],
    ['no log', async () => compress('{"hello":1}'), 'not a CloudTrail log'],
  ])('says why it cannot be read when it is %s', async (_, body, why) => {
    expect((await read(await body())).ended).toEqual({ unreadable: expect.stringContaining(why) });
  });

  it('says that it is gone', async () => {
    const gone = Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
    const ended = await createReadFile({ fetch: () => Promise.reject(gone) })({ key: 'k' }, async () => true);

    expect(ended).toEqual({ unreadable: 'is gone' });
  });

  it('throws what may be otherwise the next time: no right, a lost connection, and what its taker throws', async () => {
    const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
    const lost = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const body = await file(all(200));
    async function* cut() {
      yield body.subarray(0, 300);
      throw lost;
    }

    const refused = createReadFile({ fetch: () => Promise.reject(denied) })({ key: 'k' }, async () => true);
    await expect(refused).rejects.toBe(denied);
    await expect(read(Readable.from(cut()))).rejects.toBe(lost);
    await expect(read(body, { fails: new Error('the queue is away') })).rejects.toThrow('the queue is away');
  });
});
