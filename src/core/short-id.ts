/** What stands below a list of open alerts with such ids. */
export const howToAcknowledge = 'To say that you look after one: /aws-alerts ack and its id.';

/** As much of an alert's id as a person types. */
export function shortId(alertId: string): string {
  return alertId.slice(0, 8);
}
