import type { PutEventsRequest, PutEventsRequestEntry, Target } from '@aws-sdk/client-eventbridge';
import { matchesEventPattern } from '../../core/events/event-pattern.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { allows, parsePolicy } from '../aws/policy.ts';
import type { Checked } from './checked.ts';
import { findKey } from './deliveries.ts';
import { patternOf } from './event-patterns.ts';
import type { Actions, Parts } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import { tellSubscribers } from './sns-subscriptions.ts';
import { enqueue } from './sqs-messages.ts';
import type { BusState, RegionState, RuleState, TopicState } from './state.ts';

const service = 'events.amazonaws.com';
type Event = Readonly<Record<string, unknown>>;
/** Where an event is: a bus, and how many accounts it has come through. */
type Stop = Readonly<{ bus: BusState; event: Event; crossed: number }>;

/** Events that somebody puts go their way at once: rule, bus, rule, topic or queue; `State.arrived` has those that came there. */
export function putEventsAction(parts: Parts): Actions {
  return {
    PutEvents: ({ Entries }: Checked<PutEventsRequest>, caller: Caller) => {
      if (Entries.length === 0 || Entries.length > 10) {
        throw new AwsError('ValidationException', 'Give 1 to 10 entries.');
      }
      const results = Entries.map((entry) => putOne(parts, caller, entry));
      return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results };
    },
  };
}

function putOne(parts: Parts, caller: Caller, entry: Checked<PutEventsRequestEntry>) {
  const { Source, DetailType, Detail, EventBusName = 'default' } = entry;
  if (!Source || !DetailType || !Detail)
    return failed('InvalidArgument', 'Source, DetailType and Detail must be given.');
  if (Source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseObject(Detail);
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.');
  const isArn = EventBusName.startsWith('arn:');
  const arn = isArn ? EventBusName : `arn:aws:events:${caller.region}:${caller.accountId}:event-bus/${EventBusName}`;
  const bus = findBus(parts, arn);
  const who = { accountId: caller.accountId, arn: caller.roleArn };
  const isOwn = arn.split(':')[4] === caller.accountId;
  if (!bus) return isOwn ? { EventId: parts.mint(32) } : failed('AccessDeniedException', `No access to ${arn}.`);
  if (!isOwn && !letsIn(bus.policy, who, { action: 'events:PutEvents', resource: arn })) {
    return failed('AccessDeniedException', `User is not authorized to perform: events:PutEvents on resource: ${arn}`);
  }
  const EventId = parts.mint(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const event = {
    version: '0',
    id: EventId,
    'detail-type': DetailType,
    source: Source,
    account: caller.accountId,
    time: (entry.Time ?? new Date(parts.now())).toISOString().replace('.000Z', 'Z'),
    region: caller.region,
    resources: entry.Resources ?? [],
    detail,
  };
  passOn(parts, { bus, event, crossed: 0 });
  return { EventId };
}

function failed(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage };
}

function passOn(parts: Parts, { bus, event, crossed }: Stop): void {
  for (const rule of Object.values(bus.rules)) {
    const pattern = rule.pattern === undefined ? undefined : patternOf(rule.pattern);
    if (rule.state === 'DISABLED' || !pattern || !matchesEventPattern(pattern, event)) continue;
    for (const target of rule.targets) {
      if (
        target.Arn.includes(':event-bus/')
          ? toBus(parts, { rule, target, event, crossed })
          : toTarget(parts, { rule, target, event })
      )
        continue;
      const queue = target.DeadLetterConfig?.Arn;
      if (queue !== undefined) toTarget(parts, { rule, target: { Id: 'dead-letters', Arn: queue }, event });
    }
  }
}

type Way = Readonly<{ rule: RuleState; target: Checked<Target>; event: Event }>;

/** Onto another bus, under the role of the target: its rights and the bus's policy must both allow it. */
function toBus(parts: Parts, { rule, target, event, crossed }: Way & Readonly<{ crossed: number }>): boolean {
  const bus = findBus(parts, target.Arn);
  const accountId = accountOfArn(rule.arn);
  const role = parts.state().accounts[accountId]?.roles[target.RoleArn?.split('/').at(-1) ?? ''];
  const isElsewhere = accountOfArn(target.Arn) !== accountId;
  // What came from another account is not forwarded to a third one.
  if (!bus || !role || (isElsewhere && crossed > 0)) return false;
  const ask = { action: 'events:PutEvents', resource: target.Arn, context: {} };
  const source = { 'aws:SourceAccount': accountId, 'aws:SourceArn': rule.arn };
  const mayWork =
    letsIn(role.trust, { service }, { action: 'sts:AssumeRole', resource: '*', context: source }) &&
    Object.values(role.policies).some((text) => allows(parsePolicy(text), ask)) &&
    (!isElsewhere || letsIn(bus.policy, { accountId, arn: role.arn }, ask));
  if (mayWork) passOn(parts, { bus, event, crossed: crossed + (isElsewhere ? 1 : 0) });
  return mayWork;
}

/** To a topic or queue, by its own policy and that of its key. */
function toTarget(parts: Parts, { rule, target, event }: Way): boolean {
  const [, , kind, region, accountId = '', name = ''] = target.Arn.split(':');
  const there = parts.state().accounts[accountId]?.regions[region ?? ''];
  const context = { 'aws:SourceAccount': accountOfArn(rule.arn), 'aws:SourceArn': rule.arn };
  const topic = kind === 'sns' ? there?.topics[name] : undefined;
  const attributes = topic?.attributes ?? there?.queues[name]?.attributes;
  const action = kind === 'sns' ? 'sns:Publish' : 'sqs:SendMessage';
  if (!there || !attributes || !letsIn(attributes['Policy'], { service }, { action, resource: target.Arn, context })) {
    return false;
  }
  if (topic && !maySeal(parts, there, topic)) return false;
  parts.state().arrived.push({ arn: target.Arn, event });
  if (topic) tellSubscribers(parts, topic, event);
  else enqueue(parts, there, name, JSON.stringify(event));
  return true;
}

/**
 * EventBridge names no source when it asks for the key of a topic, but which topic it is for. Docs: "Amazon SNS topics
 * encrypted with AWS KMS", and Amazon SNS, "Encryption context".
 */
function maySeal(parts: Parts, { region }: RegionState, { arn, attributes }: TopicState): boolean {
  const keyId = attributes['KmsMasterKeyId'];
  if (!keyId) return true;
  const key = findKey(parts, keyId, { accountId: accountOfArn(arn), region });
  const context = { 'kms:EncryptionContext:aws:sns:topicArn': arn };
  if (key?.state !== 'Enabled') return false;
  return ['kms:GenerateDataKey', 'kms:Decrypt'].every((action) =>
    letsIn(key.policy, { service }, { action, resource: key.arn, context }),
  );
}

function findBus({ state }: Parts, arn: string): BusState | undefined {
  const [, , , region = '', accountId = '', name = ''] = arn.split(':');
  return state().accounts[accountId]?.regions[region]?.buses[name.replace('event-bus/', '')];
}

function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
