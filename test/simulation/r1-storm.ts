import { percentile } from './check.ts';
import { type Figure, keptFigures } from './figure.ts';
import { type Ran, runLoad, stormFaults } from './run.ts';

/** R1: a storm from 25 accounts and 17 regions within a minute, with everything going wrong now and then. */
export async function storm({ seed, events }: Readonly<{ seed: number; events: number }>): Promise<readonly Figure[]> {
  return stormFigures(await runLoad({ seed, load: { events }, ...stormFaults }), seed);
}

/** Times are in seconds, and leave out those that Slack had told us to wait. */
function stormFigures({ simulation, load, outcome }: Ran, seed: number): readonly Figure[] {
  const { criticalTries, criticalSeen, othersSeen, fastest, configPerAlert, quarantined, deadLetters } = outcome;
  const malformed = new Set(load.arrivals.flatMap(({ alertId, body }) => (alertId === undefined ? [body] : []))).size;
  const figure = (what: string, most: number, measured: number): Figure => ({ row: 'R1', what, most, measured, seed });
  const seconds = (times: readonly number[]) => percentile(times, 0.99) / 1000;
  return [
    ...keptFigures('R1', seed, outcome),
    figure('messages in a channel within any 10 s', 10, fastest),
    figure('first try at a critical alert, s at p99', 2, seconds(criticalTries)),
    figure('critical alert visible, s at p99', 10, seconds(criticalSeen)),
    figure('any other alert visible, s at p99', 900, seconds(othersSeen)),
    figure('questions to AWS Config for each alert', 0.2, configPerAlert),
    figure('malformed events that are not in quarantine', 0, malformed - quarantined),
    figure('dead letters', 0, deadLetters),
    figure('queues still busy after 12 h', 0, simulation.isQuiet() ? 0 : 1),
  ];
}
