import * as z from 'zod/mini';
import type { Fact, Sentence } from '../core/alert.ts';
import { type Place, resourceOfArn } from '../core/arn.ts';
import { resourcesMentioned, unique } from '../core/findings/guardduty-resources.ts';
import { toIsoTime } from '../core/instant.ts';
import type { Resource } from '../core/resource.ts';
import type { Severity } from '../core/severity.ts';
import { anything, list, readText, text } from '../core/text/lenient.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

const detailTypes = ['AWS Health Event', 'AWS Health Abuse Event'];

const Entity = z.object({ entityValue: text, status: text, statusCode: text, tags: anything });

/** The fields of an event that are used ("AWS Health events Amazon EventBridge schema"). */
const Health = z.object({
  eventArn: text,
  service: text,
  eventTypeCode: text,
  eventTypeCategory: text,
  eventScopeCode: text,
  communicationId: text,
  statusCode: text,
  startTime: text,
  endTime: text,
  lastUpdatedTime: text,
  eventRegion: text,
  affectedAccount: text,
  actionability: text,
  eventDescription: list(z.object({ language: text, latestDescription: text })),
  affectedEntities: list(Entity),
  page: text,
  totalPages: text,
});
type Health = z.infer<typeof Health>;

/** AWS says that something of ours is affected: an issue, a planned change, a notice, or a report of abuse. */
export const awsHealth = defineAlert({
  id: 'aws-health',
  pattern: { source: ['aws.health'], 'detail-type': detailTypes },
  matches: ({ detailType, source }) => detailTypes.includes(detailType) && source !== 'sns',
  schema: Health,
  toAlert(event): AlertDraft | undefined {
    const { detail } = event;
    const { eventArn, eventTypeCode, statusCode } = detail;
    if (!eventArn || !eventTypeCode) return undefined;
    const place = { accountId: detail.affectedAccount ?? event.account, region: detail.eventRegion ?? event.region };
    const isOver = statusCode === 'closed';
    const told = detail.lastUpdatedTime ?? event.time ?? detail.startTime;
    // A planned change starts in the future; it happened that we were told.
    const occurredAt = /change$/i.test(detail.eventTypeCategory ?? '') ? told : (detail.startTime ?? told);
    const resources = resourcesIn(detail, place);
    return {
      sentence: sentenceOf(event, resources),
      severity: isOver ? 'info' : severityOf(event),
      state: isOver ? 'resolved' : 'open',
      ...(isOver && { solvedBy: 'AWS says that it is over' }),
      ...place,
      resources,
      fingerprint: [eventArn, place.accountId],
      eventKey: [detail.communicationId ?? told ?? event.id, detail.page ?? '1', statusCode ?? 'open'].join('/'),
      ...(occurredAt ? { occurredAt } : {}),
      ...(told ? { sourceTime: told } : {}),
      facts: factsOf(detail),
    };
  },
});

type Event = Readonly<Pick<EventOf<Health>, 'detail' | 'detailType'>>;

function isAbuse({ detail, detailType }: Event): boolean {
  return detailType === 'AWS Health Abuse Event' || detail.service === 'ABUSE' || detail.service === 'RISK';
}

/** Exposed credentials are somebody's way in already; other reports of abuse and risk come close. */
function severityOf(event: Event): Severity {
  const { eventTypeCategory, eventTypeCode = '', actionability } = event.detail;
  if (/CREDENTIALS?_(?:EXPOSED|COMPROMISED)|COMPROMISED/.test(eventTypeCode)) return 'critical';
  if (isAbuse(event)) return 'high';
  if (eventTypeCategory === 'issue' || eventTypeCategory === 'investigation') return 'medium';
  return actionability === 'ACTION_REQUIRED' ? 'medium' : 'low';
}

function sentenceOf(event: Event, resources: readonly Resource[]): Sentence {
  const { service, eventTypeCode = '', statusCode } = event.detail;
  const words = codeInWords(eventTypeCode, service);
  const own = `AWS Health: ${service ? `${oneLine(service, 60)} ` : ''}`;
  const source = service === 'RISK' ? 'AWS warns of a risk: ' : isAbuse(event) ? 'AWS reports abuse: ' : own;
  const more = resources.length > 1 ? [` and ${resources.length - 1} more`] : [];
  const about: Sentence = resources.length > 0 ? [' — ', { resource: 0 }, ...more] : [];
  return [`${source}${words}`, ...about, ...(statusCode === 'closed' ? [', now over'] : [])];
}

const abbreviations = /^(?:ec2|ebs|rds|iam|api|dos|vpn|vpc|eks|ecs|s3|dns|tls|ssl|aws|elb|sqs|sns|kms)$/;

/** `AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED` → `instance retirement scheduled`. */
function codeInWords(code: string, service = ''): string {
  const rest = code.replace(/^AWS_/, '');
  const own = service !== '' && rest.startsWith(`${service}_`) ? rest.slice(service.length + 1) : rest;
  return oneLine(own, 200)
    .toLowerCase()
    .split('_')
    .map((word) => (abbreviations.test(word) ? word.toUpperCase() : word))
    .join(' ');
}

/** Entities are ARNs, or ids that tell their type by their prefix; others are told in a fact. */
function resourcesIn({ affectedEntities }: Health, place: Place): readonly Resource[] {
  const found = (affectedEntities ?? []).flatMap(({ entityValue, tags }) => {
    if (!entityValue) return [];
    const byArn = resourceOfArn(entityValue, place);
    const [resource] = byArn ? [byArn] : resourcesMentioned(entityValue, place);
    const name = readText(tags?.['Name']);
    return resource ? [name && name !== resource.id ? { ...resource, name } : resource] : [];
  });
  return unique(found);
}

const categories = new Map([
  ['issue', 'an issue'],
  ['accountNotification', 'a notice for the account'],
  ['scheduledChange', 'a scheduled change'],
  ['plannedChange', 'a planned change'],
  ['investigation', 'an investigation'],
]);

/** Of a name alone it does not matter where. */
const nowhere = { accountId: '', region: '' };

function factsOf(detail: Health): readonly Fact[] {
  const texts = detail.eventDescription ?? [];
  const english = texts.find(({ language }) => language?.startsWith('en')) ?? texts[0];
  const entities = (detail.affectedEntities ?? []).flatMap(({ entityValue, status, statusCode }) => {
    const how = status ?? statusCode;
    const what = entityValue && (resourceOfArn(entityValue, nowhere)?.id ?? entityValue);
    return what ? [how ? `${what} (${how.toLowerCase()})` : what] : [];
  });
  const shown = entities.slice(0, 10).join('\n');
  const isPaged = detail.totalPages !== undefined && detail.totalPages !== '1' && detail.page !== undefined;
  const values: readonly [string, string | undefined][] = [
    ['This is', categories.get(detail.eventTypeCategory ?? '')],
    ['What AWS says', english?.latestDescription],
    ['Concerns', detail.eventScopeCode === 'PUBLIC' ? 'every customer in the region' : undefined],
    ['Starts', toIsoTime(detail.startTime)],
    ['Ends', toIsoTime(detail.endTime)],
    ['Affected', entities.length > 10 ? `${shown}\nand ${entities.length - 10} more` : shown],
    ['To be done', detail.actionability === 'ACTION_REQUIRED' ? 'AWS says that action is required' : undefined],
    ['Part', isPaged ? `page ${detail.page} of ${detail.totalPages}` : undefined],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
