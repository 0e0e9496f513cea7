import type { SubscribeInput, UnsubscribeInput } from '@aws-sdk/client-sns';
import { matchesEventPattern } from '../../core/events/event-pattern.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { patternOf } from './event-patterns.ts';
import { type Actions, hereOf, type Parts } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import { enqueue } from './sqs-messages.ts';
import type { SubscriptionState, TopicState } from './state.ts';

const settable = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy', 'DeliveryPolicy'];

/** Queues that listen to a topic of the same account. */
export function subscriptionActions(parts: Parts): Actions {
  const keep = (caller: Caller, topic: TopicState, subscriptions: readonly SubscriptionState[]) => {
    hereOf(parts, caller).topics[topic.arn.split(':').at(-1) ?? ''] = { ...topic, subscriptions };
  };
  return {
    Subscribe: (input: Checked<SubscribeInput>, caller: Caller) => {
      const topic = Object.values(hereOf(parts, caller).topics).find(({ arn }) => arn === input.TopicArn);
      if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist', 404);
      const { Protocol, Endpoint = '', Attributes: attributes = {} } = input;
      if (Protocol !== 'sqs' || !Endpoint.startsWith('arn:aws:sqs:')) throw invalid('Endpoint');
      mustBeAttributes(attributes);
      const held = topic.subscriptions?.find(({ endpoint }) => endpoint === Endpoint);
      if (held && JSON.stringify(held.attributes) !== JSON.stringify(attributes)) {
        throw invalid('Attributes Reason: Subscription already exists with different attributes');
      }
      const made = held ?? { arn: `${topic.arn}:${parts.mint(32)}`, endpoint: Endpoint, attributes };
      if (!held) keep(caller, topic, [...(topic.subscriptions ?? []), made]);
      return { SubscriptionArn: made.arn };
    },
    Unsubscribe: ({ SubscriptionArn: arn }: Checked<UnsubscribeInput>, caller: Caller) => {
      for (const topic of Object.values(hereOf(parts, caller).topics)) {
        const left = topic.subscriptions?.filter((one) => one.arn !== arn);
        if (left && left.length < (topic.subscriptions?.length ?? 0)) keep(caller, topic, left);
      }
      return undefined;
    },
  };
}

function mustBeAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!settable.includes(name)) throw invalid('AttributeName');
    if (name === 'FilterPolicy' && !patternOf(value)) throw invalid('FilterPolicy: not a valid filter');
    if (name === 'FilterPolicyScope' && !['MessageBody', 'MessageAttributes'].includes(value)) throw invalid(name);
    if (name === 'RawMessageDelivery' && !['true', 'false'].includes(value)) throw invalid(name);
  }
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid parameter: ${what}`);
}

/** Tells every queue that listens what a topic was told, if the queue lets the topic in. */
export function tellSubscribers(parts: Parts, topic: TopicState, event: Readonly<Record<string, unknown>>): void {
  for (const { endpoint, attributes } of topic.subscriptions ?? []) {
    const [, , , region = '', accountId = '', name = ''] = endpoint.split(':');
    const there = parts.state().accounts[accountId]?.regions[region];
    const queue = there?.queues[name];
    const context = { 'aws:SourceArn': topic.arn, 'aws:SourceAccount': topic.arn.split(':')[4] ?? '' };
    const ask = { action: 'sqs:SendMessage', resource: endpoint, context };
    const isLet = queue && letsIn(queue.attributes['Policy'], { service: 'sns.amazonaws.com' }, ask);
    if (!there || !isLet || !wants(attributes, event)) continue;
    const text = JSON.stringify(event);
    const isRaw = attributes['RawMessageDelivery'] === 'true';
    const body = isRaw
      ? text
      : JSON.stringify({ Type: 'Notification', MessageId: parts.mint(32), TopicArn: topic.arn, Message: text });
    enqueue(parts, there, name, body);
  }
}

/** What EventBridge publishes has no attributes, so only filters of the body let it through. */
function wants(attributes: Readonly<Record<string, string>>, event: Readonly<Record<string, unknown>>): boolean {
  const { FilterPolicy: filter, FilterPolicyScope: scope } = attributes;
  const pattern = filter === undefined ? undefined : patternOf(filter);
  return pattern === undefined || (scope === 'MessageBody' && matchesEventPattern(pattern, event));
}
