import type { Sentence } from '../alert.ts';
import { type Place, resourceOfArn } from '../arn.ts';
import { CloudTrailRecord, isCloudTrail } from '../cloudtrail/cloudtrail-record.ts';
import { oneLine } from '../text/phrase.ts';
import type { SecurityEvent } from './event.ts';
import { type EventSummary, plainFacts } from './summary.ts';
import { summaryOfMessage } from './summary-of-message.ts';
import { summaryOfRecord } from './summary-of-record.ts';

/** Says what it can of anything: never fails, and never says that something is missing. */
export function summariseEvent(event: SecurityEvent): EventSummary {
  return ofRecord(event) ?? summaryOfMessage(event) ?? anyEvent(event);
}

function ofRecord(event: SecurityEvent): EventSummary | undefined {
  if (!isCloudTrail(event)) return undefined;
  const parsed = CloudTrailRecord.safeParse(event.detail);
  return parsed.success ? summaryOfRecord({ ...event, detail: parsed.data }) : undefined;
}

function anyEvent(event: SecurityEvent): EventSummary {
  const place: Place = { accountId: event.account, region: event.region };
  const resources = event.resources.flatMap((arn) => resourceOfArn(arn, place) ?? []);
  const about: Sentence = resources.length > 0 ? [' about ', { resource: 0 }] : [];
  const service = event.source.startsWith('aws.') ? event.source.slice(4) : '';
  const isSaid = service === '' || event.detailType.toLowerCase().includes(service);
  const from = isSaid ? '' : ` from ${service}`;
  return {
    sentence: [`${oneLine(event.detailType)}${from}`, ...about],
    severity: 'medium',
    resources,
    facts: plainFacts(event.detail),
  };
}
