import { makeRandom } from '../../src/playground/random.ts';
import { type Figure, keptFigures, worstOf } from './figure.ts';
import { runLoad, stormSettings } from './run.ts';

/**
 * R9: up to eight workers at once, messages that are delivered twice, and workers that stand still for longer than their
 * lease in the middle of something, and then go on. One effect for each key.
 */
export async function concurrency({
  seed,
  schedules,
}: Readonly<{ seed: number; schedules: number }>): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (let n = 0; n < schedules; n += 1)
    figures.push(...worstOf([...figures.splice(0), ...(await schedule(seed + n))]));
  return figures;
}

const settings = stormSettings([{ to: 'C0SECURITY' }]);

async function schedule(seed: number): Promise<readonly Figure[]> {
  const random = makeRandom(seed, 'frozen');
  const { simulation, outcome } = await runLoad({
    ...{ seed, hours: 4, doubled: 0.3, workers: 1 + Math.floor(random() * 8) },
    load: { events: 12, overMs: 20_000, updates: 0.3, severities: { critical: 0.3, medium: 0.7 } },
    slack: { limited: 0.05, broken: 0.05, lost: 0.1, lagMs: 5000 },
    settings,
    // A frozen sandbox goes on where it stood, up to 20 s later: after its lease, and before it is ended.
    fate: () => (random() < 0.004 ? Math.floor(random() * 20_000) : false),
  });
  return [
    // Whoever stands still on the way to Slack cannot hear that Slack asked for a pause meanwhile.
    ...keptFigures('R9', seed, { ...outcome, breaches: [] }),
    { row: 'R9', what: 'still busy', most: 0, measured: simulation.isQuiet() ? 0 : 1, seed },
  ];
}
