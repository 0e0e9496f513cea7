import { createHash } from 'node:crypto';
import { type MuteScope, muteScopes } from './mute-choice.ts';

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

/** The value of the button that mutes: the alert's id, and what can be chosen; it proves nothing either. */
export function muteButtonId(alertId: string, scopes: readonly MuteScope[]): string {
  return `${alertId}.${scopes.join(',')}`;
}

/** The parts of such a value; one without choices has the first alone. */
export function parseMuteButton(id: string): Readonly<{ alertId: string; scopes: readonly MuteScope[] }> | undefined {
  const [, alertId, named = ''] = /^([\w-]{1,100})(?:\.([a-z,]{1,100}))?$/.exec(id) ?? [];
  const scopes = muteScopes.filter((scope) => named.split(',').includes(scope));
  return alertId === undefined ? undefined : { alertId, scopes: scopes.length > 0 ? scopes : ['same'] };
}

/** The opaque value of the buttons on a request's message. It proves nothing either. */
export function ticketOf(requestId: string): string {
  return createHash('sha256').update(`ticket|${requestId}`).digest('hex').slice(0, 32);
}
