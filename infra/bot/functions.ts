import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnEventSourceMapping, type CfnFunction, CfnPermission, CfnUrl } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import {
  arnsOf,
  type BotFunction,
  botFunctions,
  prefixed,
  type QueueName,
  resultsBucketOf,
  tableName,
} from '../definitions/names.ts';
import { memberSessions, queueRights, readsMembers, rightsOf } from '../definitions/rights.ts';
import { allow } from '../definitions/statement.ts';
import { trustsService } from '../definitions/trust.ts';
import { addFunction, type Running } from '../function.ts';
import { addRole, after, idOf, tags } from '../role.ts';
import type { Queues } from './queues.ts';
import { runningOf } from './running.ts';

export type Functions = Readonly<Record<BotFunction, CfnFunction>>;

/** The functions of the bot, each under its own role, with what feeds them. */
export function addFunctions(
  scope: Construct,
  settings: Settings,
  { queues, jobsTopic }: Readonly<{ queues: Queues; jobsTopic: string }>,
): Functions {
  const network = settings.bot.network && addNetwork(scope, settings.bot.network);
  const variables = variablesOf({ queues, jobsTopic, settings });
  const make = (name: BotFunction): CfnFunction => {
    const role = addRole(scope, {
      name: prefixed(name),
      about: `Noroshi: what the function ${name} may do.`,
      trust: trustsService('lambda.amazonaws.com'),
      statements: rightsOf(name, settings),
      managed: sessionsOf(name, settings),
    });
    const running: Running = { ...runningOf[name], ...(network && { network }) };
    const made = addFunction(scope, { door: name, role, settings, running, variables: variables(name) });
    for (const queue of queueRights[name].eats)
      addFeed(scope, { name, queue: queues[queue], queueName: queue, to: made });
    return made;
  };
  return Object.fromEntries(botFunctions.map((name) => [name, make(name)])) as Functions;
}

/** Only remediations may act in a member's account; three functions may look there. */
function sessionsOf(name: BotFunction, settings: Settings) {
  const { read, remediate } = settings.roles;
  if (name === 'remediations')
    return memberSessions({ owner: name, roles: [read, remediate], isNamed: true }, settings);
  return readsMembers.includes(name) ? memberSessions({ owner: name, roles: [read] }, settings) : [];
}

/** What `readEnvironment` of `src/settings.ts` reads; each function is told what it needs and no more. */
function variablesOf({
  queues,
  jobsTopic,
  settings,
}: Readonly<{ queues: Queues; jobsTopic: string; settings: Settings }>) {
  const stored = { NOROSHI_TABLE: tableName, NOROSHI_RESULTS: resultsBucketOf(settings) };
  const urls = {
    NOROSHI_POSTS_QUEUE: queues.posts.ref,
    NOROSHI_FOLLOW_QUEUE: queues.follow.ref,
    NOROSHI_ALERTS_QUEUE: queues.alerts.ref,
    NOROSHI_SEARCHES_QUEUE: queues.searches.ref,
  };
  const all = Object.values(queues).map(({ ref }) => ref);
  const { proxy } = settings.bot.network ?? {};
  // Node.js, "NODE_USE_ENV_PROXY": the function's own endpoint never goes through it.
  const outside = proxy ? { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.1,localhost' } : {};
  return (name: BotFunction): Readonly<Record<string, string>> => {
    if (name === 'slack') return { NOROSHI_JOBS_TOPIC: jobsTopic, ...outside };
    return { ...stored, ...urls, ...(name === 'sweep' && { NOROSHI_QUEUES: all.join(',') }), ...outside };
  };
}

/** How many messages a function takes at once, and how many of it may run. AWS Lambda Developer Guide, "Scaling of event source mappings". */
const feeds: Readonly<
  Record<QueueName, Readonly<{ batch: number; window?: number; atOnce: number; reports: boolean }>>
> = {
  alerts: { batch: 25, window: 1, atOnce: 10, reports: true },
  posts: { batch: 1, atOnce: 20, reports: false },
  lookups: { batch: 1, atOnce: 20, reports: true },
  searches: { batch: 1, atOnce: 5, reports: true },
  remediations: { batch: 1, atOnce: 10, reports: true },
  follow: { batch: 1, atOnce: 10, reports: true },
};

function addFeed(
  scope: Construct,
  {
    name,
    queue,
    queueName,
    to,
  }: Readonly<{ name: string; queue: Queues[QueueName]; queueName: QueueName; to: CfnFunction }>,
): void {
  const { batch, window, atOnce, reports } = feeds[queueName];
  new CfnEventSourceMapping(scope, `${idOf(queueName)}To${idOf(name)}`, {
    eventSourceArn: queue.attrArn,
    functionName: to.ref,
    batchSize: batch,
    ...(window !== undefined && { maximumBatchingWindowInSeconds: window }),
    scalingConfig: { maximumConcurrency: atOnce },
    ...(reports && { functionResponseTypes: ['ReportBatchItemFailures'] }),
    tags,
  });
}

/**
 * The address that Slack calls. Lambda asks for both permissions (AWS Lambda Developer Guide, "Control access to Lambda
 * function URLs"); whether a request is Slack's, the function tells by its signature.
 */
export function addFrontDoor(scope: Construct, { slack }: Pick<Functions, 'slack'>): CfnUrl {
  const url = new CfnUrl(scope, 'FrontDoor', { targetFunctionArn: slack.attrArn, authType: 'NONE' });
  const toAll = { functionName: slack.attrArn, principal: '*' };
  new CfnPermission(scope, 'FrontDoorUrl', {
    ...toAll,
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: 'NONE',
  });
  new CfnPermission(scope, 'FrontDoorInvoke', {
    ...toAll,
    action: 'lambda:InvokeFunction',
    invokedViaFunctionUrl: true,
  });
  return url;
}

/** The sweep, each minute. A run that could not start is not made up for: the next one does it. */
export function addSchedule(scope: Construct, { sweep }: Pick<Functions, 'sweep'>, settings: Settings): void {
  const { account } = settings.bot;
  const target = arnsOf(settings).function('sweep');
  const role = addRole(scope, {
    name: prefixed('schedule'),
    about: 'Noroshi: starts the sweep.',
    trust: trustsService('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceAccount': account } }),
    statements: [allow(['lambda:InvokeFunction'], [target])],
  });
  const schedule = new CfnSchedule(scope, 'EachMinute', {
    name: prefixed('sweep'),
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: sweep.attrArn,
      roleArn: role.attrArn,
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
  after(schedule, [sweep, role]);
}

/** Out by TLS and to the proxy, and nothing in. */
function addNetwork(
  scope: Construct,
  { vpc, subnets, proxy }: NonNullable<Settings['bot']['network']>,
): NonNullable<Running['network']> {
  const out = (port: number, description: string) => ({
    ...{ ipProtocol: 'tcp', fromPort: port, toPort: port },
    ...{ cidrIp: '0.0.0.0/0', description },
  });
  const proxyPort = proxy === undefined ? 443 : Number(new URL(proxy).port || 80);
  const group = new CfnSecurityGroup(scope, 'Outwards', {
    groupDescription: 'Noroshi: TLS outwards, nothing inwards.',
    vpcId: vpc,
    securityGroupEgress: [out(443, 'TLS'), ...(proxyPort === 443 ? [] : [out(proxyPort, 'The proxy')])],
    tags,
  });
  return { subnetIds: [...subnets], securityGroupIds: [group.attrGroupId] };
}
