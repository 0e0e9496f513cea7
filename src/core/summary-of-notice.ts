import * as z from 'zod/mini';
import type { Fact, Sentence } from './alert.ts';
import type { SecurityEvent } from './event.ts';
import { resourcesMentioned } from './guardduty-resources.ts';
import { anyCase, isObject, list, maybe, readText, text } from './lenient.ts';
import { oneLine } from './phrase.ts';
import type { Severity } from './severity.ts';
import { type EventSummary, plainFacts } from './summary.ts';

/** What an alarm, a plain message, an automation or AWS Health has to say. */
export function summaryOfNotice(event: SecurityEvent): EventSummary | undefined {
  const { detailType, source } = event;
  if (detailType.startsWith('CloudWatch Alarm')) return ofAlarm(event);
  if (source === 'sns') return ofMessage(event);
  if (/Automation (?:Execution|Step) Status-change/.test(detailType)) return ofAutomation(event);
  return source === 'aws.health' ? ofHealth(event) : undefined;
}

const Alarm = z.object({
  AlarmName: text,
  alarmName: text,
  AlarmArn: text,
  AlarmDescription: text,
  NewStateValue: text,
  NewStateReason: text,
  state: maybe(z.object({ value: text, reason: text })),
});

const alarmWords = new Map<string, Readonly<{ words: string; severity: Severity }>>([
  ['ALARM', { words: 'went off', severity: 'medium' }],
  ['OK', { words: 'is OK again', severity: 'info' }],
  ['INSUFFICIENT_DATA', { words: 'has too little data to tell', severity: 'low' }],
]);

function ofAlarm(event: SecurityEvent): EventSummary | undefined {
  const parsed = Alarm.safeParse(event.detail);
  const name = parsed.success ? (parsed.data.AlarmName ?? parsed.data.alarmName) : undefined;
  const state = parsed.success ? (parsed.data.NewStateValue ?? parsed.data.state?.value) : undefined;
  const known = alarmWords.get(state ?? '');
  if (!parsed.success || !name || !known) return undefined;
  const { AlarmArn, AlarmDescription, NewStateReason, state: inner } = parsed.data;
  const arn = AlarmArn ?? event.resources[0];
  const place = { accountId: event.account, region: event.region };
  return {
    sentence: ['The alarm ', { resource: 0 }, ` ${known.words}`],
    severity: known.severity,
    state: state === 'OK' ? 'resolved' : 'open',
    resources: [{ type: 'AWS::CloudWatch::Alarm', id: name, ...place, ...(arn ? { arn } : {}) }],
    fingerprint: arn ? [arn] : [event.account, event.region, name],
    facts: facts([
      ['Reason', NewStateReason ?? inner?.reason],
      ['What the alarm says of itself', AlarmDescription],
    ]),
  };
}

function ofMessage({ subject, topicArn, detail }: SecurityEvent): EventSummary {
  const body = readText(detail['text']);
  const first = body?.split(/\r?\n/).find((line) => line.trim() !== '');
  const topic = topicArn?.split(':').at(-1);
  const told = subject ?? first;
  const inside = isObject(detail['message']) ? plainFacts(detail['message']) : [];
  return {
    sentence: [told ? oneLine(told) : `A message came through ${topic ?? 'SNS'}`],
    severity: 'low',
    resources: [],
    facts: [
      ...facts([
        ['Message', body === told ? undefined : body],
        ['Topic', topic],
      ]),
      ...inside,
    ],
  };
}

const Automation = anyCase({ executionId: text, definition: text, status: text, stepName: text, executedBy: text });

const endings = new Map<string, Readonly<{ words: string; severity: Severity }>>([
  ['Success', { words: 'succeeded', severity: 'info' }],
  ['CompletedWithSuccess', { words: 'succeeded', severity: 'info' }],
  ['InProgress', { words: 'is running', severity: 'info' }],
  ['Failed', { words: 'failed', severity: 'medium' }],
  ['CompletedWithFailure', { words: 'failed', severity: 'medium' }],
  ['TimedOut', { words: 'timed out', severity: 'medium' }],
  ['Cancelled', { words: 'was cancelled', severity: 'low' }],
]);

function ofAutomation(event: SecurityEvent): EventSummary | undefined {
  const parsed = Automation.safeParse(event.detail);
  if (!parsed.success || !parsed.data.status || !parsed.data.definition) return undefined;
  const { executionId, definition, status, stepName, executedBy } = parsed.data;
  const ending = endings.get(status) ?? { words: `is ${status}`, severity: 'low' };
  const step = stepName ? `The step ${stepName} of the automation` : 'The automation';
  return {
    sentence: [`${step} ${definition} ${ending.words}`],
    severity: ending.severity,
    resources: [],
    ...(executionId && !stepName ? { fingerprint: [executionId], eventKey: `${executionId}/${status}` } : {}),
    facts: facts([
      ['Execution', executionId],
      ['Started by', executedBy],
    ]),
  };
}

const Health = z.object({
  eventArn: text,
  service: text,
  eventTypeCode: text,
  eventTypeCategory: text,
  statusCode: text,
  startTime: text,
  eventDescription: list(z.object({ latestDescription: text })),
  affectedEntities: list(z.object({ entityValue: text })),
});

function ofHealth(event: SecurityEvent): EventSummary | undefined {
  const parsed = Health.safeParse(event.detail);
  const code = parsed.success ? parsed.data.eventTypeCode : undefined;
  if (!parsed.success || !code) return undefined;
  const { eventArn, service, eventTypeCategory, statusCode, startTime, eventDescription, affectedEntities } =
    parsed.data;
  const place = { accountId: event.account, region: event.region };
  const entities = (affectedEntities ?? []).flatMap(({ entityValue }) => entityValue ?? []);
  const resources = resourcesMentioned(entities.join(' '), place);
  const words = code.replace(/^AWS_/, '').replace(`${service}_`, '').replaceAll('_', ' ').toLowerCase();
  const about: Sentence = resources.length > 0 ? [' — ', { resource: 0 }] : [];
  return {
    sentence: [`AWS Health: ${[service, words].filter(Boolean).join(' ')}`, ...about],
    severity: eventTypeCategory === 'issue' ? 'medium' : 'low',
    state: statusCode === 'closed' ? 'resolved' : 'open',
    resources,
    ...(eventArn ? { fingerprint: [eventArn, event.account] } : {}),
    ...(startTime ? { occurredAt: startTime } : {}),
    facts: facts([
      ['What AWS says', eventDescription?.[0]?.latestDescription],
      ['Affected', entities.slice(0, 10).join(', ')],
    ]),
  };
}

function facts(values: readonly (readonly [string, string | undefined])[]): readonly Fact[] {
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
