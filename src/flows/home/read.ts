import { mayInvestigate } from '../../core/access.ts';
import type { Home } from '../../core/home.ts';
import { readAlerts } from './alerts.ts';
import { readRelay } from './relay.ts';
import { readRequests } from './requests.ts';
import type { HomeJob, HomeWorld } from './world.ts';

/** All that App Home tells this person, read now. Throws UNREACHABLE when Slack cannot be asked what they may. */
export async function readHome({ asker }: HomeJob, world: HomeWorld, note?: string): Promise<Home> {
  const [requests, looks] = await Promise.all([readRequests(asker, world), readLooks(asker, world)]);
  return { madeAt: world.now(), ...(note !== undefined && { note }), ...(looks && { looks }), ...requests };
}

async function readLooks(asker: HomeJob['asker'], world: HomeWorld): Promise<Home['looks']> {
  if (!(await mayInvestigate(world.settings, asker, world.people))) return undefined;
  const [alerts, saved, relay] = await Promise.all([
    readAlerts(world),
    world.store.listSaved(asker.userId),
    readRelay(world),
  ]);
  return { alerts, saved, relay };
}
