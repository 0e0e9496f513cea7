import type { Actor } from './alert.ts';

/** The CloudTrail record that most likely caused what an alert tells of. */
export type Evidence = Readonly<{
  actor: Actor;
  /** Service and API call: `ec2:AuthorizeSecurityGroupIngress`. */
  call: string;
  /** When it was called, in ms. */
  at: number;
  accountId: string;
  region: string;
  /** CloudTrail's eventID. */
  eventId?: string;
}>;

/** A cause comes before what it causes; AWS Config records what it saw within minutes, seldom within an hour. */
export const causeWithin = 60 * 60_000;
/** So much two of AWS's clocks may differ, in ms: little, or what mends a problem would be taken for its cause. */
const skew = 2_000;

/** Whether a call at `at` may have caused what was seen at `seenAt` (both ms). */
export function mayHaveCaused(at: number, seenAt: number, within = causeWithin): boolean {
  return at <= seenAt + skew && at >= seenAt - within;
}

/** The newest of some calls: whatever came before it, this one left the resource as it was then found. */
export function newestOf(found: readonly Evidence[]): Evidence | undefined {
  return found.reduce<Evidence | undefined>((best, one) => (best && best.at >= one.at ? best : one), undefined);
}
