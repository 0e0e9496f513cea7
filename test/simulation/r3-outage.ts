import { type Figure, keptFigures } from './figure.ts';
import { runLoad, stormFaults } from './run.ts';

const hour = 3_600_000;

/** R3: Slack does not answer for two hours, while `events` come in. Times in minutes after it is back. */
export async function outage({ seed, events }: Readonly<{ seed: number; events: number }>): Promise<readonly Figure[]> {
  const { simulation, load, outcome } = await runLoad({
    ...{ seed, hours: 24, load: { events, overMs: 2 * hour, outOfOrder: 0, malformed: 0 } },
    ...{ config: stormFaults.config, doubled: stormFaults.doubled },
    // One channel for all, so that there is an order to keep.
    routes: [{ to: 'C0SECURITY' }],
    isSlackDown: (ms) => ms < 2 * hour,
  });
  const back = simulation.startAt + 2 * hour;
  const severity = new Map(load.problems.map((alert) => [alert.id, alert.severity]));
  const shown = [...outcome.shownAt].filter(([, at]) => at >= back);
  const timesOf = (isCritical: boolean) =>
    shown.flatMap(([id, at]) => ((severity.get(id) === 'critical') === isCritical ? [at] : []));
  const [criticals, others] = [timesOf(true), timesOf(false)];
  const waiting = new Set(
    load.arrivals.flatMap(({ alertId, atMs }) => (alertId && atMs < 2 * hour - 60_000 ? [alertId] : [])),
  );
  const firstOther = Math.min(...others);
  // Of those few that were tried in the outage nobody knows whether they are there: they are looked for before they are sent.
  const tried = new Set(simulation.slack.attempts.flatMap(({ slot, at }) => (at < back ? [slot] : [])));
  const late = shown.filter(
    ([id, at]) =>
      at > firstOther && severity.get(id) === 'critical' && waiting.has(id) && !tried.has(`ALERT#${id}/root`),
  );
  const figure = (what: string, most: number, measured: number): Figure => ({ row: 'R3', what, most, measured, seed });
  const minutes = (times: readonly number[]) => (Math.max(back, ...times) - back) / 60_000;
  return [
    ...keptFigures('R3', seed, outcome),
    figure('last alert visible after the outage, min', 120, minutes([...criticals, ...others])),
    figure('critical alerts that came after others', 0, late.length),
    figure('messages in a channel within any 10 s', 11, outcome.fastest),
    figure('still busy', 0, simulation.isQuiet() ? 0 : 1),
  ];
}
