import type { AlertKind } from './alert.ts';
import type { AlertState } from './rows.ts';

const day = 24 * 3_600_000;

/** Of these the source goes on to say whether they are true; of all others nothing is heard after a while. */
const standing: Readonly<Partial<Record<AlertKind, 'for good' | number>>> = {
  'config-compliance-change': 'for good',
  'access-analyzer-finding': 'for good',
  'cloudwatch-alarm': 'for good',
  'aws-health': 'for good',
  // GuardDuty and Security Hub forget a finding that was not updated for 90 days (their user guides, "Quotas").
  'guardduty-finding': 120 * day,
  'security-hub-finding': 120 * day,
};

/** What is over is remembered so long: longer than whatever may yet take it back (45 days). */
const remembered = 60 * day;
/** Its messages are forgotten earlier, by more than a dead letter lasts (14 days): what comes anew gets a message anew. */
const earlier = 15 * day;

/** How long an alert is remembered after its last change, in ms. */
export function alertLife({ status, alert }: Pick<AlertState, 'status' | 'alert'>): number | 'for good' {
  return status === 'open' ? (standing[alert.kind] ?? remembered) : remembered;
}

/** How long its messages are, in ms. */
export function messageLife(state: Pick<AlertState, 'status' | 'alert'>): number | 'for good' {
  const life = alertLife(state);
  return life === 'for good' ? life : life - earlier;
}

/** How long what its thread tells once is, in ms: also where the alert is never over, for nobody takes it back there. */
export function noteLife(state: Pick<AlertState, 'status' | 'alert'>): number {
  const life = messageLife(state);
  return life === 'for good' ? 365 * day : life;
}
