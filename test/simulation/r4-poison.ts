import { type Figure, keptFigures } from './figure.ts';
import { runLoad } from './run.ts';

/** R4: one event in ten makes its handler throw, each time. The others are done once, and the poison is announced once. */
export async function poison({ seed, events }: Readonly<{ seed: number; events: number }>): Promise<readonly Figure[]> {
  const isPoison = (alertId: string) => Number.parseInt(alertId.slice(-6), 16) % 10 === 0;
  const { simulation, load, outcome } = await runLoad({
    ...{ seed, hours: 6, load: { events, malformed: 0, duplicates: 0, updates: 0 } },
    // The table refuses a key, as it does one that is too long or whose item is too large.
    broken: ({ store }) => ({
      store: {
        ...store,
        async putEvent(alertId, key, body) {
          if (isPoison(alertId)) throw new Error('ValidationException');
          return store.putEvent(alertId, key, body);
        },
      },
    }),
  });
  const poisoned = new Set(load.arrivals.flatMap(({ alertId }) => (alertId && isPoison(alertId) ? [alertId] : [])));
  const messages = load.arrivals.filter(({ alertId }) => alertId && isPoison(alertId)).length;
  const { dead } = simulation.queues.alerts;
  const announcements = simulation.slack.messages().filter(({ slot, isGone }) => slot.startsWith('DEAD#') && !isGone);
  const figure = (what: string, most: number, measured: number): Figure => ({ row: 'R4', what, most, measured, seed });
  return [
    ...keptFigures('R4', seed, { ...outcome, lost: outcome.lost.filter((id) => !poisoned.has(id)) }),
    figure('poisoned messages that are not among the dead letters', 0, messages - dead.length),
    figure('others among the dead letters', 0, dead.filter(({ receives }) => receives !== 5).length),
    figure('announcements beyond the one', 0, Math.abs(announcements.length - 1)),
  ];
}
