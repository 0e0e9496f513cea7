import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { topicsNear } from './alarm.ts';
import { addFrontDoor, addFunctions, addSchedule } from './bot/functions.ts';
import { addPeoplesRoles } from './bot/people.ts';
import { addQueues, type Queues } from './bot/queues.ts';
import { addResults, addSecret, addTable } from './bot/store.ts';
import { addWatch } from './bot/watch.ts';
import { arnsOf, prefixed, type QueueName } from './definitions/names.ts';
import { alarmsTopicPolicy, jobsTopicPolicy, serviceKeyPolicy } from './definitions/resource-policies.ts';
import { keep } from './kept.ts';
import { tags } from './role.ts';
import { subscribeToAlerts } from './subscription.ts';

/** The account and region that the functions run in: everything between the security account's topic and Slack. */
export function addBotStack(
  scope: Construct,
  settings: Settings,
  props: StackProps & Readonly<{ alertRegions: readonly string[] }>,
): Stack {
  const stack = new Stack(scope, 'noroshi-bot', {
    ...props,
    description: 'Noroshi: the functions, their queues and their table.',
  });
  const arns = arnsOf(settings);
  const { bot } = settings;
  const topicsOfAlerts = props.alertRegions.map(arns.alertsTopic);
  const key = addKey(stack, settings);
  const queues = addQueues(stack, settings, topicsOfAlerts);
  const jobsTopic = addJobs(stack, settings, { queues, key });
  addAlarmsTopic(stack, settings, key);
  addTable(stack);
  addResults(stack, settings);
  addSecret(stack, settings);
  const functions = addFunctions(stack, settings, { queues, jobsTopic });
  const url = addFrontDoor(stack, functions);
  addSchedule(stack, functions, settings);
  addPeoplesRoles(stack, settings);
  addWatch(stack, settings, { functions, topics: topicsNear(settings, bot) });
  for (const region of props.alertRegions) {
    if (region === bot.region) subscribeToAlerts(stack, settings, region);
  }
  new CfnOutput(stack, 'RequestUrl', {
    value: url.attrFunctionUrl,
    description: 'For manifest.yml: the request URL of the commands and of interactivity.',
  });
  new CfnOutput(stack, 'SecretName', {
    value: settings.slack.secret,
    description: 'Where the token and the signing secret of Slack go.',
  });
  return stack;
}

/** The key of our topics. SNS and CloudWatch use it for nobody but us. */
function addKey(scope: Construct, { bot }: Settings): CfnKey {
  const key = new CfnKey(scope, 'Key', {
    description: 'Noroshi: the topics of the bot.',
    enableKeyRotation: true,
    keyPolicy: serviceKeyPolicy(bot.account, { services: ['cloudwatch.amazonaws.com'], sources: [bot.account] }),
    tags,
  });
  keep(key);
  new CfnAlias(scope, 'KeyAlias', { aliasName: `alias/${prefixed('bot')}`, targetKeyId: key.ref });
  return key;
}

/** Which queue answers which kind of job (`src/core/job.ts`): each kind has exactly one. */
export const queueOfKind = {
  lookup: 'lookups',
  search: 'searches',
  remediation: 'remediations',
} as const satisfies Readonly<Record<string, QueueName>>;

function addJobs(
  scope: Construct,
  settings: Settings,
  { queues, key }: Readonly<{ queues: Queues; key: CfnKey }>,
): string {
  const topic = new CfnTopic(scope, 'Jobs', { topicName: prefixed('jobs'), kmsMasterKeyId: key.attrArn, tags });
  new CfnTopicPolicy(scope, 'JobsPolicy', { topics: [topic.ref], policyDocument: jobsTopicPolicy(settings) });
  for (const [kind, name] of Object.entries(queueOfKind)) {
    new CfnSubscription(scope, `Jobs-${kind}`, {
      topicArn: topic.ref,
      protocol: 'sqs',
      endpoint: queues[name].attrArn,
      filterPolicyScope: 'MessageAttributes',
      filterPolicy: { kind: [kind] },
      redrivePolicy: { deadLetterTargetArn: arnsOf(settings).deadLetters(name) },
    });
  }
  return topic.ref;
}

function addAlarmsTopic(scope: Construct, settings: Settings, key: CfnKey): void {
  const topic = new CfnTopic(scope, 'Alarms', { topicName: prefixed('alarms'), kmsMasterKeyId: key.attrArn, tags });
  new CfnTopicPolicy(scope, 'AlarmsPolicy', { topics: [topic.ref], policyDocument: alarmsTopicPolicy(settings) });
}
