import type {
  CreateTopicInput,
  GetTopicAttributesInput,
  ListTagsForResourceRequest,
  SetTopicAttributesInput,
  TagResourceRequest,
} from '@aws-sdk/client-sns';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, hereOf, type Parts, tagPairs, tagsFrom, without } from './parts.ts';
import { mustBeResourcePolicy } from './resource-policy.ts';
import { subscriptionActions } from './sns-subscriptions.ts';
import type { Tags, TopicState } from './state.ts';

/** What may be set. Docs: Amazon SNS, SetTopicAttributes. */
const settable = ['DeliveryPolicy', 'DisplayName', 'KmsMasterKeyId', 'Policy', 'SignatureVersion', 'TracingConfig'];

/** Topics of the standard kind. */
export function makeSns(parts: Parts): Actions {
  const find = (caller: Caller, arn: string): TopicState | undefined =>
    Object.values(hereOf(parts, caller).topics).find((topic) => topic.arn === arn);
  const load = (caller: Caller, arn: string, code = 'NotFoundException'): TopicState => {
    const found = find(caller, arn);
    if (found) return found;
    throw new AwsError(code, code === 'NotFoundException' ? 'Topic does not exist' : 'Resource does not exist', 404);
  };
  const keep = (caller: Caller, topic: TopicState) => {
    hereOf(parts, caller).topics[nameOf(topic.arn)] = topic;
    return {};
  };
  return {
    ...subscriptionActions(parts),
    CreateTopic: ({ Name, Attributes = {}, Tags }: Checked<CreateTopicInput>, caller: Caller) => {
      if (!/^[\w-]{1,256}$/.test(Name)) throw invalid('Topic Name');
      const arn = `arn:aws:sns:${caller.region}:${caller.accountId}:${Name}`;
      for (const [name, value] of Object.entries(Attributes)) mustBeAttribute(name, value);
      const held = find(caller, arn);
      const tags = tagsFrom(Tags);
      if (held && !isWithin(Attributes, held.attributes)) {
        throw invalid('Attributes Reason: Topic already exists with different attributes');
      }
      if (held && Tags && !isWithin(tags, held.tags))
        throw invalid('Tags Reason: Topic already exists with different tags');
      if (!held) keep(caller, { arn, attributes: { Policy: ownersPolicy(arn), ...Attributes }, tags });
      return { TopicArn: arn };
    },
    GetTopicAttributes: ({ TopicArn }: Checked<GetTopicAttributesInput>, caller: Caller) => {
      const { attributes, subscriptions = [] } = load(caller, TopicArn);
      const SubscriptionsConfirmed = String(subscriptions.length);
      const counts = { SubscriptionsConfirmed, SubscriptionsPending: '0', SubscriptionsDeleted: '0' };
      return { Attributes: { TopicArn, Owner: caller.accountId, DisplayName: '', ...counts, ...attributes } };
    },
    SetTopicAttributes: (input: Checked<SetTopicAttributesInput>, caller: Caller) => {
      const topic = load(caller, input.TopicArn);
      const { AttributeName: name, AttributeValue: value = '' } = input;
      mustBeAttribute(name, value);
      const others = without(topic.attributes, name);
      return keep(caller, { ...topic, attributes: value === '' ? others : { ...others, [name]: value } });
    },
    DeleteTopic: ({ TopicArn }: Checked<GetTopicAttributesInput>, caller: Caller) => {
      const here = hereOf(parts, caller);
      here.topics = without(here.topics, find(caller, TopicArn) ? nameOf(TopicArn) : '');
      return undefined;
    },
    TagResource: ({ ResourceArn, Tags }: Checked<TagResourceRequest>, caller: Caller) => {
      const topic = load(caller, ResourceArn, 'ResourceNotFoundException');
      return keep(caller, { ...topic, tags: { ...topic.tags, ...tagsFrom(Tags) } });
    },
    ListTagsForResource: ({ ResourceArn }: Checked<ListTagsForResourceRequest>, caller: Caller) => ({
      Tags: tagPairs(load(caller, ResourceArn, 'ResourceNotFoundException').tags),
    }),
  };
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}

function mustBeAttribute(name: string, value: string): void {
  if (!settable.includes(name)) throw invalid('AttributeName');
  if (name === 'Policy') mustBeResourcePolicy(value, 'InvalidParameterException');
  if (name === 'SignatureVersion' && !['1', '2'].includes(value)) throw invalid('SignatureVersion');
}

/** Whether all of these are among those, alike. */
function isWithin(wanted: Tags, held: Tags): boolean {
  return Object.entries(wanted).every(([name, value]) => held[name] === value);
}

/** Docs: Amazon SNS, "Default access policy": the account itself. */
function ownersPolicy(arn: string): string {
  const owner = arn.split(':')[4];
  const Condition = { StringEquals: { 'AWS:SourceOwner': owner } };
  const Action = ['SNS:Publish', 'SNS:Subscribe', 'SNS:GetTopicAttributes', 'SNS:SetTopicAttributes'];
  const Statement = [
    { Sid: '__default_statement_ID', Effect: 'Allow', Principal: { AWS: '*' }, Action, Resource: arn, Condition },
  ];
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement });
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid parameter: ${what}`);
}
