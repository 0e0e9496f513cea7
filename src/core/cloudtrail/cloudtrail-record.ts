import * as z from 'zod/mini';
import type { Actor, Fact } from '../alert.ts';
import type { SecurityEvent } from '../events/event.ts';
import { anything, flag, list, maybe, readText, someText, text } from '../text/lenient.ts';
import { oneLine } from '../text/phrase.ts';
import { actorOf, UserIdentity } from './actor.ts';

/** The fields of a CloudTrail record that alerts are made of ("CloudTrail record contents"). */
export const CloudTrailRecord = z.object({
  eventName: someText,
  eventSource: text,
  eventID: text,
  eventTime: text,
  eventType: text,
  awsRegion: text,
  recipientAccountId: text,
  userIdentity: maybe(UserIdentity),
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  errorMessage: text,
  readOnly: flag,
  requestParameters: anything,
  responseElements: anything,
  additionalEventData: anything,
  resources: list(z.object({ ARN: text, arn: text, type: text })),
});

export type CloudTrailRecord = z.infer<typeof CloudTrailRecord>;

type RecordEvent = Omit<SecurityEvent, 'detail'> & Readonly<{ detail: CloudTrailRecord }>;

/** What EventBridge calls the events that hold a CloudTrail record. */
export function isCloudTrail({ detailType }: SecurityEvent): boolean {
  return detailType.endsWith(' via CloudTrail');
}

/** Whether the event is a call of one of `names` to `service`, e.g. `ec2`; cheap enough for `matches`. */
export function isCall(event: SecurityEvent, service: string, names: ReadonlySet<string>): boolean {
  const { eventSource, eventName } = event.detail;
  return (
    isCloudTrail(event) &&
    eventSource === `${service}.amazonaws.com` &&
    typeof eventName === 'string' &&
    names.has(eventName)
  );
}

/** Who made the call; a sign-in says itself whether a second factor was used. */
export function actorIn(record: CloudTrailRecord): Actor | undefined {
  const { userIdentity, sourceIPAddress, userAgent, additionalEventData } = record;
  const actor = actorOf(userIdentity, { sourceIp: sourceIPAddress, userAgent });
  const used = readText(additionalEventData?.['MFAUsed']);
  return actor && (used === 'Yes' || used === 'No') ? { ...actor, mfa: used === 'Yes' } : actor;
}

/** What identifies the record: the same call delivered twice has the same. A record without an id is known by its event's. */
function recordKeys(event: RecordEvent): { fingerprint: readonly string[]; eventKey: string } {
  const id = event.detail.eventID ?? event.id;
  return { fingerprint: [id], eventKey: id };
}

/** Everything that an alert takes from a record whatever the call was. */
export function recordDraft(event: RecordEvent) {
  const { detail } = event;
  const actor = actorIn(detail);
  return {
    ...recordKeys(event),
    ...(actor ? { actor } : {}),
    ...(detail.errorCode ? { attempted: true as const } : {}),
    ...(detail.eventTime ? { occurredAt: detail.eventTime } : {}),
    ...(detail.eventID ? { cloudTrailEventId: detail.eventID } : {}),
    call: `${detail.eventSource?.split('.')[0] ?? ''}:${detail.eventName.replace(/20\d{6}(?:v\d+)?$/, '')}`,
    accountId: detail.recipientAccountId ?? event.account,
    region: detail.awsRegion ?? event.region,
  };
}

/** Why a call failed, as facts. */
export function errorFacts({ errorCode, errorMessage }: CloudTrailRecord): readonly Fact[] {
  // An authorization failure's encoded part is of no use to a person and thousands of characters long.
  const message = readText(errorMessage?.replace(/Encoded authorization failure message:.*$/s, ''));
  return [
    ...(errorCode ? [{ label: 'Error', value: errorCode }] : []),
    ...(message ? [{ label: 'Error message', value: oneLine(message, 500) }] : []),
  ];
}

/** How the sentence of a failed call ends: ` but was refused (AccessDenied)`; empty when the call went through. */
export function failureOf({ errorCode }: CloudTrailRecord): string {
  if (!errorCode) return '';
  if (/DryRunOperation$/.test(errorCode)) return ', but only as a dry run';
  const refused = /unauthorized|accessdenied|forbidden|notauthorized|optinrequired/i.test(errorCode);
  return ` but ${refused ? 'was refused' : 'it failed'} (${errorCode})`;
}

/** The verb of a sentence: `opened`, or `tried to open` for what failed. */
export function verbOf(record: CloudTrailRecord, past: string, infinitive: string): string {
  return record.errorCode ? `tried to ${infinitive}` : past;
}
