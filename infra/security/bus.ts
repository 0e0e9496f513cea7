import { CfnEventBus, CfnEventBusPolicy, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { deadLettersKept } from '../definitions/dead-letters.ts';
import { groupsOf, listsOf } from '../definitions/groups.ts';
import { arnsOf, busName, prefixed } from '../definitions/names.ts';
import { logFilePattern } from '../definitions/path-test.ts';
import { alertsTopicPolicy, busPolicy, deadLettersPolicy, serviceKeyPolicy } from '../definitions/resource-policies.ts';
import { keep } from '../kept.ts';
import { explainFinding } from '../reasons.ts';
import { after, tags } from '../role.ts';

/** What the members' rules let through has been chosen there: the bus passes on all of it. */
const everything = { source: [{ prefix: '' }] };

/** The ARN of the rule of a bus that passes on what arrives. */
const ruleArn = (place: string, bus: number): string =>
  `arn:aws:events:${place}:rule/${busName(bus)}/${prefixed('alerts')}`;

/**
 * Where the members' events arrive in a region, and the topic that passes them on: the home region's, or a relay's. As many
 * buses as the lists of accounts need.
 */
export function addBuses(scope: Construct, settings: Settings, region: string): void {
  const { account } = settings.security;
  const place = `${region}:${account}`;
  const lists = listsOf(groupsOf(settings), 'bus');
  // S3's own events come on the default bus of the log bucket's region.
  const tails = settings.sweep.tail && region === settings.security.region;
  const tailArn = `arn:aws:events:${place}:rule/${prefixed('log-files')}`;
  const ruleArns = [...lists.map((_, at) => ruleArn(place, at + 1)), ...(tails ? [tailArn] : [])];
  const topic = addTopic(scope, settings, { region, ruleArns });
  const dead = addDeadLetters(scope, place, ruleArns);
  if (tails) addTail(scope, settings, toTopic(topic, dead));
  lists.forEach((accountIds, at) => {
    const name = busName(at + 1);
    const bus = new CfnEventBus(scope, `Bus${at + 1}`, { name, tags });
    const policy = new CfnEventBusPolicy(scope, `Bus${at + 1}Policy`, {
      eventBusName: bus.ref,
      statementId: 'ListedAccounts',
      statement: withoutSid(busPolicy(`arn:aws:events:${place}:event-bus/${name}`, accountIds)),
    });
    const rule = new CfnRule(scope, `Bus${at + 1}Alerts`, {
      name: prefixed('alerts'),
      description: 'Noroshi: what the members forward, to the topic.',
      eventBusName: bus.ref,
      eventPattern: everything,
      targets: [toTopic(topic, dead)],
    });
    after(policy, [bus]);
    after(rule, [bus]);
  });
}

/** Where a rule passes its events on to, and what becomes of those that are not taken within a day. */
function toTopic(topic: CfnTopic, dead: CfnQueue) {
  return {
    id: 'topic',
    arn: topic.ref,
    deadLetterConfig: { arn: dead.attrArn },
    retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
  };
}

/** Each new log file of CloudTrail is told, and read by `alerts` (`sweep.tail`). */
function addTail(scope: Construct, settings: Settings, target: ReturnType<typeof toTopic>): void {
  new CfnRule(scope, 'LogFiles', {
    name: prefixed('log-files'),
    description: 'Noroshi: each new log file of CloudTrail, to the topic.',
    eventPattern: logFilePattern(settings),
    targets: [target],
  });
}

/** The statement's id is a property of its own there. */
function withoutSid({ Sid: _, ...statement }: ReturnType<typeof busPolicy>): object {
  return statement;
}

function addTopic(
  scope: Construct,
  settings: Settings,
  at: Readonly<{ region: string; ruleArns: readonly string[] }>,
): CfnTopic {
  const { account } = settings.security;
  const key = new CfnKey(scope, 'AlertsKey', {
    description: 'Noroshi: the topic of the alerts.',
    enableKeyRotation: true,
    keyPolicy: serviceKeyPolicy(account, {
      services: ['events.amazonaws.com'],
      topicArn: arnsOf(settings).alertsTopic(at.region),
    }),
    tags,
  });
  keep(key);
  new CfnAlias(scope, 'AlertsKeyAlias', { aliasName: `alias/${prefixed('alerts')}`, targetKeyId: key.ref });
  const topic = new CfnTopic(scope, 'Alerts', { topicName: prefixed('alerts'), kmsMasterKeyId: key.attrArn, tags });
  new CfnTopicPolicy(scope, 'AlertsPolicy', { topics: [topic.ref], policyDocument: alertsTopicPolicy(settings, at) });
  return topic;
}

function addDeadLetters(scope: Construct, place: string, ruleArns: readonly string[]): CfnQueue {
  const name = prefixed('bus-dlq');
  const queue = new CfnQueue(scope, 'BusDeadLetters', {
    queueName: name,
    messageRetentionPeriod: deadLettersKept,
    sqsManagedSseEnabled: true,
    tags,
  });
  const policyDocument = deadLettersPolicy(`arn:aws:sqs:${place}:${name}`, {
    service: 'events.amazonaws.com',
    condition: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  });
  new CfnQueuePolicy(scope, 'BusDeadLettersPolicy', { queues: [queue.ref], policyDocument });
  explainFinding(queue, 'AwsSolutions-SQS3');
  return queue;
}
