import { createHash } from 'node:crypto';

/** What a button's value says to us; to everybody else it is opaque. */
export type OfferRef = Readonly<{ alertId: string; mark: string }>;

/**
 * The opaque id of a remediation offered on an alert: the alert's id and a mark of the remediation. It holds no state and
 * proves nothing: whoever presses is checked against the stored message, the policy and the rights.
 */
export function offerId(alertId: string, remediation: string): string {
  return `${alertId}.${createHash('sha256').update(remediation).digest('hex').slice(0, 12)}`;
}

/** The parts of an offer's id, or nothing where it is none. */
export function parseOfferId(id: string): OfferRef | undefined {
  const match = /^([\w-]{1,100})\.([0-9a-f]{12})$/.exec(id);
  const [, alertId, mark] = match ?? [];
  return alertId && mark ? { alertId, mark } : undefined;
}

/** The opaque value of the buttons on a request's message. It proves nothing either. */
export function ticketOf(requestId: string): string {
  return createHash('sha256').update(`ticket|${requestId}`).digest('hex').slice(0, 32);
}
