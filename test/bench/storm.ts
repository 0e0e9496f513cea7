import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Figure, isMet, worstOf } from '../simulation/figure.ts';
import { type DoorName, doorNames } from '../simulation/r7-fuzz.ts';
import { unreached } from '../simulation/unreached.ts';
import type { Row } from './trail.ts';

/** `size` is in what the part counts: events, pairs of crashes, states, inputs, schedules. */
export type Part = Readonly<{
  name: 'storm' | 'crashes' | 'outage' | 'poison' | 'source loss' | 'order' | 'fuzz' | 'soak' | 'concurrency';
  seed: number;
  size: number;
  /** Of the gates at which somebody dies, 0–1. */
  share?: number;
  slice?: Readonly<{ at: number; of: number }>;
  door?: DoorName;
}>;

type Gates = Readonly<Record<'all' | 'reached' | 'diedAt', readonly string[]>>;
/** What came of a part, and of the gates that it met. */
export type Played = Readonly<{ figures: readonly Figure[]; gates?: Gates }>;
/** With what the process has cost by then, in microseconds. */
type Answer = Played & Readonly<{ cpu: NodeJS.CpuUsage }>;

type StormSizes = Readonly<{ seeds: number; events: number; seed: number }>;

const worker = fileURLToPath(new URL('storm-worker.mjs', import.meta.url));
/** The crashes of a seed are dealt to so many parts, so that all processes have something to do until the end. */
const slices = 5;

/** Runs every row of the simulation at full size, in as many processes as there are cores, two at most; the worst seed of each. */
export async function* benchStorm(sizes: StormSizes): AsyncGenerator<Row> {
  const parts = partsOf(sizes);
  const all: Played[] = [];
  let next = 0;
  const lane = async () => {
    const child = fork(worker, {
      execArgv: ['--max-semi-space-size=64'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let cpu = 0;
    try {
      await answerOf(child);
      for (let part = parts[next++]; part; part = parts[next++]) {
        child.send(part);
        const answer = await answerOf(child);
        all.push(answer);
        const cost = secondsOf(answer) - cpu;
        cpu += cost;
        const left = Math.max(0, parts.length - next);
        process.stderr.write(`${part.name} seed ${part.seed}: ${cost.toFixed(1)} s of CPU, ${left} to go\n`);
      }
    } finally {
      child.kill();
    }
    return cpu;
  };
  const costs = await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  process.stderr.write(`${Math.round(costs.reduce((sum, one) => sum + one))} s of CPU in all\n`);
  const gates = all.flatMap((played) => played.gates ?? []);
  const figures = [...all.flatMap((played) => played.figures), ...gateFigures(gates, sizes)];
  for (const figure of worstOf(figures).toSorted((a, b) => a.row.localeCompare(b.row))) yield rowOf(figure);
}

/** The long ones first. Sizes are shares of R1's events, so that a smaller bench is smaller in everything. */
function partsOf({ seeds, events, seed }: StormSizes): readonly Part[] {
  const share = Math.min(1, events / 20_000);
  const sized = (name: Part['name'], size: number, at = seed): Part => ({
    ...{ name, seed: at, size: Math.ceil((size * events) / 20_000), share },
  });
  const ofSeeds = Array.from({ length: seeds }, (_, n) => seed + n);
  return [
    sized('soak', 2000),
    ...ofSeeds.slice(0, 4).map((at, n) => sized('concurrency', 500, at * 1000 + n)),
    ...ofSeeds
      .slice(0, 2)
      .flatMap((one) =>
        Array.from({ length: slices }, (_, at) => ({ ...sized('crashes', 200, one), slice: { at, of: slices } })),
      ),
    ...doorNames.map((door) => ({ ...sized('fuzz', 200_000), door })),
    ...ofSeeds.map((at) => sized('storm', 20_000, at)),
    ...ofSeeds.slice(0, 3).map((at) => sized('outage', 5000, at)),
    sized('poison', 10_000),
    sized('source loss', 1000),
    sized('order', 10_000),
  ];
}

function secondsOf({ cpu: { user, system } }: Answer): number {
  return (user + system) / 1e6;
}

/** What the process says next; throws when it ends instead. */
async function answerOf(child: ChildProcess): Promise<Answer> {
  const gone = new AbortController();
  const ended = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${code}`);
  });
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal: gone.signal }), ended]);
    return answer;
  } finally {
    gone.abort();
    ended.catch(() => undefined);
  }
}

/** Every gate must be reached, and at full size somebody must die at each. */
function gateFigures(met: readonly Gates[], { events }: StormSizes): readonly Figure[] {
  const union = (kind: keyof Gates) => new Set(met.flatMap((one) => one[kind]));
  const none = (what: string, kind: keyof Gates): Figure => {
    const left = unreached(union('all'), union(kind));
    for (const gate of left) process.stderr.write(`${what}: ${gate}\n`);
    return { row: 'R2', what, most: 0, measured: left.length };
  };
  const figures = [none('awaits that were never reached', 'reached')];
  return events < 20_000 ? figures : [...figures, none('awaits at which nobody died', 'diedAt')];
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
