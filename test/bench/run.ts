import { parseArgs } from 'node:util';
import { benchTrail, type Row } from './trail.ts';

const usage = 'npm run bench -- trail [--objects 1000] [--rounds 3] [--seed 1]';

/** `npm run bench -- trail`: measures each goal as a ratio taken in one run. Exit code 1 when one is not met. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { objects: { type: 'string' }, rounds: { type: 'string' }, seed: { type: 'string' } },
  });
  if (positionals.join() !== 'trail') {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const { objects = '1000', rounds = '3', seed = '1' } = values;
  process.stderr.write('Making the logs to search, the first time only; then each goal takes some seconds …\n');
  let isMet = true;
  for await (const row of benchTrail({ objects: Number(objects), rounds: Number(rounds), seed: Number(seed) })) {
    process.stdout.write(`${lineOf(row)}\n`);
    isMet &&= row.isMet ?? true;
  }
  return isMet ? 0 : 1;
}

function lineOf({ what, goal, measured, isMet, note }: Row): string {
  const state = measured === undefined ? 'not measured' : isMet ? 'met' : 'not met';
  const shown = measured === undefined ? '' : measured.toFixed(measured < 20 ? 2 : 0);
  return `${what.padEnd(64)}${shown.padStart(7)}   goal ${goal.padEnd(7)} ${state}${note ? ` (${note})` : ''}`;
}
