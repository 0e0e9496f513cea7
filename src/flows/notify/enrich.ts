import type { Alert } from '../../core/alert.ts';
import { UserError } from '../../core/errors.ts';
import { lacksItem } from '../../core/items/fetched-item.ts';
import type { Aggregator } from '../../core/ports.ts';
import { type Resource, resourceKey } from '../../core/resource.ts';
import { findAccount } from '../../core/settings.ts';
import { enrichAlert, type Found, isIncomplete } from '../../enrichers/index.ts';
import { type FetchWorld, fetchItems } from './fetch-items.ts';

/** Names and facts are waited for so long and no longer, in ms. */
const deadline = 2000;

export type EnrichWorld = FetchWorld & Readonly<{ aggregator: Pick<Aggregator, 'findSummaries'> }>;

/** An alert with what could be found out, and whether AWS Config may know more of it some minutes later. */
export type Enriched = Readonly<{ alert: Alert; isIncomplete: boolean }>;

/**
 * What the Config aggregator knows of the alerts' resources, asked once for all of them; only accounts of the settings are
 * asked for. `isLast` says that nobody will ask again. Never throws and never holds an alert back: what could not be found out is said so, with the reason.
 */
export async function enrichAlerts(
  alerts: readonly Alert[],
  world: EnrichWorld,
  { isLast = false }: Readonly<{ isLast?: boolean }> = {},
): Promise<readonly Enriched[]> {
  const isListed = ({ accountId }: Resource) => findAccount(world.settings, accountId) !== undefined;
  const asked = new Map(
    alerts.flatMap(({ resources }) => resources.filter(isListed)).map((resource) => [resourceKey(resource), resource]),
  );
  if (asked.size === 0) return alerts.map((alert) => ({ alert, isIncomplete: false }));
  const names = Promise.race([
    ask([...asked.values()], world),
    world.sleep(deadline).then((): Found => ({ unavailable: `AWS Config did not answer within ${deadline / 1000} s` })),
  ]);
  const [found, fetched] = await Promise.all([names, fetchItems(alerts, world)]);
  return fetched.map((alert) => {
    const resources = alert.resources.filter(isListed);
    if (resources.length === 0) return { alert, isIncomplete: false };
    // What nobody asks for will not be known later either.
    const isMissing = isIncomplete({ ...alert, resources }, found) || lacksItem(alert);
    return { alert: enrichAlert(alert, found, { isLast }), isIncomplete: isMissing };
  });
}

async function ask(resources: readonly Resource[], { aggregator, log }: EnrichWorld): Promise<Found> {
  try {
    return await aggregator.findSummaries(resources);
  } catch (error) {
    log.warn('Names could not be looked up', { resources: resources.length, error: String(error) });
    const isTold = error instanceof UserError;
    return { unavailable: isTold ? error.message.replace(/\.$/, '') : 'the look-up in AWS Config failed' };
  }
}
