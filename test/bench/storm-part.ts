import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createViteServer } from 'vitest/node';
import type { Figure } from '../simulation/figure.ts';
import { gates } from '../simulation/gates.ts';
import { storm } from '../simulation/r1-storm.ts';
import { outage } from '../simulation/r3-outage.ts';
import { poison } from '../simulation/r4-poison.ts';
import { sourceLoss } from '../simulation/r5-source-loss.ts';
import { order } from '../simulation/r6-order.ts';
import { fuzz } from '../simulation/r7-fuzz.ts';
import { soak } from '../simulation/r8-soak.ts';
import { concurrency } from '../simulation/r9-concurrency.ts';
import { unreached } from '../simulation/unreached.ts';
import type { Part } from './storm.ts';

/** Plays one part of the benchmark: its figures. */
export async function play({ name, seed, size }: Part): Promise<readonly Figure[]> {
  switch (name) {
    case 'storm':
      return stormAndHeap(seed, size);
    case 'crashes':
      return crashes(seed, size);
    case 'outage':
      return outage({ seed, events: size });
    case 'poison':
      return poison({ seed, events: size });
    case 'source loss':
      return sourceLoss({ seed, states: size });
    case 'order':
      return order({ seed, cases: size });
    case 'fuzz':
      return fuzz({ seed, inputs: size });
    case 'soak':
      return soak({ seed, days: 7, events: size });
    default:
      return concurrency({ seed, schedules: size });
  }
}

/** What the functions hold on to after the storm; the table and Slack are not in them, and are given up before. */
async function stormAndHeap(seed: number, events: number): Promise<readonly Figure[]> {
  await storm({ seed, events: Math.min(500, events) });
  const before = heap();
  const figures = await storm({ seed, events });
  const measured = Math.max(0, heap() - before) / 2 ** 20;
  return [...figures, { row: 'R1', what: 'heap that stays after it, MiB', most: 64, measured, seed }];
}

/** In a server that makes gates of the awaits of the sources: crashes at each, and `doubles` pairs. */
async function crashes(seed: number, doubles: number): Promise<readonly Figure[]> {
  const server = await createViteServer({
    ...{ configFile: false, logLevel: 'silent', plugins: [gates()] },
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const { crashEverywhere } = await server.ssrLoadModule('/test/simulation/r2-crashes.ts');
    const share = Math.min(1, doubles / 100);
    const { figures, failures, reached } = await crashEverywhere({ seed, share, doubles });
    for (const one of failures) process.stderr.write(`${JSON.stringify(one)}\n`);
    const never = unreached(globalThis.noroshiGates ?? new Set(), reached);
    for (const gate of never) process.stderr.write(`never reached: ${gate}\n`);
    return [...figures, { row: 'R2', what: 'awaits that were never reached', most: 0, measured: never.length, seed }];
  } finally {
    await server.close();
  }
}

function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
