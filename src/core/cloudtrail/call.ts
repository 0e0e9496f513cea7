import type { Actor, Change, Fact, Sentence } from '../alert.ts';
import { type Place, resourceOfArn } from '../arn.ts';
import type { EventPattern, PatternValue, SecurityEvent } from '../events/event.ts';
import { matchesEventPattern } from '../events/event-pattern.ts';
import type { Resource } from '../resource.ts';
import type { Settings } from '../settings.ts';
import { lowered, type Severity } from '../severity.ts';
import { whoBegins } from '../text/sentence.ts';
import { CloudTrailRecord, errorFacts, failureOf, recordDraft } from './cloudtrail-record.ts';
import { type Fields, textAt, unwrapped } from './fields.ts';
import { requestedResources } from './requested-resources.ts';

/** One call to AWS out of a CloudTrail record, in the form that readings are made from. */
export type Call = Readonly<{
  /** `iam`, as in `iam.amazonaws.com`. */
  service: string;
  /** The event's name without the version that Lambda appends: `AddPermission`. */
  name: string;
  request: Fields;
  response: Fields;
  place: Place;
  actor: Actor | undefined;
  record: CloudTrailRecord;
  settings: Settings;
}>;

/** What one call means. */
export type Told = Readonly<{
  /** `['stopped', 'stop']`: what was done, and what somebody whose call failed tried to do. */
  verb: readonly [past: string, infinitive: string];
  /** What follows the verb; `{ resource: 0 }` is the first of `resources`. */
  what: Sentence;
  /** What was asked for, as a sentence of its own: `anyone may read its objects`. */
  so?: string | undefined;
  /** What comes of it once it is done, told only of a call that went through: `the traffic is not logged any more`. */
  effect?: string | undefined;
  severity: Severity;
  resources: readonly Resource[];
  changes?: readonly Change[];
  facts?: readonly Fact[];
  /** Ids of what a remediation needs to know and no resource stands for: `accessKey`. */
  ids?: Readonly<Record<string, string>>;
  /** It takes back what an earlier alert of the same kind and resource was about. */
  undoes?: boolean;
  /** The settings say that what was opened is normal there. */
  wanted?: boolean;
}>;

/** How calls of one service are read; `where` narrows by what else stands in the record, here and in the forwarding rule. */
export type CallReading = Readonly<{
  service: string;
  names: readonly string[];
  where?: EventPattern;
  /** Undefined when the call does not have the shape that we know. */
  tell: (call: Call) => Told | undefined;
}>;

type RecordEvent = Omit<SecurityEvent, 'detail'> & Readonly<{ detail: CloudTrailRecord }>;

/** The parts of an alert type whose alerts are calls: pattern, `matches`, schema and `toAlert`, all from one table. */
export function onCalls(readings: readonly CallReading[]) {
  return {
    pattern: patternOf(readings),
    matches: (event: SecurityEvent) => readingOf(readings, event) !== undefined,
    schema: CloudTrailRecord,
    toAlert: (event: RecordEvent, settings: Settings) => {
      const reading = readingOf(readings, event);
      const call = readCall(event, settings);
      const told = reading?.tell(call) ?? withoutRequest(call);
      return told && draftOf(event, told);
    },
  };
}

/** Of a call that was refused before it was looked at, the record often holds no request: not drifted, only little to tell. */
export function withoutRequest({ record, service, name, place }: Pick<Call, 'record' | 'service' | 'name' | 'place'>) {
  if (!record.errorCode || Object.keys(record.requestParameters ?? {}).length > 0) return undefined;
  const resources = requestedResources(record, place);
  const on = resources.length > 0 ? [' on ', { resource: 0 }] : [];
  return {
    verb: ['called', 'call'],
    what: [`${service}:${name}`, ...on],
    severity: 'medium',
    resources,
  } satisfies Told;
}

/** The pattern that forwards exactly the calls of `readings`. */
function patternOf(readings: readonly CallReading[]): EventPattern {
  const plain = new Map<string, PatternValue[]>();
  for (const { service, names, where } of readings) {
    if (!where) plain.set(service, [...(plain.get(service) ?? []), ...names.map((name) => named(service, name))]);
  }
  const alternatives = [
    ...[...plain].map(([service, names]) => ({ eventSource: [sourceOf(service)], eventName: names })),
    ...readings.flatMap(({ service, names, where }) =>
      where
        ? [{ eventSource: [sourceOf(service)], eventName: names.map((name) => named(service, name)), ...where }]
        : [],
    ),
  ];
  return { 'detail-type': ['AWS API Call via CloudTrail'], detail: { $or: alternatives } };
}

