import { parseArgs } from 'node:util';
import { benchCold } from './cold.ts';
import { benchHostile } from './hostile.ts';
import { benchRollout } from './rollout.ts';
import { benchRules } from './rules.ts';
import { benchStorm } from './storm.ts';
import { benchTrail, type Row } from './trail.ts';

const usage = `npm run bench -- trail [--objects 1000] [--rounds 3] [--seed 1]
npm run bench -- trail-hostile [--seed 1]
npm run bench -- rules [--runs 200000] [--seed 1]
npm run bench -- cold [--rounds 3]
npm run bench -- rollout [--accounts 40]
npm run bench -- storm [--seeds 20] [--events 20000] [--seed 1]
  plays storms, crashes, outages and the rest of what delivery must stand; with fewer events all of it is smaller`;

type Sizes = Readonly<Record<'objects' | 'rounds' | 'runs' | 'seed' | 'seeds' | 'events' | 'accounts', number>>;

/** `npm run bench -- trail`, `… rules`, `… storm`: measures each goal, ratios in one run. Exit code 1 when one is not met. */
export async function main(argv: readonly string[]): Promise<number> {
  const read = readSizes(argv);
  const rows = read && rowsOf(read.name, read.sizes);
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

/** Undefined when something was given that is no whole number of at least 1, or no option. */
function readSizes(argv: readonly string[]): { name: string; sizes: Sizes } | undefined {
  const option = (value: string) => ({ type: 'string', default: value }) as const;
  const options = {
    ...{ objects: option('1000'), rounds: option('3'), runs: option('200000'), seed: option('1') },
    ...{ seeds: option('20'), events: option('20000'), accounts: option('40') },
  };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    const { objects, rounds, runs, seed, seeds, events, accounts } = values;
    const sizes = {
      ...{ objects: Number(objects), rounds: Number(rounds), runs: Number(runs), seed: Number(seed) },
      ...{ seeds: Number(seeds), events: Number(events), accounts: Number(accounts) },
    };
    const areWhole = Object.values(sizes).every((size) => Number.isSafeInteger(size) && size > 0);
    return areWhole ? { name: positionals.join(' '), sizes } : undefined;
  } catch {
    return undefined;
  }
}

function rowsOf(name: string, sizes: Sizes): AsyncIterable<Row> | undefined {
  if (name === 'rules') return benchRules(sizes);
  if (name === 'cold') return benchCold(sizes);
  if (name === 'rollout') {
    process.stderr.write('Setting up accounts with calls of 50 ms; this takes some minutes …\n');
    return benchRollout(sizes);
  }
  if (name === 'storm') {
    process.stderr.write('Playing storms, crashes and outages; at full size this takes about a quarter of an hour …\n');
    return benchStorm(sizes);
  }
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
