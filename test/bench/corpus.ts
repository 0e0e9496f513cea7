import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import { createRandom, type Random } from './random.ts';
import { writeRecord } from './records.ts';

const compress = promisify(gzip);

/** What stands in one object of a corpus and, with certainty, nowhere else: the rare literal. */
export const rareLiteral = 'AKIARAREEXAMPLE00001';

const accounts = ['111122223333', '222233334444', '333344445555', '444455556666'];
const regions = ['eu-west-1', 'us-east-1', 'ap-northeast-1'];

/** Inflated bytes at these quantiles: many small objects, few large ones that hold most of the bytes. */
const quantiles = [
  [0, 4e3],
  [0.5, 110e3],
  [0.9, 600e3],
  [0.99, 11e6],
  [1, 34e6],
] as const;

/**
 * A directory of `count` log objects, the same for the same seed, made at its first use and kept with the temporary files.
 * Sizes, kinds of records and compression are as in logs of some busy accounts.
 */
export async function makeCorpus({ count, seed }: { count: number; seed: number }): Promise<string> {
  const directory = join(tmpdir(), `noroshi-corpus-1-${count}-${seed}`);
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.${process.pid}`;
  const random = createRandom(seed);
  for (let index = 0; index < count; index++) {
    const { key, document } = writeObject(random, index, count);
    const file = join(unfinished, key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await compress(document, { level: 6 }));
  }
  await rename(unfinished, directory).catch(() => rm(unfinished, { recursive: true }));
  return directory;
}

/** One object of about so many inflated bytes, larger than CloudTrail makes them. */
export async function makeLargeObject({
  file,
  bytes,
  seed,
}: {
  file: string;
  bytes: number;
  seed: number;
}): Promise<void> {
  const random = createRandom(seed);
  const scene = { account: accounts[0] ?? '', region: regions[0] ?? '', time: Date.parse('2026-11-20T00:00:00Z') };
  async function* document(): AsyncGenerator<string> {
    yield '{"Records":[';
    for (let length = 0; length < bytes; ) {
      const records = Array.from({ length: 200 }, () => writeRecord(random, scene)).join(',');
      yield length === 0 ? records : `,${records}`;
      length += records.length;
    }
    yield ']}';
  }
  await pipeline(document, createGzip({ level: 1 }), createWriteStream(file));
}

function writeObject(random: Random, index: number, count: number): { key: string; document: string } {
  const account = random.pick(accounts);
  const region = random.pick(regions);
  const delivered = Date.parse('2026-11-20T00:00:00Z') + Math.floor(index / 12) * 60_000;
  // Sizes are spread evenly over the quantiles, so that a small corpus has the same mixture as a large one.
  const size = sizeAt(((index * 7919) % count) / Math.max(1, count - 1));
  const records: string[] = [];
  for (let length = 0; length < size; length += records.at(-1)?.length ?? 1) {
    const time = delivered - Math.floor(random.next() * 300_000);
    records.push(writeRecord(random, { account, region, time }));
  }
  if (index === count >> 1)
    records[0] = (records[0] ?? '').replace(/"accessKeyId":"[^"]+"/, `"accessKeyId":"${rareLiteral}"`);
  const time = new Date(delivered).toISOString();
  const day = time.slice(0, 10).replaceAll('-', '/');
  const name = `${account}_CloudTrail_${region}_${time.slice(0, 16).replace(/[-:]/g, '')}Z_${random.hex(16)}.json.gz`;
  return {
    key: `AWSLogs/${account}/CloudTrail/${region}/${day}/${name}`,
    document: `{"Records":[${records.join(',')}]}`,
  };
}

function sizeAt(quantile: number): number {
  const above = quantiles.findIndex(([at]) => at >= quantile);
  const [high, highSize] = quantiles[above] ?? [1, 34e6];
  const [low, lowSize] = quantiles[Math.max(0, above - 1)] ?? [0, 4e3];
  const share = high === low ? 0 : (quantile - low) / (high - low);
  return Math.exp(Math.log(lowSize) * (1 - share) + Math.log(highSize) * share);
}
