import type { Alert } from '../core/alert.ts';
import { matchesCondition } from '../core/condition.ts';
import { findAccount, type Settings } from '../core/settings.ts';

/**
 * The channels (ids; a user's id stands for the direct message) that an alert goes to: those of the first route that fits.
 * `owner` is the account's owner, and a route that has none to offer is passed over. Never empty: what no route takes goes
 * to the operations channel.
 */
export function routeAlert(alert: Alert, settings: Settings): readonly string[] {
  for (const { when, to } of settings.routes) {
    if (!matchesCondition(alert, when)) continue;
    const channel = to === 'owner' ? findAccount(settings, alert.accountId)?.owner : to;
    if (channel) return [channel];
  }
  return [settings.slack.operations];
}
