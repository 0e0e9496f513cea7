import { createHash } from 'node:crypto';
import { type MuteChoices, type MuteNames, muteScopes } from './mute-choice.ts';
import { oneLine } from './text/phrase.ts';

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

/** So long may a button's value be of which everything arrives again. */
const longest = 255;

/** So much of each name is told, so that a choice fits in a line of a form. */
const lengths = { what: 34, resource: 34, actor: 28, account: 28 } as const;

/**
 * The value of the button that mutes: the alert's id, what can be chosen, and the names that the form tells it with, which are
 * left out where they do not fit. It proves nothing either.
 */
export function muteButtonId(alertId: string, { scopes, names }: MuteChoices): string {
  const bare = `${alertId}.${scopes.join(',')}`;
  const whole = names ? `${bare}.${writeNames(names)}` : bare;
  return whole.length <= longest ? whole : bare;
}

/** The parts of such a value; one without choices has the first alone. */
export function parseMuteButton(id: string): Readonly<{ alertId: string; choices: MuteChoices }> | undefined {
  const [, alertId, chosen = '', told = ''] = /^([\w-]{1,100})(?:\.([a-z,]{1,100})(?:\.(\S{1,255}))?)?$/.exec(id) ?? [];
  if (alertId === undefined) return undefined;
  const scopes = muteScopes.filter((scope) => chosen.split(',').includes(scope));
  const names = readNames(told);
  return { alertId, choices: { scopes: scopes.length > 0 ? scopes : ['same'], ...(names && { names }) } };
}

function writeNames({ what, resource = '', actor = '', account }: MuteNames): string {
  const all = { what, resource, actor, account };
  const write = (name: keyof typeof all): string =>
    encodeURIComponent(oneLine(all[name].replace(/\p{Cs}/gu, '\ufffd'), lengths[name])).replaceAll('~', '%7E');
  return `${write('what')}~${write('resource')}~${write('actor')}~${write('account')}`;
}

function readNames(written: string): MuteNames | undefined {
  const [what, resource, actor, account] = written.split('~').map(decoded);
  if (!what || !account) return undefined;
  return { what, ...(resource && { resource }), ...(actor && { actor }), account };
}

/** Nothing for what is not written so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The opaque value of the buttons on a request's message. It proves nothing either. */
export function ticketOf(requestId: string): string {
  return createHash('sha256').update(`ticket|${requestId}`).digest('hex').slice(0, 32);
}
