import { createViteServer } from 'vitest/node';
import { once } from '../../src/core/once.ts';
import type { Figure } from '../simulation/figure.ts';
import { gates } from '../simulation/gates.ts';
import { heldBytes } from '../simulation/heap.ts';
import { storm } from '../simulation/r1-storm.ts';
import { outage } from '../simulation/r3-outage.ts';
import { poison } from '../simulation/r4-poison.ts';
import { sourceLoss } from '../simulation/r5-source-loss.ts';
import { order } from '../simulation/r6-order.ts';
import { fuzz } from '../simulation/r7-fuzz.ts';
import { soak } from '../simulation/r8-soak.ts';
import { concurrency } from '../simulation/r9-concurrency.ts';
import type { Part, Played } from './storm.ts';

/** Plays one part of the benchmark. */
export async function play(part: Part): Promise<Played> {
  return part.name === 'crashes' ? crashes(part) : { figures: await figuresOf(part) };
}

async function figuresOf({ name, seed, size, door }: Part): Promise<readonly Figure[]> {
  switch (name) {
    case 'storm':
      return stormAndHeap(seed, size);
    case 'outage':
      return outage({ seed, events: size });
    case 'poison':
      return poison({ seed, events: size });
    case 'source loss':
      return sourceLoss({ seed, states: size });
    case 'order':
      return order({ seed, cases: size });
    case 'fuzz':
      return fuzz({ seed, inputs: size, ...(door && { doors: [door] }) });
    case 'soak':
      return soak({ seed, days: 7, events: size });
    default:
      return concurrency({ seed, schedules: size });
  }
}

/** What the functions hold on to after the storm; the table and Slack are not in them, and are given up before. */
async function stormAndHeap(seed: number, events: number): Promise<readonly Figure[]> {
  await storm({ seed, events: Math.min(500, events) });
  const before = await heldBytes();
  const figures = await storm({ seed, events });
  const measured = Math.max(0, (await heldBytes()) - before) / 2 ** 20;
  return [...figures, { row: 'R1', what: 'heap that stays after it, MiB', most: 64, measured, seed }];
}

/** A server that makes gates of the awaits of the sources. */
const instrumented = once(async () => {
  const server = await createViteServer({
    ...{ configFile: false, logLevel: 'silent', plugins: [gates()] },
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  return server.ssrLoadModule('/test/simulation/r2-crashes.ts');
});

/** A slice of the crashes, one at each gate and `size` pairs in all; less than full size is a share of both. */
async function crashes({ seed, size, share = 1, slice }: Part): Promise<Played> {
  const { crashEverywhere } = await instrumented();
  const { figures, failures, reached, diedAt } = await crashEverywhere({ seed, share, doubles: size, slice });
  for (const one of failures) process.stderr.write(`${JSON.stringify(one)}\n`);
  return { figures, gates: { all: [...(globalThis.noroshiGates ?? [])], reached: [...reached], diedAt: [...diedAt] } };
}
