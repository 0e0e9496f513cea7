import { Stack } from 'aws-cdk-lib';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { addAlarm, deadLetterAlarm, topicsNear } from './alarm.ts';
import { deadLettersKept } from './definitions/dead-letters.ts';
import { arnsOf, prefixed } from './definitions/names.ts';
import { deadLettersPolicy } from './definitions/resource-policies.ts';
import { explainFinding } from './reasons.ts';
import { after, tags } from './role.ts';

/** What a subscription could not deliver waits in the topic's region, in the account that subscribed. */
const deadName = prefixed('subscription-dlq');

/**
 * Lets the bot's queue hear a topic of the security account, in the topic's region. Who owns the queue subscribes, so nobody
 * has to confirm. SNS Developer Guide, "Sending messages to an Amazon SQS queue in a different account".
 */
export function subscribeToAlerts(scope: Construct, settings: Settings, region: string): void {
  const arns = arnsOf(settings);
  const topicArn = arns.alertsTopic(region);
  const deadArn = `arn:aws:sqs:${region}:${settings.bot.account}:${deadName}`;
  const dead = new CfnQueue(scope, 'SubscriptionDeadLetters', {
    queueName: deadName,
    messageRetentionPeriod: deadLettersKept,
    sqsManagedSseEnabled: true,
    tags,
  });
  const policyDocument = deadLettersPolicy(deadArn, {
    service: 'sns.amazonaws.com',
    condition: { ArnEquals: { 'aws:SourceArn': [topicArn] } },
  });
  new CfnQueuePolicy(scope, 'SubscriptionDeadLettersPolicy', { queues: [dead.ref], policyDocument });
  const subscription = new CfnSubscription(scope, 'AlertsSubscription', {
    topicArn,
    region,
    protocol: 'sqs',
    endpoint: arns.queue('alerts'),
    redrivePolicy: { deadLetterTargetArn: deadArn },
  });
  after(subscription, [dead]);
  explainFinding(dead, 'AwsSolutions-SQS3');
  const about = 'What the topic of the alerts could not put into the queue of the bot; noroshi redrive sends it there.';
  addAlarm(
    scope,
    deadLetterAlarm('subscription-dlq', about),
    topicsNear(settings, { account: settings.bot.account, region }),
  );
}

/** A stack for a topic of another region than the bot's. */
export function addSubscriptionStack(scope: Construct, settings: Settings, region: string): Stack {
  const stack = new Stack(scope, `noroshi-subscription-${region}`, {
    env: { account: settings.bot.account, region },
    description: `Noroshi: the bot's queue hears the topic of ${region}.`,
  });
  subscribeToAlerts(stack, settings, region);
  return stack;
}
