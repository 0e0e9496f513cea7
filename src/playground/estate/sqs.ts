import type {
  CreateQueueRequest,
  GetQueueAttributesRequest,
  GetQueueUrlRequest,
  ListQueueTagsRequest,
  SetQueueAttributesRequest,
  TagQueueRequest,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, hereOf, type Parts } from './parts.ts';
import { mustBeResourcePolicy } from './resource-policy.ts';
import { messageActions } from './sqs-messages.ts';
import type { QueueState, Tags } from './state.ts';

/** Docs: Amazon SQS, CreateQueue: a name is free again so many ms after its queue was deleted. */
const restsFor = 60_000;
/** What may be set, with what it is and the numbers that it may be. Docs: Amazon SQS, SetQueueAttributes. */
const numbers: Readonly<Record<string, readonly [fallback: string, least: number, most: number]>> = {
  DelaySeconds: ['0', 0, 900],
  KmsDataKeyReusePeriodSeconds: ['300', 60, 86_400],
  MaximumMessageSize: ['1048576', 1_024, 1_048_576],
  MessageRetentionPeriod: ['345600', 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: ['0', 0, 20],
  VisibilityTimeout: ['30', 0, 43_200],
};
const texts: readonly string[] = [
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
];
const readable = ['ApproximateNumberOfMessages', 'CreatedTimestamp', 'LastModifiedTimestamp', 'QueueArn'];

/** Queues of the standard kind. */
export function makeSqs(parts: Parts, urlOf: (caller: Caller, name: string) => string): Actions {
  const find = (caller: Caller, name: string): QueueState | undefined => {
    const held = hereOf(parts, caller).queues[name];
    return held?.deletedAt === undefined ? held : undefined;
  };
  const load = (caller: Caller, url: string): QueueState => {
    const found = find(caller, url.split('/').at(-1) ?? '');
    if (found && url.split('/').at(-2) === caller.accountId) return found;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  const keep = (caller: Caller, queue: QueueState): undefined => {
    hereOf(parts, caller).queues[queue.url.split('/').at(-1) ?? ''] = queue;
  };
  return {
    ...messageActions(parts, { load, keep }),
    CreateQueue: ({ QueueName: name, Attributes = {}, tags = {} }: Checked<CreateQueueRequest>, caller: Caller) => {
      if (!/^[\w-]{1,80}$/.test(name))
        throw new AwsError('InvalidParameterValue', 'The name of the queue is not valid.');
      mustBeAttributes(Attributes);
      const held = find(caller, name);
      const all = held && attributesOf(held, caller);
      if (all && Object.entries(Attributes).some(([key, value]) => all[key] !== value)) {
        throw new AwsError(
          'QueueNameExists',
          'A queue already exists with the same name and a different value for an attribute.',
        );
      }
      const deletedAt = hereOf(parts, caller).queues[name]?.deletedAt;
      if (deletedAt !== undefined && parts.now() - deletedAt < parts.lag(restsFor)) {
        const text =
          'You must wait 60 seconds after deleting a queue before you can create another with the same name.';
        throw new AwsError('QueueDeletedRecently', text);
      }
      const url = urlOf(caller, name);
      if (!held) keep(caller, { url, attributes: Attributes, tags, madeAt: parts.now() });
      return { QueueUrl: url };
    },
    GetQueueUrl: ({ QueueName }: Checked<GetQueueUrlRequest>, caller: Caller) => ({
      QueueUrl: load(caller, urlOf(caller, QueueName)).url,
    }),
    GetQueueAttributes: ({ QueueUrl, AttributeNames = [] }: Checked<GetQueueAttributesRequest>, caller: Caller) => {
      const all = attributesOf(load(caller, QueueUrl), caller);
      const names: readonly string[] = AttributeNames;
      const unknown = names.find(
        (name) => name !== 'All' && !(name in numbers) && ![...texts, ...readable].includes(name),
      );
      if (unknown) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
      return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
    },
    SetQueueAttributes: ({ QueueUrl, Attributes }: Checked<SetQueueAttributesRequest>, caller: Caller) => {
      const queue = load(caller, QueueUrl);
      mustBeAttributes(Attributes);
      const attributes = Object.entries({ ...queue.attributes, ...Attributes }).filter(([, value]) => value !== '');
      return keep(caller, { ...queue, attributes: Object.fromEntries(attributes) });
    },
    DeleteQueue: ({ QueueUrl }: Checked<ListQueueTagsRequest>, caller: Caller) =>
      keep(caller, { ...load(caller, QueueUrl), deletedAt: parts.now() }),
    TagQueue: ({ QueueUrl, Tags }: Checked<TagQueueRequest>, caller: Caller) => {
      const queue = load(caller, QueueUrl);
      return keep(caller, { ...queue, tags: { ...queue.tags, ...Tags } });
    },
    ListQueueTags: ({ QueueUrl }: Checked<ListQueueTagsRequest>, caller: Caller) => {
      const { tags } = load(caller, QueueUrl);
      return Object.keys(tags).length > 0 ? { Tags: tags } : {};
    },
  };
}

function mustBeAttributes(attributes: Readonly<Partial<Record<string, string>>>): void {
  for (const [name, value = ''] of Object.entries(attributes)) {
    const range = numbers[name];
    if (!range && !texts.includes(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (range && !(/^\d+$/.test(value) && Number(value) >= range[1] && Number(value) <= range[2])) throw wrong(name);
    if (name === 'SqsManagedSseEnabled' && !['true', 'false'].includes(value)) throw wrong(name);
    if (name === 'Policy' && value !== '') mustBeResourcePolicy(value, 'InvalidAttributeValue');
  }
}

function wrong(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

/** With what SQS fills in: a queue is encrypted by SQS unless somebody says otherwise. */
function attributesOf({ url, attributes, madeAt, messages = [] }: QueueState, { region, accountId }: Caller): Tags {
  const seconds = String(Math.floor(madeAt / 1000));
  const sealed = attributes['KmsMasterKeyId'] === undefined;
  return {
    QueueArn: `arn:aws:sqs:${region}:${accountId}:${url.split('/').at(-1)}`,
    ApproximateNumberOfMessages: String(messages.length),
    CreatedTimestamp: seconds,
    LastModifiedTimestamp: seconds,
    ...Object.fromEntries(Object.entries(numbers).map(([name, [fallback]]) => [name, fallback])),
    SqsManagedSseEnabled: String(sealed),
    ...attributes,
  };
}
