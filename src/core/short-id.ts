/** As much of an alert's id as a person types. */
export function shortId(alertId: string): string {
  return alertId.slice(0, 8);
}
