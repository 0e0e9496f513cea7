import { everywhere, readArguments } from '../../src/cli/arguments.ts';
import type { Output } from '../../src/cli/io.ts';
import { UserError, userError } from '../../src/core/errors.ts';
import { benchCold } from './cold.ts';
import { benchHostile } from './hostile.ts';
import { benchRollout } from './rollout.ts';
import { benchRules } from './rules.ts';
import { benchStorm } from './storm.ts';
import { benchTrail, type Row } from './trail.ts';

const usage = `Usage: npm run bench -- NAME [options]`;

const help = `${usage}

Measures each goal, ratios in one run. Exit code 0 when all are met, 1 when one is not, 2 for wrong usage.

  trail          [--objects 1000] [--rounds 3] [--seed 1]       the search of CloudTrail's logs
  trail-hostile  [--seed 1]                                     the same, with logs and patterns that mean harm
  rules          [--runs 200000] [--seed 1]                     the custom Config rules
  cold           [--rounds 3]                                   the bundles: their size, and how fast they start
  rollout        [--accounts 40]                                setting accounts up, with calls of 50 ms
  storm          [--seeds 20] [--events 20000] [--seed 1]       storms, crashes and outages of the delivery
`;

type Sizes = Readonly<Record<'objects' | 'rounds' | 'runs' | 'seed' | 'seeds' | 'events' | 'accounts', number>>;

const benches: Readonly<Record<string, (sizes: Sizes) => AsyncIterable<Row>>> = {
  trail(sizes) {
    process.stderr.write('Making the logs to search, the first time only; then each goal takes some seconds …\n');
    return benchTrail(sizes);
  },
  'trail-hostile': benchHostile,
  rules: benchRules,
  cold: benchCold,
  rollout(sizes) {
    process.stderr.write('Setting up accounts with calls of 50 ms; this takes some minutes …\n');
    return benchRollout(sizes);
  },
  storm(sizes) {
    process.stderr.write('Playing storms, crashes and outages; at full size this takes about a quarter of an hour …\n');
    return benchStorm(sizes);
  },
};

type Terminal = Readonly<Record<'stdout' | 'stderr', Output>>;

/** `npm run bench -- trail`, `… rules`, `… storm`: measures each goal. Exit code 1 when one is not met, 2 for wrong usage. */
export async function main(argv: readonly string[], { stdout, stderr }: Terminal = process): Promise<number> {
  let rows: AsyncIterable<Row> | undefined;
  try {
    rows = rowsOf(argv);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    stderr.write(`${error.message}\n${error.hint}\n`);
    return 2;
  }
  if (!rows) {
    stdout.write(help);
    return 0;
  }
  let isMet = true;
  for await (const row of rows) {
    stdout.write(`${lineOf(row)}\n`);
    isMet &&= row.isMet ?? true;
  }
  return isMet ? 0 : 1;
}

/** What was asked to be measured; undefined when somebody asked what there is. Throws USAGE. */
function rowsOf(argv: readonly string[]): AsyncIterable<Row> | undefined {
  const option = (value: string) => ({ type: 'string', default: value }) as const;
  const options = {
    ...{ objects: option('1000'), rounds: option('3'), runs: option('200000'), seed: option('1') },
    ...{ seeds: option('20'), events: option('20000'), accounts: option('40'), help: everywhere.help },
  };
  const { values, positionals } = readArguments(argv, { options, usage });
  const { help: isHelp, ...sizes } = values;
  if (isHelp) return undefined;
  const [name, ...more] = positionals;
  const known = Object.keys(benches).join(', ');
  if (name === undefined) throw userError('USAGE', { problem: `NAME is missing; there are ${known}.`, usage });
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench) throw userError('USAGE', { problem: `There is no benchmark ${name}; there are ${known}.`, usage });
  if (more.length > 0) throw userError('USAGE', { problem: `“${more[0]}” means nothing here.`, usage });
  const { objects, rounds, runs, seed, seeds, events, accounts } = sizes;
  return bench({
    ...{ objects: whole('objects', objects), rounds: whole('rounds', rounds), runs: whole('runs', runs) },
    ...{ seed: whole('seed', seed), seeds: whole('seeds', seeds), events: whole('events', events) },
    accounts: whole('accounts', accounts),
  });
}

function whole(name: string, text: string): number {
  const size = Number(text);
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw userError('USAGE', { problem: `--${name} must be a whole number of at least 1, not ${text}.`, usage });
}

function lineOf({ what, goal, measured, isMet, note }: Row): string {
  const state = measured === undefined ? 'not measured' : isMet ? 'met' : 'not met';
  const shown = measured === undefined ? '' : measured.toFixed(measured < 20 ? 2 : 0);
  return `${what.padEnd(64)}${shown.padStart(7)}   goal ${goal.padEnd(7)} ${state}${note ? ` (${note})` : ''}`;
}
