import type { Alert } from '../core/alert.ts';
import { matchesCondition } from '../core/condition.ts';
import { findAccount, type Settings } from '../core/settings.ts';

/** Whom a route calls where nobody acknowledged an alert for so long, in ms. */
export type Escalation = Readonly<{ channel: string; to: string; afterMs: number }>;

/**
 * The channels (ids; a user's id stands for the direct message) that an alert goes to: those of the first route that fits.
 * `owner` is the account's owner, and a route that has none to offer is passed over. Never empty: what no route takes goes
 * to the operations channel.
 */
export function routeAlert(alert: Alert, settings: Settings): readonly string[] {
  return [findRoute(alert, settings)?.channel ?? settings.slack.operations];
}

/** Whom the route of an alert calls at last; undefined where it calls nobody, and for what we did ourselves. */
export function escalationOf(alert: Alert, settings: Settings): Escalation | undefined {
  const { channel, escalate } = findRoute(alert, settings) ?? {};
  return channel !== undefined && escalate && alert.own === undefined ? { channel, ...escalate } : undefined;
}

function findRoute(alert: Alert, settings: Settings) {
  for (const { when, to, escalate } of settings.routes) {
    if (!matchesCondition(alert, when)) continue;
    const channel = to === 'owner' ? findAccount(settings, alert.accountId)?.owner : to;
    if (channel) return { channel, escalate };
  }
  return undefined;
}
