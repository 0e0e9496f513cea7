import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCorpus, makeLargeObject, rareLiteral } from './corpus.ts';
import { type Bench, interleaved, openBench } from './measure.ts';

/** One goal and what was measured; `measured` is missing where a peer is. */
export type Row = Readonly<{ what: string; goal: string; measured?: number; isMet?: boolean; note?: string }>;

export type Size = Readonly<{ objects: number; rounds: number; seed: number }>;

/** In every fourth or fifth record, and in nearly every object. */
const commonLiteral = 'AssumeRole';
const pattern = 'assumed-role/(?:deploy|audit)/[a-z]+';

/** Measures every goal of the search; rows come as they are done. Throws when the records found are not those of jq. */
export async function* benchTrail({ objects, rounds, seed }: Size): AsyncGenerator<Row> {
  const bench = await openBench();
  try {
    const corpus = await makeCorpus({ count: objects, seed });
    const small = await makeCorpus({ count: Math.max(20, Math.round(objects / 10)), seed });
    yield* againstInflating(bench, corpus, rounds);
    yield* againstPrograms(bench, small, rounds);
    yield* fetching(bench, corpus, rounds);
    yield* large(bench, rounds, seed);
    yield* growth(bench, { corpus, small, rounds });
  } finally {
    bench.close();
  }
}

async function* againstInflating(bench: Bench, corpus: string, rounds: number): AsyncGenerator<Row> {
  const [rare, common, matched, inflating, memory] = await interleaved(rounds, async () => {
    const base = await bench.cost('inflate', corpus);
    const first = await bench.cost('search', corpus, 'term', rareLiteral);
    const second = await bench.cost('search', corpus, 'term', commonLiteral);
    const third = await bench.cost('search', corpus, 'pattern', pattern);
    const plain = await bench.cost('inflate-default', corpus);
    const ours = await bench.cost('inflate-ours', corpus);
    const rss = Math.max(first.rss, second.rss, third.rss);
    return [first.cpu / base.cpu, second.cpu / base.cpu, third.cpu / base.cpu, ours.wall / plain.wall, rss];
  });
  yield atMost('CPU of a rare literal / inflating alone', rare, 1.1);
  yield atMost('CPU of a common literal / inflating alone', common, 1.25);
  yield atMost('CPU of a pattern / inflating alone', matched, 1.35);
  yield atMost('wall of inflating / default-chunk gunzip', inflating, 0.35);
  yield atMost('memory of a search, MiB', memory, 256);
}

async function* againstPrograms(bench: Bench, corpus: string, rounds: number): AsyncGenerator<Row> {
  const files = `find ${corpus} -name '*.json.gz'`;
  // A literal that is in one object makes -l read the others to their ends, as we do.
  const rare = () => bench.cost('search', corpus, 'term', rareLiteral, '0');
  if (await bench.has('rg')) {
    const [ratio] = await interleaved(rounds, async () => {
      const rg = await bench.shell(`rg -z -l ${rareLiteral} ${corpus} | wc -l`);
      return [(await rare()).cpu / rg.cpu];
    });
    yield atMost('CPU / rg -z -l', ratio, 0.45);
  } else yield { what: 'CPU / rg -z -l', goal: '≤ 0.45', note: 'rg is not installed' };
  if (await bench.has('zgrep')) {
    const [ratio] = await interleaved(rounds, async () => {
      const zgrep = await bench.shell(`${files} -exec zgrep -l ${rareLiteral} {} + | wc -l`);
      return [zgrep.wall / (await rare()).wall];
    });
    yield atLeast('wall of zgrep -l / ours', ratio, 4);
  } else yield { what: 'wall of zgrep -l / ours', goal: '≥ 4', note: 'zgrep is not installed' };
  if (!(await bench.has('jq'))) return yield { what: 'wall of jq / ours', goal: '≥ 20', note: 'jq is not installed' };
  const [ratio] = await interleaved(rounds, async () => {
    const jq = await bench.shell(
      `${files} -print0 | xargs -0 -n 4 -P 2 sh -c 'zcat "$@" | jq -c "${jqFilter}"' sh | wc -l`,
    );
    const ours = await bench.cost('search', corpus, 'term', commonLiteral, '0');
    return [jq.wall / ours.wall];
  });
  await compareWithJq(bench, corpus);
  yield { ...atLeast('wall of jq in two processes / ours', ratio, 20), note: 'identical records' };
}

