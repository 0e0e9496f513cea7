import { arrivalAt, memberDeadLettersAt } from '../../../infra/definitions/buses.ts';
import type { Ask } from '../../../infra/rollout/ask.ts';
import { changeRule, changeTargets } from './changes-of-rules.ts';
import type { Drift } from './drift.ts';

/** The URL of a queue. */
async function queueOf(ask: Ask, QueueName: string): Promise<string | undefined> {
  return (await ask('sqs:GetQueueUrl', { QueueName })).QueueUrl;
}

const openToAll = (Action: string, Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource }] });

const bus = { Name: 'noroshi-alerts', EventBusName: 'noroshi-1' };

export const driftsOfRelay: readonly Drift[] = [
  {
    ...{ step: 'relay', what: 'the bus lets nobody in', object: /^bus noroshi-1$/, accountId: 'security' },
    plant: async (ask, { security, settings }) => {
      const permission = { EventBusName: 'noroshi-1', StatementId: 'ListedAccounts' };
      await ask(security, settings.security.region)('events:RemovePermission', permission);
    },
  },
  {
    ...{ step: 'relay', what: 'the bus lets everybody in', object: /^bus noroshi-1$/, accountId: 'security' },
    plant: async (ask, { security, settings }) => {
      const [{ arn: Resource = '' } = {}] = arrivalAt(settings, settings.security.region).buses;
      const own = { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource };
      const Statement = [{ Sid: 'ListedAccounts', ...own }];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await ask(security, settings.security.region)('events:PutPermission', { EventBusName: 'noroshi-1', Policy });
    },
  },
  {
    ...{ step: 'relay', what: 'the rule of the bus is switched off', object: /noroshi-alerts$/, accountId: 'security' },
    plant: (ask, { security, settings }) =>
      changeRule(ask(security, settings.security.region), bus, { State: 'DISABLED' }),
  },
  {
    ...{ step: 'relay', what: 'the rule of the bus passes on less', object: /noroshi-alerts$/, accountId: 'security' },
    plant: (ask, { security, settings }) =>
      changeRule(ask(security, settings.security.region), bus, { EventPattern: '{"source":["aws.config"]}' }),
  },
  {
    ...{ step: 'relay', what: 'the topic has no dead letters', object: /noroshi-alerts$/, accountId: 'security' },
    plant: (ask, { security, settings }) =>
      changeTargets(ask(security, settings.security.region), bus, () => ({ DeadLetterConfig: undefined })),
  },
  {
    ...{ step: 'relay', what: 'anybody may publish alerts', object: /^topic noroshi-alerts$/, accountId: 'security' },
    plant: async (ask, { security, settings }) => {
      const { region } = settings.security;
      const TopicArn = arrivalAt(settings, region).topic.arn;
      const AttributeValue = openToAll('sns:Publish', TopicArn);
      await ask(security, region)('sns:SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
    },
  },
  {
    ...{ step: 'relay', what: 'the topic is not encrypted', object: /^topic noroshi-alerts$/, accountId: 'security' },
    plant: async (ask, { security, settings }) => {
      const { region } = settings.security;
      const TopicArn = arrivalAt(settings, region).topic.arn;
      const off = { TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue: '' };
      await ask(security, region)('sns:SetTopicAttributes', off);
    },
  },
  {
    ...{ step: 'relay', what: 'EventBridge may not use the key', object: /^key alias/, accountId: 'security' },
    plant: async (ask, { security, settings }) => {
      const { region } = settings.security;
      const KeyId = 'alias/noroshi-alerts';
      const { KeyMetadata } = await ask(security, region)('kms:DescribeKey', { KeyId });
      const Principal = { AWS: `arn:aws:iam::${security}:root` };
      const Statement = [{ Sid: 'Administration', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await ask(security, region)('kms:PutKeyPolicy', { KeyId: KeyMetadata?.KeyId, PolicyName: 'default', Policy });
    },
  },
  {
    ...{ step: 'relay', what: 'the key has lost its alias', object: /^key alias/, accountId: 'security' },
    also: /^topic noroshi-alerts$/,
    plant: async (ask, { security, settings }) =>
      void (await ask(security, settings.security.region)('kms:DeleteAlias', { AliasName: 'alias/noroshi-alerts' })),
  },
  {
    ...{
      step: 'relay',
      what: 'dead letters are kept for a minute',
      object: /^queue noroshi-bus-dlq$/,
      accountId: 'security',
    },
    plant: async (ask, { security, settings }) => {
      const asked = ask(security, settings.security.region);
      const QueueUrl = await queueOf(asked, 'noroshi-bus-dlq');
      await asked('sqs:SetQueueAttributes', { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
    },
  },
  {
    ...{
      step: 'relay',
      what: 'anybody may put members’ dead letters',
      object: /^queue noroshi-members/,
      accountId: 'security',
    },
    plant: async (ask, { security, settings }) => {
      const { region } = settings.security;
      const [{ name = '', arn = '' } = {}] = memberDeadLettersAt(settings, region);
      const QueueUrl = await queueOf(ask(security, region), name);
      const Attributes = { Policy: openToAll('sqs:SendMessage', arn) };
      await ask(security, region)('sqs:SetQueueAttributes', { QueueUrl, Attributes });
    },
  },
  {
    ...{
      step: 'relay',
      what: 'dead letters are under another key',
      object: /^queue noroshi-bus-dlq$/,
      accountId: 'security',
    },
    weakens: true,
    plant: async (ask, { security, settings }) => {
      const asked = ask(security, settings.security.region);
      const QueueUrl = await queueOf(asked, 'noroshi-bus-dlq');
      await asked('sqs:SetQueueAttributes', { QueueUrl, Attributes: { KmsMasterKeyId: 'alias/aws/sqs' } });
    },
  },
];