function named(service: string, name: string): PatternValue {
  return service === 'lambda' ? { prefix: name } : name;
}

function sourceOf(service: string): string {
  return `${service}.amazonaws.com`;
}

function readingOf(readings: readonly CallReading[], event: Pick<SecurityEvent, 'detail' | 'detailType'>) {
  const { eventSource, eventName } = event.detail;
  if (!event.detailType.endsWith(' via CloudTrail') || typeof eventName !== 'string') return undefined;
  const name = withoutVersion(eventName);
  return readings.find(
    ({ service, names, where }) =>
      eventSource === sourceOf(service) && names.includes(name) && (!where || matchesEventPattern(where, event.detail)),
  );
}

/** `AddPermission20150331v2` is AddPermission ("Logging AWS Lambda API calls using AWS CloudTrail"). */
function withoutVersion(eventName: string): string {
  return eventName.replace(/20\d{6}(?:v\d+)?$/, '');
}

/** The call of a record, in the form that readings are made from. */
function readCall(event: RecordEvent, settings: Settings): Call {
  const { detail } = event;
  const { accountId, region, actor } = recordDraft(event);
  return {
    service: detail.eventSource?.split('.')[0] ?? '',
    name: withoutVersion(detail.eventName),
    request: unwrapped(detail.requestParameters),
    response: unwrapped(detail.responseElements),
    place: { accountId, region },
    actor,
    record: detail,
    settings,
  };
}

/** What an alert says of a call: a call that failed is an attempt, one step milder, and changed nothing. */
export function draftOf(event: RecordEvent, told: Told) {
  const { detail } = event;
  const base = recordDraft(event);
  const failed = detail.errorCode !== undefined;
  const [past, infinitive] = told.verb;
  const more = told.so ?? (failed ? undefined : told.effect);
  const so = more ? [`${failed ? ' so that' : ':'} ${more}`] : [];
  const facts = [...(told.facts ?? []), ...errorFacts(detail)];
  return {
    ...base,
    sentence: [
      `${whoBegins(base.actor)} ${failed ? `tried to ${infinitive}` : past} `,
      ...told.what,
      ...so,
      failureOf(detail),
    ].filter((piece) => piece !== ''),
    severity: failed ? lowered(told.severity) : told.severity,
    resources: told.resources,
    facts,
    ...(told.changes?.length && !failed ? { changes: told.changes } : {}),
    ...(told.undoes && !failed ? { undoes: true as const } : {}),
    ...(told.wanted ? { wanted: true as const } : {}),
    ...(told.ids ? { ids: told.ids } : {}),
  };
}

/** The resource of a type whose id, name or ARN stands at one of `paths` (`a.b`) of the request, else of the answer. */
export function resourceAt(call: Call, type: string, ...paths: readonly string[]): Resource | undefined {
  for (const path of paths) {
    const keys = path.split('.');
    const value = textAt(call.request, ...keys) ?? textAt(call.response, ...keys);
    if (value) return resourceNamed(value, type, call.place);
  }
  return undefined;
}

/** A resource by what a call names it with: an id, a name or an ARN; IAM's and Organizations' have no region. */
export function resourceNamed(value: string, type: string, { accountId, region }: Place): Resource {
  const isGlobal = /^AWS::(?:IAM|Organizations|Account)::/.test(type);
  const place = { accountId, region: isGlobal ? 'global' : region };
  const found = value.startsWith('arn:') ? resourceOfArn(value, place) : undefined;
  if (found && found.type === type) return found;
  if (!value.startsWith('arn:')) return { type, id: value, ...place };
  return { type, id: value, name: value.split(/[:/]/).at(-1) || value, arn: value, ...place };
}

/** The queue of a call to SQS, which is named by its URL. */
export function queueOf({ request, place }: Call): Resource | undefined {
  const name = (textAt(request, 'queueUrl') ?? textAt(request, 'queueName'))?.split('/').at(-1);
  return name ? resourceNamed(name, 'AWS::SQS::Queue', place) : undefined;
}

/** The account itself, for settings that belong to no single resource. */
export function accountItself({ accountId }: Place): Resource {
  return { type: 'AWS::::Account', id: accountId, accountId, region: 'global' };
}

/** Facts from the texts at these keys of a request. */
export function factsAt(request: Fields, labels: Readonly<Record<string, string>>): readonly Fact[] {
  return Object.entries(labels).flatMap(([path, label]) => {
    const value = textAt(request, ...path.split('.'));
    return value ? [{ label, value }] : [];
  });
}
