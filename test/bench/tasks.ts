import { readdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../../src/core/errors.ts';
import { createInflater } from '../../src/trail/inflate.ts';
import { createSearch } from '../../src/trail/search.ts';
import type { TrailSource } from '../../src/trail/source.ts';
import { directorySource } from '../../src/trail/source-directory.ts';
import { s3Source } from '../../src/trail/source-s3.ts';
import { findZlibBinding } from '../../src/trail/zlib-binding.ts';
import { logObject, memorySource, record } from '../trail/logs.ts';
import { startS3 } from '../trail/s3-server.ts';
import { evilPatterns } from './evil-patterns.ts';

/** What one task cost, in seconds and MiB, and what it counted. */
export type Cost = Readonly<{ cpu: number; wall: number; rss: number }> & Done;

type Done = Readonly<{ count: number; bytes: number; failed?: number }>;

/** One measurement each, in a process of its own. */
const tasks: Readonly<Record<string, (...arguments_: readonly string[]) => Promise<Done>>> = {
  /** The yardstick: gunzip sized by ISIZE, four at once. */
  inflate: (directory = '') =>
    inflateAll(directory, (bytes) => ({ chunkSize: bytes.readUInt32LE(bytes.length - 4) + 64 })),
  /** What everybody writes first. */
  'inflate-default': (directory = '') => inflateAll(directory, () => ({})),
  'inflate-ours': inflateOurs,
  search: async (directory = '', ...[kind = 'term', text = '', limit = '1000']) =>
    searchIn(directorySource(directory), { kind, text, limit }),
  'search-hostile': searchHostile,
  'evil-patterns': tryEvilPatterns,
  's3-sdk': async (url = '') => searchIn(sdkSource(url), { kind: 'term', text: 'nowhere-at-all', limit: '1000' }),
  's3-ours': async (url = '') => searchIn(oursSource(url), { kind: 'term', text: 'nowhere-at-all', limit: '1000' }),
};

/** Runs the task that the arguments name; prints its cost as JSON. `serve` serves a directory until its input ends. */
export async function main([name = '', ...rest]: readonly string[]): Promise<void> {
  if (name === 'serve') return serve(rest[0] ?? '', Number(rest[1]));
  const task = tasks[name];
  if (!task) throw new Error(`There is no task ${name}`);
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const done = await task(...rest);
  const { user, system } = process.cpuUsage(cpu);
  const rss = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    JSON.stringify({ cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1e3, rss, ...done }),
  );
}

function filesIn(directory: string): readonly string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(directory, name))
    .sort();
}

async function inEach(directory: string, work: (file: string) => Promise<number>): Promise<Done> {
  const files = filesIn(directory);
  let next = 0;
  let bytes = 0;
  const lane = async (): Promise<void> => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const inflated = await work(file);
      bytes += inflated;
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  return { count: files.length, bytes };
}

function inflateAll(directory: string, options: (bytes: Buffer) => { chunkSize?: number }): Promise<Done> {
  return inEach(directory, async (file) => {
    const bytes = await readFile(file);
    return new Promise((resolve, reject) => {
      gunzip(bytes, options(bytes), (error, inflated) => (error ? reject(error) : resolve(inflated.length)));
    });
  });
}

async function inflateOurs(directory = ''): Promise<Done> {
  const binding = await findZlibBinding();
  const free = Array.from({ length: 4 }, () => ({
    inflater: createInflater(binding),
    room: Buffer.allocUnsafe(512 * 1024),
  }));
  return inEach(directory, async (file) => {
    const lane = free.pop();
    if (!lane) throw new Error('There are more lanes than four');
    let total = 0;
    const take = (length: number): undefined => {
      total += length;
    };
    await lane.inflater.inflate(await readFile(file), { room: () => lane.room, roomBehind: () => undefined, take });
    free.push(lane);
    return total;
  });
}

type Wanted = Readonly<{ kind: string; text: string; limit: string }>;

async function searchIn(source: TrailSource, { kind, text, limit }: Wanted): Promise<Done> {
  const search = createSearch({ source, now: Date.now });
  const where = kind === 'pattern' ? ({ kind, pattern: text } as const) : ({ kind: 'term', text } as const);
  const { summary } = await search({ terms: [], where, limit: Number(limit) }, { onRecord: () => undefined });
  if (summary.failedObjects.length > 0)
    throw new Error(`could not be read: ${JSON.stringify(summary.failedObjects[0])}`);
  return { count: summary.objects, bytes: summary.inflatedBytes };
}

/** Counts the hits and the objects that could not be read. */
async function searchHostile(directory = '', text = ''): Promise<Done> {
  const search = createSearch({ source: directorySource(directory), now: Date.now });
  const { summary } = await search({ terms: [text], limit: 1000 }, { onRecord: () => undefined });
  return { count: summary.matches, bytes: summary.inflatedBytes, failed: summary.failedObjects.length };
}

/** Tries all of them on ten records; `bytes` is the milliseconds that the slowest took for one. */
async function tryEvilPatterns(): Promise<Done> {
  const object = logObject(Array.from({ length: 10 }, () => record({ note: `${'a'.repeat(5000)}\u0000` })));
  let [count, slowest] = [0, 0];
  for (const pattern of evilPatterns) {
    const search = createSearch({ source: memorySource({ 'a.json.gz': object }), now: Date.now });
    const { user: before } = process.cpuUsage();
    await search({ terms: [], limit: 1, where: { kind: 'pattern', pattern } }).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
    });
    count++;
    slowest = Math.max(slowest, (process.cpuUsage().user - before) / 10_000);
  }
  return { count, bytes: slowest };
}

const bucket = 'bench';

function clientOf(url: string): S3Client {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
  const requestHandler = { httpAgent: { maxSockets: 128 } };
  return new S3Client({ endpoint: url, region: 'eu-west-1', forcePathStyle: true, credentials, requestHandler });
}

function oursSource(url: string): TrailSource {
  return s3Source({ s3: clientOf(url), bucket, prefix: '', now: Date.now });
}

function sdkSource(url: string): TrailSource {
  const s3 = clientOf(url);
  return {
    ...s3Source({ s3, bucket, prefix: '', now: Date.now }),
    async fetch({ key }) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}

/** Enough for the beginning, which is the same for every client, to weigh little. */
const served = 6000;

/** Serves the small objects of a directory, many times over, each answer `delay` ms late. */
async function serve(directory: string, delay: number): Promise<void> {
  const small: Buffer[] = [];
  for (const file of filesIn(directory)) {
    const handle = await open(file);
    const { size } = await handle.stat();
    if (size < 80_000) small.push(await handle.readFile());
    await handle.close();
  }
  const objects = new Map(
    Array.from({ length: served }, (_, index) => [
      `logs/${index}.json.gz`,
      small[index % small.length] ?? Buffer.alloc(0),
    ]),
  );
  const server = await startS3({ bucket, objects, delay });
  process.stdout.write(`${server.url}\n`);
  process.stdin.resume().on('end', () => void server.close());
}
