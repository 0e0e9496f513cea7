import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { evilPatterns } from './evil-patterns.ts';
import { openBench } from './measure.ts';
import { createRandom } from './random.ts';
import { writeRecord } from './records.ts';
import type { Row } from './trail.ts';

const compress = promisify(gzip);
const scene = { account: '111122223333', region: 'eu-west-1', time: Date.parse('2026-11-20T00:00:00Z') };

/** Stands in one record of every object that can be read. */
const needle = 'needle-in-the-haystack';

const goodObjects = 300;

/** Searches what means harm, among objects that mean none: everything bad is named, everything good found, in bounded memory. */
export async function* benchHostile({ seed }: Readonly<{ seed: number }>): AsyncGenerator<Row> {
  const bench = await openBench();
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-hostile-'));
  try {
    const bad = await writeObjects(directory, seed);
    const one = await bench.cost('search-hostile', directory, needle);
    yield exactly('hits found beside bad objects', one.count, goodObjects + 2);
    yield exactly('bad objects named', one.failed ?? Number.NaN, bad);
    const note = `in ${one.wall.toFixed(1)} s`;
    yield { ...atMost('memory with bombs of 10 GB from 10 MB, MiB', one.rss, 256), note };
    const slowest = await bench.cost('evil-patterns');
    yield exactly('evil patterns answered or refused', slowest.count, evilPatterns.length);
    yield atMost('ms for a record of 5 KB, the slowest of them', slowest.bytes, 50);
  } finally {
    bench.close();
    await rm(directory, { recursive: true });
  }
}

/** Writes all objects; gives how many are bad. */
async function writeObjects(directory: string, seed: number): Promise<number> {
  const random = createRandom(seed);
  const records = () => Array.from({ length: 40 }, () => writeRecord(random, scene));
  const marked = (text = needle) =>
    writeRecord(random, scene).replace('"eventVersion"', `"note":"${text}","eventVersion"`);
  const documentOf = (list: readonly string[]) => `{"Records":[${list.join(',')}]}`;
  const write = (name: string, bytes: Uint8Array) => writeFile(join(directory, `${name}.json.gz`), bytes);
  for (let index = 0; index < goodObjects; index++) {
    await write(`good-${index}`, await compress(documentOf([...records(), marked()])));
  }
  const good = await compress(documentOf([...records(), marked()]));
  await write('large-record', await compress(documentOf([marked(`${'x'.repeat(256 * 1024)}${needle}`)])));
  const document = documentOf([...records(), marked()]);
  const halves = [document.slice(0, 7000), document.slice(7000)].map((text) => compress(text));
  await write('members', Buffer.concat(await Promise.all(halves)));

  const bad: readonly (readonly [string, Uint8Array])[] = [
    ['cut', good.subarray(0, good.length - 40)],
    ['flipped', Buffer.from(good.map((byte, at) => (at === 200 ? byte ^ 0xff : byte)))],
    ['plain', Buffer.from(documentOf(records()))],
    ['empty', Buffer.alloc(0)],
    ['other', await compress('{"configurationItems":[]}')],
    ['unfinished', await compress('{"Records":[{"eventVersion":"1.11"')],
  ];
  for (const [name, bytes] of bad) await write(name, bytes);
  const bombs = [
    ['zeros', '', '\0'],
    ['spaces', '{"Records":[', ' '],
    ['text', '{"Records":[{"note":"', 'x'],
    ['records', '{"Records":[', `{"eventVersion":"1.11","note":"${'x'.repeat(1000)}"},`],
  ] as const;
  for (const [name, beginning, filling] of bombs)
    await writeBomb(join(directory, `bomb-${name}.json.gz`), beginning, filling);
  return bad.length + bombs.length;
}

/** 10 GB in members of 100 MB, 10 MB compressed. */
async function writeBomb(file: string, beginning: string, filling: string): Promise<void> {
  const member = await compress(Buffer.alloc(100_000_000 - (100_000_000 % filling.length), filling), { level: 9 });
  const handle = await open(file, 'w');
  await handle.write(await compress(beginning));
  for (let count = 0; count < 100; count++) await handle.write(member);
  await handle.close();
}

function exactly(what: string, measured: number, goal: number): Row {
  return { what, measured, goal: `${goal}`, isMet: measured === goal };
}

function atMost(what: string, measured: number, goal: number): Row {
  return { what, measured, goal: `≤ ${goal}`, isMet: measured <= goal };
}
