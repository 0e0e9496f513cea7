import * as z from 'zod/mini';
import type { Change, Fact } from '../core/alert.ts';
import {
  CloudTrailRecord,
  errorFacts,
  failureOf,
  isCall,
  recordDraft,
  verbOf,
} from '../core/cloudtrail/cloudtrail-record.ts';
import type { SecurityEvent } from '../core/events/event.ts';
import { nameTag } from '../core/items/name-tag.ts';
import type { Resource } from '../core/resource.ts';
import { lowered, type Severity } from '../core/severity.ts';
import { isObject, list, readList, readText, someText, text } from '../core/text/lenient.ts';
import { counted } from '../core/text/phrase.ts';
import { resourcesInWords, whoBegins } from '../core/text/sentence.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

type Verb = Readonly<{ past: string; infinitive: string; severity: Severity }>;

const verbs = new Map<string, Verb>([
  ['RunInstances', { past: 'launched', infinitive: 'launch', severity: 'low' }],
  ['StartInstances', { past: 'started', infinitive: 'start', severity: 'info' }],
  ['StopInstances', { past: 'stopped', infinitive: 'stop', severity: 'low' }],
  ['RebootInstances', { past: 'rebooted', infinitive: 'reboot', severity: 'info' }],
  ['TerminateInstances', { past: 'terminated', infinitive: 'terminate', severity: 'medium' }],
]);
const calls: ReadonlySet<string> = new Set(verbs.keys());

const states = new Map<string, Readonly<{ words: string; severity: Severity }>>([
  ['pending', { words: 'is starting', severity: 'info' }],
  ['running', { words: 'is running', severity: 'info' }],
  ['stopping', { words: 'is stopping', severity: 'low' }],
  ['stopped', { words: 'has stopped', severity: 'low' }],
  ['shutting-down', { words: 'is being terminated', severity: 'medium' }],
  ['terminated', { words: 'was terminated', severity: 'medium' }],
]);

/** EC2's notification and CloudTrail's record differ in everything; what is in neither makes the event unknown. */
const Detail = z.union([z.object({ 'instance-id': someText, state: someText }), CloudTrailRecord]);
type Detail = z.infer<typeof Detail>;

/** Instances were launched, started, stopped, rebooted or terminated: by whom, or that it happened. */
export const ec2InstanceState = defineAlert({
  id: 'ec2-instance-state',
  // Who did it is in the record; the notification comes also when nobody called (a spot interruption, a failing host).
  pattern: {
    source: ['aws.ec2'],
    'detail-type': ['EC2 Instance State-change Notification', 'AWS API Call via CloudTrail'],
    detail: {
      $or: [{ state: [{ exists: true }] }, { eventSource: ['ec2.amazonaws.com'], eventName: [...calls] }],
    },
  },
  matches: (event) => isNotification(event) || isCall(event, 'ec2', calls),
  schema: Detail,
  toAlert(event) {
    const { detail } = event;
    if ('eventName' in detail) return ofRecord({ ...event, detail });
    return ofNotification({ ...event, detail });
  },
});

function isNotification({ detailType }: SecurityEvent): boolean {
  return detailType === 'EC2 Instance State-change Notification';
}

function ofNotification(event: EventOf<Exclude<Detail, CloudTrailRecord>>): AlertDraft | undefined {
  const { 'instance-id': id, state } = event.detail;
  const known = states.get(state);
  if (!known) return undefined;
  return {
    sentence: [{ resource: 0 }, ` ${known.words}`],
    severity: known.severity,
    resources: [{ type: 'AWS::EC2::Instance', id, accountId: event.account, region: event.region }],
    fingerprint: [event.id],
    eventKey: event.id,
    facts: [{ label: 'State', value: state }],
  };
}

const Instance = z.object({
  instanceId: text,
  instanceType: text,
  imageId: text,
  currentState: z.optional(z.object({ name: text })),
  previousState: z.optional(z.object({ name: text })),
  tagSet: list(z.object({ key: text, value: text })),
});
type Instance = z.infer<typeof Instance>;

function ofRecord(event: EventOf<CloudTrailRecord>): AlertDraft | undefined {
  const { detail } = event;
  const verb = verbs.get(detail.eventName);
  if (!verb) return undefined;
  const base = recordDraft(event);
  const instances = instancesIn(detail);
  const resources = instances.flatMap((one) => resourceOf(one, detail, base));
  const does = verbOf(detail, verb.past, verb.infinitive);
  // A launch that was refused has no instance to name, any other call names what it was asked for.
  const what = resources.length > 0 ? resourcesInWords(resources, 'instance') : launchInWords(detail);
  if (!what) return undefined;
  const changes = instances.flatMap(changeOf);
  return {
    ...base,
    sentence: [`${whoBegins(base.actor)} ${does} `, ...what, failureOf(detail)],
    severity: detail.errorCode ? lowered(verb.severity) : verb.severity,
    resources,
    facts: [...launchFacts(instances, detail), ...errorFacts(detail)],
    ...(changes.length > 0 && !base.attempted ? { changes } : {}),
  };
}

/** The instances of the answer, which knows more of each, else of the request. */
function instancesIn(detail: CloudTrailRecord): readonly Instance[] {
  const from = (value: unknown) =>
    readList(isObject(value) ? value['instancesSet'] : undefined).flatMap((one) => {
      const parsed = Instance.safeParse(one);
      return parsed.success && parsed.data.instanceId ? [parsed.data] : [];
    });
  const answered = from(detail.responseElements);
  return answered.length > 0 ? answered : from(detail.requestParameters);
}

function resourceOf(
  instance: Instance,
  detail: CloudTrailRecord,
  place: { accountId: string; region: string },
): Resource[] {
  if (!instance.instanceId) return [];
  const { accountId, region } = place;
  const tagged = instance.tagSet?.find(({ key }) => key === 'Name')?.value;
  const name = tagged ?? nameTag(detail.requestParameters?.['tagSpecificationSet']);
  return [{ type: 'AWS::EC2::Instance', id: instance.instanceId, accountId, region, ...(name ? { name } : {}) }];
}

function launchInWords({ eventName, requestParameters }: CloudTrailRecord): readonly string[] | undefined {
  if (eventName !== 'RunInstances') return undefined;
  const type = readText(requestParameters?.['instanceType']);
  const wanted = readList(requestParameters?.['instancesSet']).find(isObject);
  const count = Number(readText(wanted?.['maxCount']) ?? 1);
  const noun = type ? `${type} instance` : 'instance';
  return [
    Number.isInteger(count) && count > 1
      ? counted(count, noun)
      : `an ${noun}`.replace(/^an (?=[b-df-hj-np-tv-z])/, 'a '),
  ];
}

function changeOf({ instanceId, previousState, currentState }: Instance): readonly Change[] {
  const before = previousState?.name;
  const after = currentState?.name;
  return instanceId && before && after && before !== after ? [{ field: `State of ${instanceId}`, before, after }] : [];
}

/** What was launched; for other calls the record does not tell. */
function launchFacts(
  instances: readonly Instance[],
  { eventName, requestParameters }: CloudTrailRecord,
): readonly Fact[] {
  if (eventName !== 'RunInstances') return [];
  const asked = readList(requestParameters?.['instancesSet']).find(isObject);
  const values: readonly [string, string | undefined][] = [
    ['Instance type', instances[0]?.instanceType ?? readText(requestParameters?.['instanceType'])],
    ['Image', instances[0]?.imageId ?? readText(asked?.['imageId'])],
    ['Key pair', readText(asked?.['keyName'])],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
