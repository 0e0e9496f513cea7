import { type Figure, keptFigures } from './figure.ts';
import { heldBytes } from './heap.ts';
import { runLoad, stormFaults } from './run.ts';

const day = 24 * 3_600_000;
/** What is terminal is kept for 45 days, in ms. */
const kept = 46 * day;

type Sizes = Readonly<{ seed: number; days: number; events: number }>;

/**
 * R8: a storm each day. What the functions hold on to between their runs must not grow, and rows must go when they are over:
 * all but what belongs to alerts that are still open, and one or two for each channel, queue and message in quarantine.
 */
export async function soak({ seed, days, events }: Sizes): Promise<readonly Figure[]> {
  const figure = (what: string, most: number, measured: number): Figure => ({ row: 'R8', what, most, measured, seed });
  // Twice: what is compiled and read once is there then.
  for (let warming = 0; warming < 2; warming += 1) await oneSoak({ seed, days: 1, events });
  const before = await heldBytes();
  const { kept, left } = await oneSoak({ seed, days, events });
  const after = await heldBytes();
  return [
    ...kept,
    figure('heap that stays, MiB for each day', 1, Math.max(0, after - before) / 2 ** 20 / days),
    figure('rows that stay, for each open alert', 4, left),
  ];
}

async function oneSoak({ seed, days, events }: Sizes): Promise<Readonly<{ kept: readonly Figure[]; left: number }>> {
  const { simulation, outcome } = await runLoad({
    ...{ seed, ...stormFaults, hours: days * 24 + 6, load: { events, repeatEachMs: day, times: days } },
  });
  simulation.table.expire(simulation.scheduler.now() + kept);
  const rows = simulation.table.rows();
  const open = rows.filter(({ sk, status }) => sk === 'STATE' && status === 'open').length;
  return { kept: keptFigures('R8', seed, outcome), left: rows.length / Math.max(1, open) };
}