const jqFilter = `.Records[] | select(any(.. | (scalars, (objects | keys[])); tostring | contains(\\"${commonLiteral}\\"))) | .eventID`;

async function compareWithJq(bench: Bench, corpus: string): Promise<void> {
  const { out: theirs } = await bench.shell(`find ${corpus} -name '*.json.gz' -exec zcat {} + | jq -r "${jqFilter}"`);
  const { createSearch } = await import('../../src/trail/search.ts');
  const { directorySource } = await import('../../src/trail/source-directory.ts');
  const { records } = await createSearch({ source: directorySource(corpus), now: Date.now })({
    terms: [commonLiteral],
    limit: 0,
  });
  const ours = records.map((record) => String(JSON.parse(record).eventID)).sort();
  const expected = theirs.trim().split('\n').sort();
  if (ours.join() !== expected.join())
    throw new Error(`jq found ${expected.length} records and we ${ours.length}, or others`);
}

async function* fetching(bench: Bench, corpus: string, rounds: number): AsyncGenerator<Row> {
  const server = await bench.serve(corpus, 30);
  try {
    const [cpu, rate] = await interleaved(rounds, async () => {
      const sdk = await bench.cost('s3-sdk', server.url);
      const ours = await bench.cost('s3-ours', server.url);
      return [ours.cpu / sdk.cpu, sdk.wall / ours.wall];
    });
    yield atMost('CPU from S3 at 30 ms / with a plain S3Client', cpu, 0.5);
    yield atLeast('objects a second from S3 / with a plain S3Client', rate, 1.8);
  } finally {
    server.stop();
  }
}

async function* large(bench: Bench, rounds: number, seed: number): AsyncGenerator<Row> {
  const directory = join(tmpdir(), `noroshi-large-1-${seed}`);
  if (!existsSync(directory)) {
    const unfinished = `${directory}.${process.pid}`;
    await mkdir(unfinished);
    await makeLargeObject({ file: join(unfinished, 'large.json.gz'), bytes: 600e6, seed });
    await rename(unfinished, directory);
  }
  const [memory, time] = await interleaved(rounds, async () => {
    const ours = await bench.cost('search', directory, 'term', rareLiteral);
    const whole = await bench.cost('inflate', directory);
    return [ours.rss, ours.wall / whole.wall];
  });
  yield atMost('memory of searching a 600 MB object, MiB', memory, 128);
  yield atMost('wall of searching a 600 MB object / inflating it in one buffer', time, 1);
}

type Corpora = Readonly<{ corpus: string; small: string; rounds: number }>;

async function* growth(bench: Bench, { corpus, small, rounds }: Corpora): AsyncGenerator<Row> {
  const [ratio] = await interleaved(rounds, async () => {
    const one = await bench.cost('search', small, 'term', rareLiteral);
    const ten = await bench.cost('search', corpus, 'term', rareLiteral);
    return [ten.cpu / ten.bytes / (one.cpu / one.bytes)];
  });
  yield atMost('CPU per MB, ten times the corpus / the corpus', ratio, 1.1);
}

function atMost(what: string, measured = Number.NaN, goal = 1): Row {
  return { what, measured, goal: `≤ ${goal}`, isMet: measured <= goal };
}

function atLeast(what: string, measured = Number.NaN, goal = 1): Row {
  return { what, measured, goal: `≥ ${goal}`, isMet: measured >= goal };
}
