import { describe, expect, it } from 'vitest';
import { estateWith } from './harness.ts';
import { member, other, security } from './settings.ts';

const policyOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const bus = `arn:aws:events:eu-west-1:${security}:event-bus/noroshi-1`;
const topic = `arn:aws:sns:eu-west-1:${security}:noroshi-alerts`;
const deadLetters = `arn:aws:sqs:us-east-1:${security}:noroshi-members-dlq-1`;
const rule = `arn:aws:events:eu-west-1:${security}:rule/noroshi-1/noroshi-alerts`;

/** A member's rule in another region, the bus, its rule, the topic, and a queue that listens to it. */
async function wayOf() {
  const made = estateWith({ instant: true });
  const [ask, home] = [await made.in(member, 'us-east-1'), await made.in(security)];
  const RoleName = 'noroshi-forward';
  const trust = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const rights = { Effect: 'Allow', Action: 'events:PutEvents', Resource: bus };
  await ask('iam:CreateRole', { RoleName, AssumeRolePolicyDocument: policyOf(trust) });
  await ask('iam:PutRolePolicy', { RoleName, PolicyName: RoleName, PolicyDocument: policyOf(rights) });
  await ask('events:PutRule', { Name: 'noroshi-test', EventPattern: '{"source":["noroshi.test"]}' });
  const RoleArn = `arn:aws:iam::${member}:role/${RoleName}`;
  const Targets = [{ Id: 'bus', Arn: bus, RoleArn, DeadLetterConfig: { Arn: deadLetters } }];
  await ask('events:PutTargets', { Rule: 'noroshi-test', Targets });
  await home('events:CreateEventBus', { Name: 'noroshi-1' });
  const letIn = (id: string) => {
    const Condition = { StringEquals: { 'aws:PrincipalAccount': id } };
    const statement = {
      Sid: 'ListedAccounts',
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: bus,
    };
    return home('events:PutPermission', { EventBusName: 'noroshi-1', Policy: policyOf({ ...statement, Condition }) });
  };
  await letIn(member);
  const EventBusName = 'noroshi-1';
  await home('events:PutRule', { Name: 'noroshi-alerts', EventBusName, EventPattern: '{"account":[{"prefix":""}]}' });
  const source = { Condition: { ArnEquals: { 'aws:SourceArn': rule } } };
  const publishes = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: topic,
  };
  await home('sns:CreateTopic', {
    Name: 'noroshi-alerts',
    Attributes: { Policy: policyOf({ ...publishes, ...source }) },
  });
  await home('events:PutTargets', { Rule: 'noroshi-alerts', EventBusName, Targets: [{ Id: 'topic', Arn: topic }] });
  const Entries = [{ Source: 'noroshi.test', DetailType: 'Noroshi Test Event', Detail: '{"run":"one"}' }];
  return { ...made, ask, home, letIn, send: () => ask('events:PutEvents', { Entries }) };
}

describe('the way of an event', () => {
  it("goes over the bus to the topic, with the member's account and region", async () => {
    const { estate, send } = await wayOf();

    expect(await send()).toMatchObject({ FailedEntryCount: 0 });

    const told = { account: member, region: 'us-east-1', detail: { run: 'one' } };
    expect(estate.arrived()).toMatchObject([{ arn: topic, event: told }]);
  });

  it('ends where the bus does not list the account, in the dead letters that let it in', async () => {
    const { estate, send, letIn, home, in: inside } = await wayOf();
    await letIn(other);

    await send();
    expect(estate.arrived()).toEqual([]);
    const accepts = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: deadLetters,
    };
    const there = await inside(security, 'us-east-1');
    const queue = { QueueName: 'noroshi-members-dlq-1', Attributes: { Policy: policyOf(accepts) } };
    const { QueueUrl } = await there('sqs:CreateQueue', queue);
    await send();

    expect(estate.arrived()).toMatchObject([{ arn: deadLetters }]);
    expect((await there('sqs:ReceiveMessage', { QueueUrl })).Messages).toHaveLength(1);
    await expect(home('sqs:GetQueueUrl', { QueueName: 'noroshi-members-dlq-1' })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('is heard by a queue that listens to the topic, and wants it', async () => {
    const { home, send } = await wayOf();
    const arn = `arn:aws:sqs:eu-west-1:${security}:listens`;
    const accepts = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn,
    };
    const { QueueUrl } = await home('sqs:CreateQueue', {
      QueueName: 'listens',
      Attributes: { Policy: policyOf(accepts) },
    });
    const FilterPolicy = '{"source":["noroshi.test"]}';
    const Attributes = { RawMessageDelivery: 'true', FilterPolicyScope: 'MessageBody', FilterPolicy };
    const { SubscriptionArn } = await home('sns:Subscribe', {
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: arn,
      Attributes,
    });

    await send();
    const { Messages = [] } = await home('sqs:ReceiveMessage', { QueueUrl });
    await home('sns:Unsubscribe', { SubscriptionArn });
    await send();

    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({ source: 'noroshi.test', account: member });
    await home('sqs:DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle });
    expect((await home('sqs:ReceiveMessage', { QueueUrl })).Messages).toBeUndefined();
  });

  it('needs the key of an encrypted topic', async () => {
    const { home, send, estate } = await wayOf();
    const owner = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${security}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const { KeyMetadata } = await home('kms:CreateKey', { Policy: policyOf(owner) });
    const KeyId = KeyMetadata?.Arn;
    await home('sns:SetTopicAttributes', { TopicArn: topic, AttributeName: 'KmsMasterKeyId', AttributeValue: KeyId });

    await send();
    expect(estate.arrived()).toEqual([]);
    const Condition = { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topic } };
    const uses = { ...owner, Principal: { Service: 'events.amazonaws.com' }, Condition };
    await home('kms:PutKeyPolicy', { KeyId, Policy: policyOf(owner, uses) });
    await send();

    expect(estate.arrived()).toHaveLength(1);
  });

  it('refuses sources of AWS and rules that still have targets are not deleted', async () => {
    const { ask } = await wayOf();
    const Entries = [{ Source: 'aws.ec2', DetailType: 'anything', Detail: '{}' }];

    const { Entries: results } = await ask('events:PutEvents', { Entries });

    expect(results).toMatchObject([{ ErrorCode: 'NotAuthorizedForSourceException' }]);
    const gone = () => ask('events:DeleteRule', { Name: 'noroshi-test' });
    await expect(gone()).rejects.toThrow("Rule can't be deleted since it has targets.");
    await ask('events:RemoveTargets', { Rule: 'noroshi-test', Ids: ['bus'] });
    await gone();
    await expect(ask('events:DescribeRule', { Name: 'noroshi-test' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('forgets what a rule was when it is put again without it', async () => {
    const { ask } = await wayOf();
    const EventPattern = '{"source":["noroshi.test"]}';

    await ask('events:PutRule', { Name: 'noroshi-test', EventPattern, State: 'DISABLED', Description: 'It has one.' });
    await ask('events:PutRule', { Name: 'noroshi-test', EventPattern });

    const found = await ask('events:DescribeRule', { Name: 'noroshi-test' });
    expect(found).toMatchObject({ State: 'ENABLED', Description: undefined });
    expect((await ask('events:ListTargetsByRule', { Rule: 'noroshi-test' })).Targets).toHaveLength(1);
  });
});
