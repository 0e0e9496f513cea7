import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Figure, isMet, worstOf } from '../simulation/figure.ts';
import type { Row } from './trail.ts';

export type Part = Readonly<{ name: string; seed: number; size: number }>;
type StormSizes = Readonly<{ seeds: number; events: number; seed: number }>;

const worker = fileURLToPath(new URL('storm-worker.mjs', import.meta.url));

/** Runs every row of the simulation at full size, in as many processes as there are cores, two at most; the worst seed of each. */
export async function* benchStorm({ seeds, events, seed }: StormSizes): AsyncGenerator<Row> {
  const parts = partsOf({ seeds, events, seed });
  const figures: Figure[] = [];
  let next = 0;
  const one = async () => {
    for (let part = parts[next++]; part; part = parts[next++]) {
      figures.push(...(await played(part)));
      process.stderr.write(`${part.name} seed ${part.seed} done, ${parts.length - next} to go\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, one));
  for (const figure of worstOf(figures).toSorted((a, b) => a.row.localeCompare(b.row))) yield rowOf(figure);
}

/** The long ones first. Sizes are shares of R1's events, so that a smaller bench is smaller in everything. */
function partsOf({ seeds, events, seed }: StormSizes): readonly Part[] {
  const share = events / 20_000;
  const sized = (name: string, size: number, at = seed): Part => ({ name, seed: at, size: Math.ceil(size * share) });
  const ofSeeds = Array.from({ length: seeds }, (_, n) => seed + n);
  return [
    ...ofSeeds.slice(0, 4).map((at, n) => sized('concurrency', 500, at * 1000 + n)),
    ...ofSeeds.slice(0, 2).map((at) => sized('crashes', 100, at)),
    sized('soak', 2000),
    ...ofSeeds.map((at) => sized('storm', 20_000, at)),
    ...ofSeeds.slice(0, 3).map((at) => sized('outage', 5000, at)),
    sized('poison', 10_000),
    sized('source loss', 2000),
    sized('order', 10_000),
    sized('fuzz', 200_000),
  ];
}

function played(part: Part): Promise<readonly Figure[]> {
  return new Promise((resolve, reject) => {
    const child = fork(worker, [JSON.stringify(part)], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let figures: readonly Figure[] | undefined;
    child.on('message', (message) => {
      figures = message as readonly Figure[];
    });
    child.on('error', reject);
    child.on('exit', () => (figures ? resolve(figures) : reject(new Error(`${part.name} ended without figures`))));
  });
}

function rowOf(figure: Figure): Row {
  const { row, what, most, measured, seed } = figure;
  return {
    what: `${row} ${what}`,
    goal: `≤ ${most}`,
    measured,
    isMet: isMet(figure),
    note: `worst seed ${seed ?? '-'}`,
  };
}
