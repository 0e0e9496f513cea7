import { groupsOf } from '../../../../infra/definitions/groups.ts';
import { globalRegionOf } from '../../../../infra/definitions/recording.ts';
import type { Ask, Wire } from '../../../../infra/rollout/ask.ts';
import type { Item, Look, StepId } from '../../../../infra/rollout/item.ts';
import { findLogKey } from '../../../../infra/rollout/log-key.ts';
import type { Place } from '../../../../infra/rollout/place.ts';
import { createOpen } from '../../../../infra/rollout/sessions.ts';
import { steps } from '../../../../infra/rollout/steps/index.ts';
import type { Settings } from '../../../../src/core/settings.ts';
import { type EstateOptions, makeEstate } from '../../../../src/playground/estate/estate.ts';
import { settingsWith } from '../../settings.ts';

export const member = '111122223333';
export const security = '666677778888';
export const home = 'eu-west-1';
export const global = 'us-east-1';

export const settings: Settings = settingsWith({
  rollout: { chain: [], role: 'noroshi-rollout', globalRegion: global, guarddutyFeatures: ['S3_DATA_EVENTS'] },
});

/** AWS on the first day, and the places of an installation in it. The clock stands still but for pauses. */
export async function makeWorld(options: Partial<EstateOptions> = {}) {
  let time = Date.UTC(2026, 10, 20);
  const now = () => time;
  const own = options.settings ?? settings;
  const estate = makeEstate({ settings: own, regions: [home, global], instant: true, ...options, now });
  // The table of operations says what belongs together, as in `wire.ts`.
  const wire: Wire = (from) => estate.wire(from) as Ask;
  const open = createOpen(own, { wire, patient: (ask) => ask, now });
  const accounts = new Map(await Promise.all([member, security].map(async (id) => [id, await open(id)] as const)));
  const ask = (accountId: string, region: string): Ask => {
    const opened = accounts.get(accountId);
    if (!opened) throw new Error(`${accountId} is not open`);
    return opened.ask(region);
  };
  const place = (accountId: string, region: string): Place => {
    const group = groupsOf(own).find(({ accountIds }) => accountIds.includes(accountId));
    return {
      ...{ settings: own, accountId, region, regions: [home, global], everyRegion: [home, global], relays: [] },
      ...{ isMember: accountId === member, isSecurity: accountId === security },
      ...{ isGlobal: region === globalRegionOf(own), ...(group && { group }) },
      ...{ now, ask: ask(accountId, region), askIn: (where) => ask(accountId, where) },
      logKey: () => findLogKey(own, ask(security, home)),
      pause: async (ms) => {
        time += ms;
      },
    };
  };
  const items = (step: StepId, region = home, accountId = member) => steps[step](place(accountId, region));
  const planted = { settings: own, member, security, state: estate.state };
  return { estate, ask, place, items, planted };
}
export type World = Awaited<ReturnType<typeof makeWorld>>;

/** What the rollout does with an item: looks, and writes what is missing or different. */
export async function put(item: Item): Promise<Look> {
  const look = await item.look();
  if (look.state === 'missing' || look.state === 'different') await item.write(look);
  return look;
}

/** Sets up everything of these steps in the order of the rollout: logs first, then the region of what has none, then the other. */
export async function setUp(world: World, only: readonly StepId[]): Promise<void> {
  for (const step of only) for (const item of world.items(step, home, security)) await put(item);
  for (const region of [global, home]) {
    for (const step of only) for (const item of world.items(step, region)) await put(item);
  }
}

/** The one item of that name. */
export function one(items: readonly Item[], object = /./): Item {
  const [found] = items.filter((item) => object.test(item.object));
  if (!found) throw new Error(`There is no item ${object}`);
  return found;
}

/** The calls that changed something while `what` ran. */
export async function writesOf(world: World, what: () => Promise<unknown>): Promise<readonly string[]> {
  const from = world.estate.calls.length;
  await what();
  return world.estate.calls
    .slice(from)
    .filter(({ write }) => write)
    .map(({ name }) => name);
}
