import type { Alert } from './alert.ts';
import type { AlertState } from './rows.ts';
import { raised } from './severity.ts';

/** Failures that are one alert for an actor and an hour: how often it happened is the count of its events, up to this. */
export const mostCounted = 1000;

/** So many failed sign-ins within the hour are no mistyped password any more. */
const burstFrom = 5;

/** Whether each further event of the alert is one more time of the same; GuardDuty and AWS Health count for themselves. */
export function isCounted({ kind, attempted }: Pick<Alert, 'kind' | 'attempted'>): boolean {
  return kind === 'access-denied' || (kind === 'console-sign-in' && attempted === true);
}

/** Whether it is a burst of failed sign-ins: somebody may be guessing. */
export function isBurst({ alert, times }: Pick<AlertState, 'alert' | 'times'>): boolean {
  return alert.kind === 'console-sign-in' && isCounted(alert) && (times?.count ?? 0) >= burstFrom;
}

/** The state as it is routed and shown: a burst weighs one step more than each of its events. What is stored stays as it came. */
export function weighed(state: AlertState): AlertState {
  if (!isBurst(state)) return state;
  const { alert, worst = alert.severity } = state;
  return { ...state, alert: { ...alert, severity: raised(alert.severity) }, worst: raised(worst) };
}
