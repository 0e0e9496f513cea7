import type { Settings } from '../../src/core/settings.ts';
import { counting, sendingAgain } from './dead-letters.ts';
import { fitting, splitInstallation } from './limits.ts';
import { arnsOf, type BotFunction, forwardRole, prefixed, type QueueName } from './names.ts';
import { queueRights } from './rights.ts';
import { everybodyBut, onlyEncrypted, type PolicyDocument, policyOf, type Statement } from './statement.ts';

/** Lets the forwarding role of the listed accounts put events onto a bus. Amazon EventBridge, "Permissions for event buses". */
export function busPolicy(busArn: string, accountIds: readonly string[]): Statement {
  const statement: Statement = {
    Sid: 'ListedAccounts',
    Effect: 'Allow',
    Principal: '*',
    Action: ['events:PutEvents'],
    Resource: [busArn],
    Condition: {
      StringEquals: { 'aws:PrincipalAccount': accountIds },
      ArnLike: { 'aws:PrincipalArn': [`arn:aws:iam::*:role/${forwardRole}`] },
    },
  };
  fitting(policyOf([statement]), {
    limit: 'busPolicy',
    owner: `The policy of the bus ${busArn}`,
    advice: splitInstallation,
  });
  return statement;
}

/** Closes a topic to all but a rule of EventBridge in the same account; the bot's account may let its queue listen, and nothing else. */
export function alertsTopicPolicy(
  settings: Settings,
  { region, ruleArns }: Readonly<{ region: string; ruleArns: readonly string[] }>,
): PolicyDocument {
  const arns = arnsOf(settings);
  const topic = arns.alertsTopic(region);
  return policyOf([
    {
      Sid: 'RulesOfTheBus',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['sns:Publish'],
      Resource: [topic],
      Condition: {
        ArnEquals: { 'aws:SourceArn': ruleArns },
        StringEquals: { 'aws:SourceAccount': settings.security.account },
      },
    },
    {
      Sid: 'QueueOfTheBot',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${settings.bot.account}:root` },
      Action: ['sns:Subscribe'],
      Resource: [topic],
      Condition: { StringEquals: { 'sns:Protocol': 'sqs', 'sns:Endpoint': arns.queue('alerts') } },
    },
    {
      Sid: 'NobodyElse',
      Effect: 'Deny',
      Principal: '*',
      Action: ['sns:Publish'],
      Resource: [topic],
      Condition: everybodyBut([]),
    },
    onlyEncrypted(['sns:Publish'], [topic]),
  ]);
}

/**
 * Administration by the account itself, and the use by services that deliver to what is encrypted with it: each in the name
 * of `sources`, or, where `topicArn` is given, for that topic alone. EventBridge names no source when it publishes to an
 * encrypted topic, and a key that asked for one would keep every event out. Amazon SNS Developer Guide, "Managing Amazon SNS
 * encryption keys and costs": the source conditions "not supported for EventBridge-to-encrypted topics".
 */
export function serviceKeyPolicy(
  accountId: string,
  use: Readonly<{ services: readonly string[] } & ({ sources: readonly string[] } | { topicArn: string })>,
): PolicyDocument {
  const isTopic = 'topicArn' in use;
  const only = isTopic
    ? { 'kms:EncryptionContext:aws:sns:topicArn': use.topicArn }
    : { 'aws:SourceAccount': use.sources };
  const statements: readonly Statement[] = [
    {
      Sid: 'Administration',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: ['kms:*'],
      Resource: ['*'],
    },
    {
      Sid: 'Delivery',
      Effect: 'Allow',
      Principal: { Service: use.services },
      // Looking at the key has no encryption context, and is not asked of a topic's.
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt', ...(isTopic ? [] : ['kms:DescribeKey'])],
      Resource: ['*'],
      Condition: { StringEquals: only },
    },
  ];
  return fitting(policyOf(statements), { limit: 'keyPolicy', owner: 'The policy of a key', advice: splitInstallation });
}

/** Who sends to a queue: topics, by SNS in their name, those of our functions that do, and whoever sends dead letters again. */
export function queuePolicy(
  settings: Settings,
  { name, topics, principals }: Readonly<{ name: QueueName; topics: readonly string[]; principals: readonly string[] }>,
): PolicyDocument {
  const arns = arnsOf(settings);
  const queue = arns.queue(name);
  const senders = (Object.keys(queueRights) as BotFunction[]).filter((one) => queueRights[one].sends.includes(name));
  const fromTopics: Statement = {
    Sid: 'Topics',
    Effect: 'Allow',
    Principal: { Service: principals },
    Action: ['sqs:SendMessage'],
    Resource: [queue],
    Condition: { ArnEquals: { 'aws:SourceArn': topics } },
  };
  const statements: readonly Statement[] = [
    ...(topics.length > 0 ? [fromTopics] : []),
    {
      Sid: 'NobodyElse',
      Effect: 'Deny',
      Principal: '*',
      Action: ['sqs:SendMessage'],
      Resource: [queue],
      Condition: everybodyBut([...senders.map(arns.botRole), arns.redriveRole]),
    },
    onlyEncrypted(['sqs:*'], [queue]),
  ];
  return fitting(policyOf(statements), {
    limit: 'queuePolicy',
    owner: `The policy of the queue ${prefixed(name)}`,
    advice: 'Subscribe fewer topics.',
  });
}

/** Lets the sweep count the dead letters of a queue of another account, and `noroshi redrive` send them again. */
function toTheBot(settings: Settings, queue: string): readonly Statement[] {
  const arns = arnsOf(settings);
  const lets = (Sid: string, Action: readonly string[], roleArn: string): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${settings.bot.account}:root` },
    Action,
    Resource: [queue],
    Condition: { ArnEquals: { 'aws:PrincipalArn': [roleArn] } },
  });
  return [lets('Counted', counting, arns.botRole('sweep')), lets('SentAgain', sendingAgain, arns.redriveRole)];
}

