import { CfnEventBus, CfnEventBusPolicy, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { addAlarm, deadLetterAlarm, topicsNear } from '../alarm.ts';
import { type Arrival, arrivalAt } from '../definitions/buses.ts';
import { deadLettersKept } from '../definitions/dead-letters.ts';
import { keep } from '../kept.ts';
import { explainFinding } from '../reasons.ts';
import { after, tags } from '../role.ts';

/** Where the members' events arrive in a region, and the topic that passes them on: the home region's, or a relay's. */
export function addBuses(scope: Construct, settings: Settings, region: string): void {
  const arrival = arrivalAt(settings, region);
  const topic = addTopic(scope, arrival);
  const dead = addDeadLetters(scope, arrival);
  const about = 'What the bus could not put onto the topic of the alerts; noroshi redrive sends it to the bot.';
  addAlarm(
    scope,
    deadLetterAlarm('bus-dlq', about),
    topicsNear(settings, { account: settings.security.account, region }),
  );
  for (const rule of arrival.rules) {
    if (rule.bus === undefined) addTail(scope, rule, toTopic(arrival, topic, dead));
  }
  arrival.buses.forEach(({ name, statementId, statement }, at) => {
    const bus = new CfnEventBus(scope, `Bus${at + 1}`, { name, tags });
    const policy = new CfnEventBusPolicy(scope, `Bus${at + 1}Policy`, {
      eventBusName: bus.ref,
      statementId,
      statement,
    });
    after(policy, [bus]);
    for (const rule of arrival.rules.filter((one) => one.bus === name)) {
      const passes = new CfnRule(scope, `Bus${at + 1}Alerts`, {
        name: rule.name,
        description: rule.about,
        eventBusName: bus.ref,
        eventPattern: rule.pattern,
        targets: [toTopic(arrival, topic, dead)],
      });
      after(passes, [bus]);
    }
  });
}

/** Where a rule passes its events on to, and what becomes of those that are not taken within a day. */
function toTopic({ targetId, retries }: Arrival, topic: CfnTopic, dead: CfnQueue) {
  return { id: targetId, arn: topic.ref, deadLetterConfig: { arn: dead.attrArn }, retryPolicy: retries };
}

/** Each new log file of CloudTrail is told, and read by `alerts` (`sweep.tail`). */
function addTail(scope: Construct, rule: Arrival['rules'][number], target: ReturnType<typeof toTopic>): void {
  new CfnRule(scope, 'LogFiles', {
    name: rule.name,
    description: rule.about,
    eventPattern: rule.pattern,
    targets: [target],
  });
}

function addTopic(scope: Construct, { key: { about, alias, policy }, topic: of }: Arrival): CfnTopic {
  const key = new CfnKey(scope, 'AlertsKey', {
    description: about,
    enableKeyRotation: true,
    keyPolicy: policy,
    tags,
  });
  keep(key);
  new CfnAlias(scope, 'AlertsKeyAlias', { aliasName: alias, targetKeyId: key.ref });
  const topic = new CfnTopic(scope, 'Alerts', { topicName: of.name, kmsMasterKeyId: key.attrArn, tags });
  new CfnTopicPolicy(scope, 'AlertsPolicy', { topics: [topic.ref], policyDocument: of.policy });
  return topic;
}

function addDeadLetters(scope: Construct, { deadLetters: { name, policy } }: Arrival): CfnQueue {
  const queue = new CfnQueue(scope, 'BusDeadLetters', {
    queueName: name,
    messageRetentionPeriod: deadLettersKept,
    sqsManagedSseEnabled: true,
    tags,
  });
  new CfnQueuePolicy(scope, 'BusDeadLettersPolicy', { queues: [queue.ref], policyDocument: policy });
  explainFinding(queue, 'AwsSolutions-SQS3');
  return queue;
}
