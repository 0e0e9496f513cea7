import { alertTypes } from '../../alerts/index.ts';
import { pathTestPattern } from '../../core/events/path-test.ts';
import { once } from '../../core/once.ts';
import type { Settings } from '../../core/settings.ts';
import { makeRandom } from '../random.ts';
import { seedLogBucket } from '../seed-digests.ts';
import { type StoryRecord, seedStory } from '../seed-story.ts';
import { makeWorld, type World } from '../world.ts';
import { serveAthena } from './athena-wire.ts';
import { makeAutoScaling } from './autoscaling.ts';
import { startDynamodb, startS3 } from './backends.ts';
import { makeBotIdentity, mint } from './bot-identity.ts';
import { makeCloudtrail } from './cloudtrail.ts';
import { makeConfig } from './config.ts';
import { type CustomRules, makeCustomRules } from './custom-rules.ts';
import { guardDynamodb } from './dynamodb.ts';
import { makeEc2 } from './ec2.ts';
import { serveEc2 } from './ec2-protocol.ts';
import { applyRemediation } from './effects.ts';
import { type EventBridge, makeEventBridge } from './event-bridge.ts';
import { guarddutyRoutes, makeGuardduty } from './guardduty.ts';
import { makeIam } from './iam.ts';
import type { Asked } from './identity.ts';
import { serveJson } from './json-protocol.ts';
import { type DeliverLog, makeDeliverLog } from './log-delivery.ts';
import { byName, type Messaging, makeMessaging } from './messaging.ts';
import { serveQuery } from './query-protocol.ts';
import type { Queue, QueueName } from './queues.ts';
import { makeRds, rdsLists } from './rds.ts';
import { makeRuns } from './remediation-runs.ts';
import { serveRestJson } from './rest-json-protocol.ts';
import { makeRoles } from './roles.ts';
import { guardS3 } from './s3.ts';
import { makeBucketAccess } from './s3-public-access.ts';
import { makeSecretsManager } from './secrets.ts';
import { makeSqs } from './sqs.ts';
import { makeSsm } from './ssm.ts';
import { makeSts } from './sts.ts';
import { makeToldRecords } from './told-records.ts';
import { serveWire } from './wire.ts';
import type { Service } from './wire-format.ts';

/** AWS as the playground has it; `close` ends every server. */
export type Aws = EventBridge &
  Readonly<{
    /** One for all services: `AWS_ENDPOINT_URL`. */
    endpoint: string;
    region: string;
    /** The bot's own identity, made anew in every run. */
    credentials: Readonly<{ accessKeyId: string; secretAccessKey: string }>;
    /** URLs. */
    queues: Readonly<Record<QueueName, string>>;
    topics: Messaging['topics'];
    table: string;
    buckets: Readonly<{ logs: string; results: string; audit: string }>;
    /** The queue itself, for what Lambda does with it in this process. */
    queue(name: QueueName): Queue;
    deadLetters(name: QueueName): Queue;
    world: World;
    /** What happened before the playground was started, as it stands in the logs. */
    story: readonly StoryRecord[];
    /** AWS Config as it asks the functions of custom rules. */
    customRules: CustomRules;
    /** CloudTrail delivers a log file with these records, and S3 tells of it. */
    deliverLog: DeliverLog;
    /** Applies what remediations have done by now; a timer does so as well. */
    settle(): void;
    close(): Promise<void>;
  }>;

/** What startAws needs; `remediationMs` is how long a remediation takes, 3000 unless given. `now` in ms. */
export type AwsOptions = Readonly<{
  settings: Settings;
  seed: number;
  now: () => number;
  slackSecret: Readonly<{ botToken: string; signingSecret: string }>;
  remediationMs?: number;
  /** How long the bucket of the logs takes for a log file, in ms; no time unless given. */
  logFileMs?: number;
  onBug?: (error: unknown, requestId: string) => void;
  /** Told of what goes to the topic `oncall.topic`. */
  onCalled?: (message: string) => void;
  /** Told of every right that somebody needed, for those who hold it against what was declared. */
  onAsk?: (asked: Asked) => void;
}>;

const table = 'noroshi';
const results = 'noroshi-results';
/** How often finished remediations are looked for, so that their events come although nobody asks. */
const settleEveryMs = 250;