/** A queue of dead letters that services put into, in the name of these sources; `for` where it is not the bot's own. */
export function deadLettersPolicy(
  queue: string,
  {
    service,
    condition,
    for: settings,
  }: Readonly<{ service?: string; condition?: NonNullable<Statement['Condition']>; for?: Settings }>,
): PolicyDocument {
  const statements: readonly Statement[] = [
    ...(settings ? toTheBot(settings, queue) : []),
    ...(service
      ? [
          {
            Sid: 'DeadLetters',
            Effect: 'Allow' as const,
            Principal: { Service: service },
            Action: ['sqs:SendMessage'],
            Resource: [queue],
            ...(condition && { Condition: condition }),
          },
        ]
      : []),
    onlyEncrypted(['sqs:*'], [queue]),
  ];
  return fitting(policyOf(statements), {
    limit: 'queuePolicy',
    owner: `The policy of ${queue}`,
    advice: splitInstallation,
  });
}

/** The jobs topic takes what the front door publishes, and nothing of anybody else. */
export function jobsTopicPolicy(settings: Settings): PolicyDocument {
  const arns = arnsOf(settings);
  const topic = [arns.jobsTopic];
  return policyOf([
    {
      Sid: 'NobodyElse',
      Effect: 'Deny',
      Principal: '*',
      Action: ['sns:Publish'],
      Resource: topic,
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [arns.botRole('slack')] } },
    },
    onlyEncrypted(['sns:Publish'], topic),
  ]);
}

/** The topic of the alarms takes what CloudWatch says in our account. */
export function alarmsTopicPolicy(settings: Settings): PolicyDocument {
  const topic = [arnsOf(settings).alarmsTopic];
  const { account, region } = settings.bot;
  return policyOf([
    {
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['sns:Publish'],
      Resource: topic,
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:noroshi-*` },
      },
    },
    onlyEncrypted(['sns:Publish'], topic),
  ]);
}
