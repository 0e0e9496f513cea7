import type { Sentence } from '../alert.ts';
import { type CloudTrailRecord, errorFacts, failureOf, recordDraft, verbOf } from '../cloudtrail/cloudtrail-record.ts';
import { requestedResources } from '../cloudtrail/requested-resources.ts';
import { lowered } from '../severity.ts';
import { resourcesInWords, whoBegins } from '../text/sentence.ts';
import type { SecurityEvent } from './event.ts';
import { type EventSummary, plainFacts } from './summary.ts';

type RecordEvent = Omit<SecurityEvent, 'detail'> & Readonly<{ detail: CloudTrailRecord }>;

/** `christophe called cloudtrail:StopLogging on main-trail`, for calls that have no alert type of their own. */
export function summaryOfRecord(event: RecordEvent): EventSummary {
  const { detail } = event;
  const base = recordDraft(event);
  const resources = requestedResources(detail, base);
  const severity = detail.readOnly ? 'low' : 'medium';
  return {
    ...base,
    sentence: [...sentenceOf(detail, whoBegins(base.actor), resourcesOn(resources)), failureOf(detail)],
    severity: detail.errorCode ? lowered(severity) : severity,
    resources,
    facts: [...errorFacts(detail), ...plainFacts(detail.requestParameters ?? {})],
  };
}

function resourcesOn(resources: EventSummary['resources']): Sentence {
  return resources.length > 0 ? [' on ', ...resourcesInWords(resources.slice(0, 1), 'resource')] : [];
}

function sentenceOf(detail: CloudTrailRecord, who: string, on: Sentence): Sentence {
  if (detail.eventName === 'ConsoleLogin') {
    const failed = detail.responseElements?.['ConsoleLogin'] === 'Failure' || detail.errorMessage !== undefined;
    return [`${who} ${failed ? 'failed to sign in' : 'signed in'} to the console`];
  }
  const service = detail.eventSource?.split('.')[0];
  const call = service ? `${service}:${detail.eventName}` : detail.eventName;
  if (detail.eventType === 'AwsServiceEvent') return [`AWS reported ${call}`, ...on];
  return [`${who} ${verbOf(detail, 'called', 'call')} ${call}`, ...on];
}