/** Starts every AWS service that Noroshi talks to on one free loopback port, with its world and its logs. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const { settings, seed, now } = options;
  const { bot, security, oncall } = settings;
  const { region } = bot;
  const messaging = makeMessaging({ ...{ bot, security, now }, oncall: oncall?.topic, onCalled: options.onCalled });
  const world = makeWorld({ settings, seed, now });
  const seeding = { settings, seed, now: now() };
  const story = seedStory(seeding);
  const onBug = options.onBug ?? rethrowLater;
  const failed = (error: unknown) => onBug(error, 'playground');
  const onEvents = makeToldRecords({ settings, now, story, failed, addLog: (file) => s3.addLog(file) });
  const bridge = makeEventBridge({
    patterns: [...alertTypes.flatMap(({ pattern }) => (pattern ? [pattern] : [])), pathTestPattern],
    sns: messaging.sns,
    alerts: { topicArn: messaging.topics.alerts, queue: messaging.queues.alerts },
    world,
    now,
    onEvents,
  });
  const seeded = once(() => seedLogBucket(seeding));
  const buckets = { logs: settings.trail.bucket, results, audit: settings.audit.bucket };
  const s3 = await startS3({
    ...{ buckets: Object.values(buckets), logBucket: buckets.logs, region: security.region },
    readLogs: async () => (await seeded()).logs,
  });
  const dynamodb = await startDynamodb({ table, region });
  const customRules = makeCustomRules({ world, now, failed });
  const parts = makeServices({ options, world, bridge, messaging, customRules, seeded });
  const athena = serveAthena({ settings, now, forward: s3.forward, onBug });
  const services = {
    ...parts.services,
    athena: athena.service,
    s3: guardS3({
      buckets: Object.values(buckets),
      locked: [buckets.audit],
      others: parts.bucketAccess,
      region: settings.security.region,
      logFileMs: options.logFileMs,
      forward: s3.forward,
    }),
    dynamodb: guardDynamodb({ accountId: settings.bot.account, region, forward: dynamodb.forward }),
  };
  const { findIdentity } = parts;
  const wire = await serveWire({ services, findIdentity, now, onBug, ...(options.onAsk && { onAsk: options.onAsk }) });
  const timer = setInterval(parts.settle, settleEveryMs);
  timer.unref();
  return {
    ...bridge,
    endpoint: wire.url,
    region,
    credentials: parts.credentials,
    queues: byName((name) => `${wire.url}/${settings.bot.account}/noroshi-${name}`),
    topics: messaging.topics,
    table,
    buckets,
    queue: (name) => messaging.queues[name],
    deadLetters: (name) => messaging.deadLetters[name],
    ...{ world, story, customRules },
    deliverLog: makeDeliverLog({ settings, now, forward: s3.forward, queue: messaging.queues.alerts }),
    settle: parts.settle,
    async close() {
      clearInterval(timer);
      await wire.close();
      await Promise.all([athena.close().then(s3.close), dynamodb.close()]);
    },
  };
}

function makeServices({
  options,
  world,
  bridge,
  messaging,
  customRules: custom,
  seeded,
}: {
  options: AwsOptions;
  world: World;
  bridge: EventBridge;
  messaging: Messaging;
  customRules: CustomRules;
  seeded: () => ReturnType<typeof seedLogBucket>;
}) {
  const { settings, seed, now, slackSecret, remediationMs: durationMs = 3000 } = options;
  const roles = makeRoles(settings, { table, results, jobsTopic: messaging.topics.jobs });
  const own = makeBotIdentity(roles.bot, mint);
  const sts = makeSts({ roles: roles.assumable, own: [own], now, mint });
  const random = makeRandom(seed, 'effects');
  const runs = makeRuns({
    world,
    now,
    durationMs,
    onFinished: (run) => applyRemediation(run, { world, at: now(), random }).forEach(bridge.putEvent),
  });
  const ec2 = makeEc2({ world, now, random: makeRandom(seed, 'ec2'), emit: bridge.putEvent });
  const watch = { world, now, random: makeRandom(seed, 'watch'), emit: bridge.putEvent };
  const secret = { name: settings.slack.secret, accountId: settings.bot.account, region: settings.bot.region };
  const secrets = makeSecretsManager({ ...secret, value: slackSecret, createdAt: now() });
  const queues = [...Object.values(messaging.queues), ...Object.values(messaging.deadLetters)];
  const services: Record<string, Service> = {
    sts: serveQuery(sts, { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', version: '2011-06-15' }),
    sns: serveQuery(messaging.sns, { namespace: 'http://sns.amazonaws.com/doc/2010-03-31/', version: '2010-03-31' }),
    sqs: serveJson(makeSqs(queues), { target: 'AmazonSQS', version: '1.0', queryErrors: true }),
    config: serveJson(makeConfig({ ...watch, settings, runs, durationMs, custom }), {
      target: 'StarlingDoveService',
      version: '1.1',
    }),
    autoscaling: serveQuery(
      makeAutoScaling({ world, now, random: makeRandom(seed, 'autoscaling'), emit: bridge.putEvent }),
      {
        namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
        version: '2011-01-01',
      },
    ),
    ec2: serveEc2(ec2),
    cloudtrail: serveJson(makeCloudtrail({ ...watch, publicKey: async () => (await seeded()).publicKey }), {
      target: 'CloudTrail_20131101',
      version: '1.1',
    }),
    guardduty: serveRestJson(makeGuardduty(watch), guarddutyRoutes),
    iam: serveQuery(makeIam(watch), {
      namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      version: '2010-05-08',
    }),
    rds: serveQuery(makeRds(watch), {
      namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
      version: '2014-10-31',
      lists: rdsLists,
    }),
    ssm: serveJson(makeSsm({ runs, now, durationMs }), { target: 'AmazonSSM', version: '1.1' }),
    secretsmanager: serveJson(secrets, { target: 'secretsmanager', version: '1.1' }),
  };
  const { accessKeyId, secretAccessKey } = own;
  return {
    services,
    findIdentity: sts.findIdentity,
    bucketAccess: makeBucketAccess(watch),
    settle() {
      runs.settle();
      ec2.settle();
    },
    credentials: { accessKeyId, secretAccessKey },
  };
}

/** A bug of the playground is not to be mistaken for AWS being down. */
function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
