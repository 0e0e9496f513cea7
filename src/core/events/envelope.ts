import { createHash } from 'node:crypto';
import { parseArn } from '../arn.ts';
import { toIsoTime } from '../instant.ts';
import { isObject, readText } from '../text/lenient.ts';
import { type BareEvent, bareEvent, isConfigurationItem, isTrailRecord } from './bare-event.ts';
import type { SecurityEvent } from './event.ts';

type Body = Readonly<Record<string, unknown>>;

/** What was inside: the events, and what held none with the reason. */
export type Opened = Readonly<{ events: readonly SecurityEvent[]; rejected: readonly Readonly<{ why: string }>[] }>;

/** The SNS notification that a body came in. */
type Letter = Readonly<{
  topicArn?: string | undefined;
  subject?: string | undefined;
  timestamp?: unknown;
  sns?: true;
}>;

/** Deeper than any envelope in an envelope, and than any event of AWS. */
const maxEnvelopes = 12;
const maxDepth = 200;
/** What SQS, Lambda and EventBridge carry is 1 MiB; strings in strings grow with every escape. */
const maxLength = 16 * 1024 * 1024;

/**
 * Opens every envelope that we accept, however nested, and arrays of them: an EventBridge event; SNS to Lambda; SNS to SQS to
 * Lambda, raw delivery or not; SNS's own JSON; single records of these; a bare finding, Config notification, CloudTrail record
 * or alarm; a message of plain text through SNS. Never throws: what holds no event is rejected with the reason.
 */
export function openEnvelope(input: unknown): Opened {
  if (depthExceeds(input, maxDepth)) return reject('it is nested too deeply to be an event');
  const isStructure = typeof input === 'object' && input !== null;
  return open(isStructure ? parseJson(JSON.stringify(input)) : input, {}, 0);
}

/** Opens the body of one SQS record; what is not JSON is rejected. */
export function openRecord(body: string): Opened {
  return openEnvelope(body);
}

/** What a file holds, so that a person who gave it to the wrong command can be told the right one. */
export function recognise(input: unknown): 'events' | 'rule-invocation' | 'configuration-item' | 'log-file' {
  const first = Array.isArray(input) ? input[0] : input;
  if (!isObject(first)) return 'events';
  if (typeof first['invokingEvent'] === 'string' || isObject(first['invokingEvent'])) return 'rule-invocation';
  if (isLogFile(first)) return 'log-file';
  const items = Array.isArray(first['configurationItems']) ? first['configurationItems'][0] : first;
  const isItem = isObject(items) && isConfigurationItem(items) && !Object.hasOwn(items, 'messageType');
  return isItem ? 'configuration-item' : 'events';
}

/** The event in EventBridge's own form, as its patterns see it. */
export function inEventBridgeForm(event: SecurityEvent): Body {
  const { detailType, id, source, account, region, time, resources, detail } = event;
  return { version: '0', id, 'detail-type': detailType, source, account, time, region, resources, detail };
}

function open(value: unknown, letter: Letter, depth: number): Opened {
  if (depth > maxEnvelopes) return reject('it is an envelope in an envelope too many times over');
  if (typeof value === 'string') return openText(value, letter, depth);
  if (Array.isArray(value)) {
    return value.length === 0
      ? reject('it is an empty list')
      : gather(value.map((one) => open(one, letter, depth + 1)));
  }
  return isObject(value) ? openBody(value, letter, depth) : reject('it is no JSON object');
}

function openText(text: string, letter: Letter, depth: number): Opened {
  if (text.length > maxLength) return reject('it is larger than any event');
  if (text.trim() === '') return reject('it is empty');
  const parsed = parseJson(text);
  const isStructure = typeof parsed === 'object' && parsed !== null;
  if (isStructure && depthExceeds(parsed, maxDepth)) return reject('it is nested too deeply to be an event');
  if (isStructure || (typeof parsed === 'string' && parsed !== text)) return open(parsed, letter, depth + 1);
  return letter.sns ? single(message({ text }, letter)) : reject('it is not JSON');
}

function openBody(body: Body, letter: Letter, depth: number): Opened {
  const next = (value: unknown, around: Letter = letter) => open(value, around, depth + 1);
  if (Array.isArray(body['Records'])) return openRecords(body, (record) => next(record));
  if (isObject(body['Sns'])) return openSns(body['Sns'], depth);
  const sqsBody = body['body'] ?? (Object.hasOwn(body, 'ReceiptHandle') ? body['Body'] : undefined);
  if (typeof sqsBody === 'string' && !Object.hasOwn(body, 'detail-type')) return next(sqsBody);
  if (isSns(body)) return openSns(body, depth);
  if (isEventBridge(body)) return single(eventBridge(body, letter));
  if (typeof body['invokingEvent'] === 'string') return reject('it is the invocation of a Config rule, not an event');
  for (const list of ['Findings', 'findings', 'Events']) if (Array.isArray(body[list])) return next(body[list]);
  if (typeof body['CloudTrailEvent'] === 'string') return next(body['CloudTrailEvent']);
  const bare = bareEvent(body);
  if (bare) return single(enveloped(bare, letter));
  if (letter.sns) return single(message({ message: body }, letter));
  return reject(isConfigurationItem(body) ? 'it is a configuration item, not an event' : 'it is no event that we know');
}

