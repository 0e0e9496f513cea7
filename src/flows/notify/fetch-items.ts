import type { Alert } from '../../core/alert.ts';
import { UserError } from '../../core/errors.ts';
import { lacksItem, withItems, withoutItem } from '../../core/items/fetched-item.ts';
import type { FindCaptured, Log } from '../../core/ports.ts';
import { findAccount, type Settings } from '../../core/settings.ts';

/** An item is waited for so long and no longer, in ms. */
const deadline = 2000;

export type FetchWorld = Readonly<{
  /** Left out where nothing is to be asked in the accounts themselves. */
  findCaptured?: FindCaptured;
  settings: Settings;
  log: Log;
  /** Must not keep the process alive by itself. */
  sleep: (ms: number) => Promise<unknown>;
}>;

/**
 * The same alerts in the same order; those whose event was too small for the configuration item with what AWS Config tells
 * of it. Never throws and never holds an alert back; accounts that are not in the settings are not asked.
 */
export async function fetchItems(alerts: readonly Alert[], world: FetchWorld): Promise<readonly Alert[]> {
  return Promise.all(
    alerts.map((alert) =>
      lacksItem(alert)
        ? Promise.race([fetchItem(alert, world), world.sleep(deadline).then(() => late(alert))])
        : Promise.resolve(alert),
    ),
  );
}

async function fetchItem(alert: Alert, { findCaptured, settings, log }: FetchWorld): Promise<Alert> {
  const [resource] = alert.resources;
  if (!findCaptured || !resource || !findAccount(settings, resource.accountId)) return alert;
  try {
    return withItems(alert, await findCaptured(resource, alert.occurredAt));
  } catch (error) {
    log.warn('A configuration item could not be fetched', { alertId: alert.id, error: String(error) });
    const isTold = error instanceof UserError;
    return withoutItem(alert, isTold ? error.message.replace(/\.$/, '') : 'the look-up in AWS Config failed');
  }
}

function late(alert: Alert): Alert {
  return withoutItem(alert, `AWS Config did not answer within ${deadline / 1000} s`);
}
