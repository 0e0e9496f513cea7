import { makeRandom } from '../../src/playground/random.ts';
import type { Figure } from './figure.ts';
import { alertsDoor } from './r7-alerts.ts';
import { frontDoor } from './r7-front-door.ts';
import { queriesDoor } from './r7-queries.ts';
import type { Door } from './r7-room.ts';

export const doorNames = ['alerts', 'front door', 'queries'] as const;
export type DoorName = (typeof doorNames)[number];

type Sizes = Readonly<{ seed: number; inputs: number; doors?: readonly DoorName[] }>;

const doors: Readonly<Record<DoorName, () => Door>> = {
  alerts: alertsDoor,
  'front door': frontDoor,
  queries: queriesDoor,
};

/** An input takes no longer, in ms of the processor; the best of three tries, because the engine tidies up now and then. */
const longest = 50;
const tries = 3;

/** R7: mutated inputs at each door that strangers reach: each has an outcome, soon. */
export async function fuzz({ seed, inputs, doors: names = doorNames }: Sizes): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const name of names) {
    const door = doors[name]();
    const random = makeRandom(seed, name);
    let [failed, slowest] = [0, 0];
    for (let n = 0; n < inputs; n += 1) {
      const work = door(random);
      let { isFine, took } = await timed(work);
      for (let more = 1; more < tries && took > longest; more += 1) took = Math.min(took, (await timed(work)).took);
      if (!isFine) failed += 1;
      slowest = Math.max(slowest, took);
    }
    figures.push(
      { row: 'R7', what: `inputs at ${name} without a defined outcome`, most: 0, measured: failed, seed },
      { row: 'R7', what: `slowest input at ${name}, ms`, most: longest, measured: slowest, seed },
    );
  }
  return figures;
}

async function timed(work: ReturnType<Door>): Promise<{ isFine: boolean; took: number }> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  const isFine = await Promise.resolve()
    .then(work)
    .catch(() => false);
  const { user, system } = process.cpuUsage(before);
  // Others of the process may work meanwhile, and others of the machine.
  return { isFine, took: Math.min(performance.now() - from, (user + system) / 1000) };
}
