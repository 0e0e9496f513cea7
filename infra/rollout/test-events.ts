import { randomUUID } from 'node:crypto';
import { pathTest } from '../../src/core/events/path-test.ts';
import type { Settings } from '../../src/core/settings.ts';
import { arnsOf, prefixed } from '../definitions/names.ts';
import { onlyEncrypted, policyOf } from '../definitions/statement.ts';
import type { Ask } from './ask.ts';
import type { Row } from './item.ts';
import { reasonOf } from './reason.ts';

/** A listed account in one of its regions, that a test event is sent from. */
export type Origin = Readonly<{ accountId: string; region: string; ask: Ask }>;

type Parts = Readonly<{
  settings: Settings;
  /** Asks in the security account. */
  security: (region: string) => Ask;
  relays: readonly string[];
  now(): number;
  pause(ms: number): Promise<void>;
  /** Ids that nobody can guess or have seen. */
  mint?: () => string;
}>;

/** So long an event may be on its way, in ms. */
const patience = 120_000;
const looksEvery = 2_000;

/**
 * Puts a marked event onto the default bus of each origin and waits until it arrives at the topic of the alerts, where a queue
 * of its own listens meanwhile: the whole way up to what the bot hears. One row for each origin.
 */
export async function sendTestEvents(origins: readonly Origin[], parts: Parts): Promise<readonly Row[]> {
  const { settings, relays, mint = randomUUID } = parts;
  const run = mint();
  const homes = [...new Set(origins.map(({ region }) => topicRegion(region, settings, relays)))];
  const listening: Listening[] = [];
  try {
    for (const region of homes) listening.push(await listen(region, run, parts));
    const sent = await Promise.all(origins.map((origin) => send(origin, run)));
    const waiting = new Set(origins.filter((_, at) => sent[at] === undefined).map(nameOf));
    const end = parts.now() + patience;
    while (waiting.size > 0 && parts.now() < end) {
      for (const { receive } of listening) for (const name of await receive()) waiting.delete(name);
      if (waiting.size > 0) await parts.pause(looksEvery);
    }
    return origins.map((origin, at) => rowOf(origin, sent[at] ?? (waiting.has(nameOf(origin)) ? lost : undefined)));
  } catch (error) {
    // Nobody can tell then whether any of them arrives.
    return origins.map((origin) => rowOf(origin, `Nobody can listen at the topic: ${reasonOf(error)}`));
  } finally {
    await Promise.allSettled(listening.map(({ stop }) => stop()));
  }
}

const lost = `A test event did not arrive within ${patience / 1000} s: look at the rule, the forwarding role, the bus's policy and the dead letters.`;

async function send({ ask, accountId, region }: Origin, run: string): Promise<string | undefined> {
  const Detail = JSON.stringify({ run, accountId, region });
  try {
    const { Entries = [] } = await ask('events:PutEvents', {
      Entries: [{ Source: pathTest.source, DetailType: pathTest.detailType, Detail }],
    });
    const [entry] = Entries;
    return entry?.ErrorCode === undefined ? undefined : `The event was not taken: ${entry.ErrorCode}.`;
  } catch (error) {
    return reasonOf(error);
  }
}

type Listening = Readonly<{ receive(): Promise<readonly string[]>; stop(): Promise<void> }>;

/** A queue that hears what the topic of a region says, as long as it is needed. */
async function listen(region: string, run: string, { settings, security }: Parts): Promise<Listening> {
  const ask = security(region);
  const topic = arnsOf(settings).alertsTopic(region);
  const name = prefixed(`try-${run.slice(0, 8)}`);
  const arn = `arn:aws:sqs:${region}:${settings.security.account}:${name}`;
  const policy = policyOf([
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: ['sqs:SendMessage'],
      Resource: [arn],
      Condition: { ArnEquals: { 'aws:SourceArn': topic } },
    },
    onlyEncrypted(['sqs:*'], [arn]),
  ]);
  const Attributes = { Policy: JSON.stringify(policy), MessageRetentionPeriod: '600', SqsManagedSseEnabled: 'true' };
  const { QueueUrl = '' } = await ask('sqs:CreateQueue', { QueueName: name, Attributes });
  const { SubscriptionArn = '' } = await ask('sns:Subscribe', {
    ...{ TopicArn: topic, Protocol: 'sqs', Endpoint: arn, ReturnSubscriptionArn: true },
    Attributes: {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: JSON.stringify({ source: [pathTest.source] }),
    },
  });
  return {
    async receive() {
      const { Messages = [] } = await ask('sqs:ReceiveMessage', {
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      });
      for (const { ReceiptHandle = '' } of Messages) await ask('sqs:DeleteMessage', { QueueUrl, ReceiptHandle });
      return Messages.flatMap(({ Body = '' }) => originOf(Body, run));
    },
    async stop() {
      await ask('sns:Unsubscribe', { SubscriptionArn });
      await ask('sqs:DeleteQueue', { QueueUrl });
    },
  };
}

/** Which origin a message tells of, when it belongs to this run. EventBridge's own fields say where it came from. */
function originOf(body: string, run: string): readonly string[] {
  try {
    const { account, region, detail } = JSON.parse(body);
    return detail?.run === run ? [nameOf({ accountId: String(account), region: String(region) })] : [];
  } catch {
    return [];
  }
}

function topicRegion(region: string, { security }: Settings, relays: readonly string[]): string {
  return relays.includes(region) ? region : security.region;
}

function nameOf({ accountId, region }: Pick<Origin, 'accountId' | 'region'>): string {
  return `${accountId} ${region}`;
}

function rowOf({ accountId, region }: Origin, reason: string | undefined): Row {
  const row = { accountId, region, step: 'forwarding', object: 'test event' } as const;
  return reason === undefined ? { ...row, state: 'same' } : { ...row, state: 'error', reason };
}
