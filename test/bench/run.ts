import { parseArgs } from 'node:util';
import { benchHostile } from './hostile.ts';
import { benchRules } from './rules.ts';
import { benchTrail, type Row } from './trail.ts';

const usage = `npm run bench -- trail [--objects 1000] [--rounds 3] [--seed 1]
npm run bench -- trail-hostile [--seed 1]
npm run bench -- rules [--runs 200000] [--seed 1]`;

type Sizes = Readonly<Record<'objects' | 'rounds' | 'runs' | 'seed', number>>;

/** `npm run bench -- trail`, `… rules`: measures each goal, ratios in one run. Exit code 1 when one is not met. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      objects: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '3' },
      runs: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const rows = rowsOf(positionals.join(' '), {
    objects: Number(values.objects),
    rounds: Number(values.rounds),
    runs: Number(values.runs),
    seed: Number(values.seed),
  });
  if (!rows) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  let isMet = true;
  for await (const row of rows) {
    process.stdout.write(`${lineOf(row)}\n`);
    isMet &&= row.isMet ?? true;
  }
  return isMet ? 0 : 1;
}

function rowsOf(name: string, sizes: Sizes): AsyncIterable<Row> | undefined {
  if (name === 'rules') return benchRules(sizes);
  if (name === 'trail-hostile') return benchHostile(sizes);
  if (name !== 'trail') return undefined;
  process.stderr.write('Making the logs to search, the first time only; then each goal takes some seconds …\n');
  return benchTrail(sizes);
}

function lineOf({ what, goal, measured, isMet, note }: Row): string {
  const state = measured === undefined ? 'not measured' : isMet ? 'met' : 'not met';
  const shown = measured === undefined ? '' : measured.toFixed(measured < 20 ? 2 : 0);
  return `${what.padEnd(64)}${shown.padStart(7)}   goal ${goal.padEnd(7)} ${state}${note ? ` (${note})` : ''}`;
}
