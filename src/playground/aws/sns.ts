import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import { type Caller, findRefusal } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';
import type { Queue } from './queues.ts';

/** A queue that a topic delivers to. */
export type Subscription = Readonly<{
  topicArn: string;
  queue: Queue;
  /** Message attributes to allowed values (SNS Developer Guide, "Subscription filter policies", scope MessageAttributes). */
  filterPolicy?: Readonly<Record<string, readonly string[]>>;
  /** True: the message itself; false: SNS's JSON around it. */
  raw: boolean;
}>;

/** SNS, with a door for what is on AWS's own side of it (EventBridge has the topic's permission, not an identity's). */
export type Sns = Model & Readonly<{ publish(topicArn: string, message: SnsMessage): string }>;

type SnsMessage = Readonly<{ body: string; subject?: string; attributes?: Readonly<Record<string, string>> }>;

/** SNS Developer Guide, "Amazon SNS quotas": 256 KiB unless the topic was raised; attributes count. */
const maxMessageBytes = 256 * 1024;
const attribute = z.strictObject({
  Name: z.string().regex(/^[\w.-]{1,256}$/),
  Value: z.strictObject({ DataType: z.enum(['String', 'Number', 'String.Array']), StringValue: z.string().min(1) }),
});
const publishInput = z.strictObject({
  TopicArn: z.string(),
  Message: z.string().min(1),
  Subject: z.string().min(1).max(100).optional(),
  MessageAttributes: z.array(attribute).optional(),
});

/** SNS with standard topics and their subscriptions; `listeners` are people with a phone, by topic. */
export function makeSns(options: {
  topics: readonly string[];
  subscriptions: readonly Subscription[];
  listeners?: Readonly<Record<string, (message: string) => void>>;
  now: () => number;
  makeId: () => string;
}): Sns {
  const { topics, subscriptions, listeners = {}, now, makeId } = options;
  const publish: Sns['publish'] = (topicArn, message) => {
    const messageId = makeId();
    listeners[topicArn]?.(message.body);
    for (const { queue, filterPolicy, raw } of subscriptions.filter((one) => one.topicArn === topicArn)) {
      if (!passes(filterPolicy, message.attributes ?? {})) continue;
      const envelope = { topicArn, messageId, at: new Date(now()).toISOString() };
      queue.send(raw ? message.body : wrap(message, envelope), { sender: 'AIDASNSDELIVERY' });
    }
    return messageId;
  };
  const model = defineModel(
    {
      Publish: defineAction(publishInput, ({ TopicArn, Message, Subject, MessageAttributes = [] }, caller) => {
        mustBePublishable(TopicArn, { topics, caller });
        const attributes = Object.fromEntries(MessageAttributes.map(({ Name, Value }) => [Name, Value.StringValue]));
        if (Buffer.byteLength(Message) + Buffer.byteLength(JSON.stringify(MessageAttributes)) > maxMessageBytes) {
          throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
        }
        return {
          MessageId: publish(TopicArn, { body: Message, attributes, ...(Subject ? { subject: Subject } : {}) }),
        };
      }),
    },
    { invalid: 'InvalidParameter', unknownAction: 'InvalidAction' },
  );
  return { ...model, publish };
}

function mustBePublishable(arn: string, { topics, caller }: { topics: readonly string[]; caller: Caller }): void {
  const refusal = findRefusal(caller, 'sns:Publish', arn);
  if (refusal) throw new AwsError('AuthorizationError', refusal, 403);
  if (arn.split(':')[3] !== caller.region) throw new AwsError('InvalidParameter', 'Invalid parameter: TopicArn');
  if (!topics.includes(arn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
}

function passes(policy: Subscription['filterPolicy'], attributes: Readonly<Record<string, string>>): boolean {
  return Object.entries(policy ?? {}).every(([name, allowed]) => allowed.includes(attributes[name] ?? ''));
}

/** SNS's JSON as an SQS subscription without raw delivery receives it. */
function wrap(
  { body, subject, attributes }: SnsMessage,
  { topicArn, messageId, at }: { topicArn: string; messageId: string; at: string },
): string {
  const region = topicArn.split(':')[3];
  const named = Object.entries(attributes ?? {}).map(([name, Value]) => [name, { Type: 'String', Value }]);
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject ? { Subject: subject } : {}),
    Message: body,
    Timestamp: at,
    SignatureVersion: '2',
    Signature: 'c2lnbmVkIGJ5IHRoZSBwbGF5Z3JvdW5k',
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-0000000000000000000000000000000000.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topicArn}:${messageId}`,
    ...(named.length > 0 ? { MessageAttributes: Object.fromEntries(named) } : {}),
  });
}