function openRecords(body: Body, next: (record: unknown) => Opened): Opened {
  const records = Array.isArray(body['Records']) ? body['Records'] : [];
  if (records.length === 0) return reject('its list of records is empty');
  if (isLogFile(body)) return reject('it is a CloudTrail log file, not an event');
  return gather(records.map(next));
}

function openSns(body: Body, depth: number): Opened {
  const kind = readText(body['Type']);
  if (kind && kind !== 'Notification') return reject(`it is a ${kind} of SNS, which holds no event`);
  const topicArn = readText(body['TopicArn']);
  const letter: Letter = { topicArn, subject: readText(body['Subject']), timestamp: body['Timestamp'], sns: true };
  return open(body['Message'], letter, depth + 1);
}

function isSns(body: Body): boolean {
  const { Message } = body;
  if (typeof Message !== 'string' && !isObject(Message)) return false;
  return (
    ['TopicArn', 'MessageId', 'Signature'].some((field) => typeof body[field] === 'string') ||
    body['Type'] === 'Notification'
  );
}

function isEventBridge(body: Body): boolean {
  return typeof body['detail-type'] === 'string' || (typeof body['source'] === 'string' && isObject(body['detail']));
}

function isLogFile(body: Body): boolean {
  const records = body['Records'];
  const first = Array.isArray(records) ? records[0] : undefined;
  return isObject(first) && isTrailRecord(first);
}

/** Sources of events that came without one. */
const sources = new Map([
  ['GuardDuty Finding', 'aws.guardduty'],
  ['AWS Health Event', 'aws.health'],
  ['Access Analyzer Finding', 'aws.access-analyzer'],
]);

function eventBridge(body: Body, letter: Letter): SecurityEvent {
  const detailType = readText(body['detail-type']) ?? 'Event';
  const inner = typeof body['detail'] === 'string' ? parseJson(body['detail']) : body['detail'];
  const detail = isObject(inner) ? inner : {};
  const source =
    readText(body['source']) ?? sources.get(detailType) ?? (detailType.startsWith('Config ') ? 'aws.config' : 'event');
  return event(body, letter, {
    source,
    detailType,
    account: body['account'] ?? detail['accountId'] ?? detail['awsAccountId'] ?? detail['recipientAccountId'],
    region: body['region'] ?? detail['awsRegion'] ?? detail['region'],
    time: toIsoTime(body['time']) ?? detail['eventTime'] ?? detail['updatedAt'],
    detail,
  });
}

function enveloped(bare: BareEvent, letter: Letter): SecurityEvent {
  const alarmRegion = bare.source === 'sns' ? parseArn(letter.topicArn ?? '')?.region : undefined;
  return event(bare.detail, letter, { ...bare, region: bare.region ?? alarmRegion });
}

/** A message that is no event; where it happened is not told, for a topic often takes messages of many accounts. */
function message(detail: Body, letter: Letter): SecurityEvent {
  const { subject } = letter;
  return event(detail, letter, {
    source: 'sns',
    detailType: 'Message',
    detail: { ...detail, ...(subject ? { subject } : {}) },
  });
}

type Told = Readonly<{
  source: string;
  detailType: string;
  account?: unknown;
  region?: unknown;
  time?: unknown;
  detail: Body;
}>;

function event(body: Body, letter: Letter, told: Told): SecurityEvent {
  const { source, detailType, detail } = told;
  const isEvent = isEventBridge(body);
  const time = toIsoTime(told.time) ?? toIsoTime(letter.timestamp);
  const listed = isEvent && Array.isArray(body['resources']) ? body['resources'] : [];
  return {
    id: (isEvent ? readText(body['id']) : undefined) ?? hashOf(body),
    source,
    detailType,
    account: accountText(told.account) ?? 'unknown',
    region: readText(told.region) ?? 'unknown',
    ...(time ? { time } : {}),
    resources: listed.flatMap((one) => readText(one) ?? []),
    detail,
    ...(letter.topicArn ? { topicArn: letter.topicArn } : {}),
    ...(letter.subject ? { subject: letter.subject } : {}),
  };
}

/** An account's id; one that was written as a number has lost its leading zeros. */
function accountText(value: unknown): string | undefined {
  return typeof value === 'number' ? readText(value)?.padStart(12, '0') : readText(value);
}

function hashOf(body: Body): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32);
}

/** Half a character (a surrogate without its other half) becomes U+FFFD: nothing that encodes text would take it. */
function parseJson(text: string): unknown {
  const whole = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\ufffd') : value;
  try {
    return /\\ud[89a-f]/i.test(text) ? JSON.parse(text, whole) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether objects and lists are nested deeper than `limit`; without recursion, which hostile nesting would overflow. */
function depthExceeds(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

function gather(opened: readonly Opened[]): Opened {
  return { events: opened.flatMap(({ events }) => events), rejected: opened.flatMap(({ rejected }) => rejected) };
}

function single(found: SecurityEvent): Opened {
  return { events: [found], rejected: [] };
}

function reject(why: string): Opened {
  return { events: [], rejected: [{ why }] };
}
