import type { Alert } from '../core/alert.ts';
import { UserError } from '../core/errors.ts';
import type { Aggregator, Log } from '../core/ports.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { enrichAlert, type Found } from '../enrichers/index.ts';

/** Names and facts are waited for so long and no longer, in ms. */
const deadline = 2000;

export type EnrichWorld = Readonly<{
  aggregator: Pick<Aggregator, 'findSummaries'>;
  settings: Settings;
  log: Log;
  /** Must not keep the process alive by itself. */
  sleep: (ms: number) => Promise<unknown>;
}>;

/**
 * What the Config aggregator knows of the alerts' resources, asked once for all of them; only accounts of the settings are
 * asked for. Never throws and never holds an alert back: what could not be found out is said so, with the reason.
 */
export async function enrichAlerts(alerts: readonly Alert[], world: EnrichWorld): Promise<readonly Alert[]> {
  const isListed = ({ accountId }: Resource) => findAccount(world.settings, accountId) !== undefined;
  const asked = new Map(
    alerts.flatMap(({ resources }) => resources.filter(isListed)).map((resource) => [resourceKey(resource), resource]),
  );
  if (asked.size === 0) return alerts;
  const found = await Promise.race([
    ask([...asked.values()], world),
    world.sleep(deadline).then((): Found => ({ unavailable: `AWS Config did not answer within ${deadline / 1000} s` })),
  ]);
  return alerts.map((alert) => (alert.resources.some(isListed) ? enrichAlert(alert, found) : alert));
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
