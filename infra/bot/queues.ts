import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { deadLettersKept } from '../definitions/dead-letters.ts';
import { arnsOf, prefixed, type QueueName, queueNames } from '../definitions/names.ts';
import { deadLettersPolicy, queuePolicy } from '../definitions/resource-policies.ts';
import { after, idOf, tags } from '../role.ts';
import { runningOf } from './running.ts';

const day = 24 * 3600;
/** After so many tries a message is put aside. */
const tries = 5;

/** How long a message is hidden while its function works on it, in s. */
const hiddenFor: Readonly<Record<QueueName, number>> = {
  // AWS asks for six times what the function may take, and the window (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS").
  alerts: 6 * runningOf.alerts.seconds + 1,
  // A ring comes back soon; whoever holds the channel's lease is at work.
  posts: runningOf.posts.seconds,
  // What died comes back soon, and meets the job that is there.
  lookups: runningOf.queries.seconds + 30,
  searches: runningOf.queries.seconds + 30,
  remediations: runningOf.remediations.seconds + 30,
  follow: runningOf.remediations.seconds + 30,
};

export type Queues = Readonly<Record<QueueName, CfnQueue>>;

/** The queues, each with its dead letters and with a policy that keeps out everybody who has nothing to send there. */
export function addQueues(scope: Construct, settings: Settings, alertTopics: readonly string[]): Queues {
  const arns = arnsOf(settings);
  const make = (name: QueueName): CfnQueue => {
    const dead = new CfnQueue(scope, `${idOf(name)}DeadLetters`, {
      queueName: prefixed(`${name}-dlq`),
      messageRetentionPeriod: deadLettersKept,
      sqsManagedSseEnabled: true,
      tags,
    });
    const queue = new CfnQueue(scope, `${idOf(name)}Queue`, {
      queueName: prefixed(name),
      visibilityTimeout: hiddenFor[name],
      messageRetentionPeriod: 4 * day,
      sqsManagedSseEnabled: true,
      redrivePolicy: { deadLetterTargetArn: arns.deadLetters(name), maxReceiveCount: tries },
      tags,
    });
    after(queue, [dead]);
    const topics = name === 'alerts' ? alertTopics : jobQueues.includes(name) ? [arns.jobsTopic] : [];
    attach(queue, queuePolicy(settings, { name, topics, principals: snsOf(topics) }));
    attach(dead, deadLettersPolicy(arns.deadLetters(name), name === 'alerts' ? fromSns(alertTopics) : {}));
    return queue;
  };
  const made = Object.fromEntries(queueNames.map((name) => [name, make(name)]));
  return made as Queues;
}

/** The queues behind the jobs topic. */
const jobQueues: readonly QueueName[] = ['lookups', 'searches', 'remediations'];

function attach(queue: CfnQueue, policyDocument: object): void {
  new CfnQueuePolicy(queue, 'Policy', { queues: [queue.ref], policyDocument });
}

/** What a subscription could not deliver. SNS Developer Guide, "Dead-letter queues". */
function fromSns(topics: readonly string[]) {
  return { service: 'sns.amazonaws.com', condition: { ArnEquals: { 'aws:SourceArn': topics } } };
}

/** In regions that one opts into, SNS speaks under the region's own name. SNS Developer Guide, "Cross-Region delivery". */
function snsOf(topics: readonly string[]): readonly string[] {
  const regions = topics.map((arn) => arn.split(':')[3] ?? '');
  const optIn = regions.filter((region) => RegionInfo.get(region).isOptInRegion);
  return ['sns.amazonaws.com', ...new Set(optIn.map((region) => `sns.${region}.amazonaws.com`))];
}
