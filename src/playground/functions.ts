import { handler as alerts } from '../lambda/alerts.ts';
import { handler as configRules } from '../lambda/config-rules.ts';
import { handler as posts } from '../lambda/posts.ts';
import { handler as queries } from '../lambda/queries.ts';
import { handler as remediations } from '../lambda/remediations.ts';
import { handler as slack } from '../lambda/slack.ts';
import { handler as sweep } from '../lambda/sweep.ts';
import type { Queue, QueueName } from './aws/queues.ts';
import type { LambdaFunction } from './lambda.ts';
import type { Mapping } from './pump.ts';

export type Functions = Readonly<
  Record<'alerts' | 'posts' | 'slack' | 'queries' | 'remediations' | 'configRules' | 'sweep', LambdaFunction>
>;

/** The functions that are deployed, with the time that each may take, in ms; the front door has Slack's 3 s. */
export function loadFunctions({ queriesMs = 120_000 }: Readonly<{ queriesMs?: number }> = {}): Functions {
  return {
    alerts: { name: 'alerts', handler: alerts, timeoutMs: 60_000 },
    posts: { name: 'posts', handler: posts, timeoutMs: 30_000 },
    slack: { name: 'slack', handler: slack, timeoutMs: 3_000 },
    queries: { name: 'queries', handler: queries, timeoutMs: queriesMs },
    remediations: { name: 'remediations', handler: remediations, timeoutMs: 60_000 },
    configRules: { name: 'config-rules', handler: configRules, timeoutMs: 60_000 },
    sweep: { name: 'sweep', handler: sweep, timeoutMs: 60_000 },
  };
}

/** Which function eats which queue. */
export function mappingsOf(functions: Functions, queue: (name: QueueName) => Queue): readonly Mapping[] {
  const single = { batchSize: 1, windowMs: 0, concurrency: 2 };
  return [
    { queue: queue('alerts'), lambda: functions.alerts, batchSize: 10, windowMs: 200, concurrency: 2 },
    { queue: queue('posts'), lambda: functions.posts, ...single, concurrency: 4 },
    { queue: queue('lookups'), lambda: functions.queries, ...single },
    { queue: queue('searches'), lambda: functions.queries, ...single },
    { queue: queue('remediations'), lambda: functions.remediations, ...single },
    { queue: queue('follow'), lambda: functions.remediations, ...single },
  ];
}
