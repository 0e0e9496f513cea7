import { randomUUID } from 'node:crypto';
import type { Job } from '../../core/job.ts';
import { makeQueue, type Queue, type QueueName, queueNames } from './queues.ts';
import { makeSns, type Sns } from './sns.ts';

/** The installation's queues and topics, joined as the stacks join them. */
export type Messaging = Readonly<{
  sns: Sns;
  queues: Readonly<Record<QueueName, Queue>>;
  deadLetters: Readonly<Record<QueueName, Queue>>;
  topics: Readonly<{ jobs: string; alerts: string }>;
}>;

const seconds = 1000;
/** Longer than the function of each queue may take, as AWS asks; a failed message comes back after it. */
const visibilityMs: Readonly<Record<QueueName, number>> = {
  alerts: 60 * seconds,
  posts: 30 * seconds,
  lookups: 60 * seconds,
  searches: 150 * seconds,
  remediations: 60 * seconds,
  follow: 60 * seconds,
};

/** Which queue answers which kind of job: the filter policies of the jobs topic. */
const queueOfKind: Readonly<Record<Job['kind'], QueueName>> = {
  lookup: 'lookups',
  search: 'searches',
  remediation: 'remediations',
};

/**
 * Queues of the bot's account; the alerts topic is the security account's. `oncall` is the topic that wakes people, wherever
 * it is, and `onCalled` whoever hears it.
 */
export function makeMessaging(options: {
  bot: Readonly<{ account: string; region: string }>;
  security: Readonly<{ account: string; region: string }>;
  now: () => number;
  oncall?: string | undefined;
  onCalled?: ((message: string) => void) | undefined;
}): Messaging {
  const { bot, security, now, oncall, onCalled } = options;
  const make = (name: string, ms: number, deadLetters?: Queue): Queue =>
    makeQueue({
      name: `noroshi-${name}`,
      arn: `arn:aws:sqs:${bot.region}:${bot.account}:noroshi-${name}`,
      visibilityMs: ms,
      now,
      makeId: randomUUID,
      ...(deadLetters ? { deadLetters } : {}),
    });
  const deadLetters = byName((name) => make(`${name}-dlq`, 30 * seconds));
  const queues = byName((name) => make(name, visibilityMs[name], deadLetters[name]));
  const topics = {
    jobs: `arn:aws:sns:${bot.region}:${bot.account}:noroshi-jobs`,
    alerts: `arn:aws:sns:${security.region}:${security.account}:noroshi-alerts`,
  };
  const jobSubscriptions = Object.entries(queueOfKind).map(([kind, name]) => ({
    topicArn: topics.jobs,
    queue: queues[name],
    filterPolicy: { kind: [kind] },
    raw: false,
  }));
  const sns = makeSns({
    topics: [...Object.values(topics), ...(oncall === undefined ? [] : [oncall])],
    ...(oncall !== undefined && onCalled && { listeners: { [oncall]: onCalled } }),
    subscriptions: [...jobSubscriptions, { topicArn: topics.alerts, queue: queues.alerts, raw: false }],
    now,
    makeId: randomUUID,
  });
  return { sns, queues, deadLetters, topics };
}

/** A record with one value per queue. */
export function byName<T>(make: (name: QueueName) => T): Readonly<Record<QueueName, T>> {
  const [alerts, posts, lookups, searches, remediations, follow] = queueNames;
  return {
    alerts: make(alerts),
    posts: make(posts),
    lookups: make(lookups),
    searches: make(searches),
    remediations: make(remediations),
    follow: make(follow),
  };
}
