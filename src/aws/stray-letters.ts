import { awsReason, isNamed } from '../core/aws-error.ts';
import type { DeadLetters } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { countIn, moveAll } from './dead-letters.ts';

/** A queue of dead letters that stands before none of the bot's queues, as people are told of it. */
type Stray = Readonly<{ queue: string; region: string; count: number }>;

type Parts = Readonly<{
  clients: Pick<Clients, 'sqs' | 'inRegion'>;
  settings: Settings;
  /** Told, for people, of a queue that could not be asked, and why. */
  cannotAsk: (queue: string, why: string) => void;
}>;

/**
 * What got lost before it reached the bot: what members' rules could not put onto the bus, what the bus could not pass on,
 * and what a topic could not deliver. It lies in the security account and beside the subscriptions, in each region, and goes
 * to the bot's queue of alerts, which takes an event in any envelope. Queues that are not there have none.
 */
export function createStrayLetters(parts: Parts): DeadLetters {
  const { clients, settings } = parts;
  const { bot } = settings;
  return {
    async count() {
      const found = await Promise.all(regionsOf(settings).map((region) => findIn(region, parts)));
      return found.flat().map(({ queue, region, count }) => ({ queue: nameOf(queue, region), count }));
    },

    async redrive(name) {
      const [queue = '', region = bot.region] = name.split(' in ');
      const [from, to] = await Promise.all([clients.inRegion(region).sqs(), clients.inRegion(bot.region).sqs()]);
      const account = queue.startsWith('noroshi-subscription') ? bot.account : settings.security.account;
      return moveAll(
        { client: from, url: urlOf(region, account, queue) },
        { client: to, url: urlOf(bot.region, bot.account, 'noroshi-alerts') },
      );
    },
  };
}

/** The dead letters of the bot's own queues and those that got lost before, as one. */
export function withStrays(own: DeadLetters, strays: DeadLetters): DeadLetters {
  return {
    count: async () => (await Promise.all([own.count(), strays.count()])).flat(),
    redrive: (queue) => (queue.includes(' in ') ? strays : own).redrive(queue),
  };
}

const nameOf = (queue: string, region: string): string => `${queue} in ${region}`;

/** Where the SDK is to be asked it knows by itself; of the URL, SQS reads the account and the name. */
function urlOf(region: string, account: string, queue: string): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
}

/** The listed regions, and those that the installation itself is in; global services speak in one that need not be listed. */
function regionsOf({ regions, bot, security, rollout }: Settings): readonly string[] {
  const listed = regions === 'enabled' ? [] : regions;
  return [...new Set([...listed, security.region, bot.region, rollout?.globalRegion ?? 'us-east-1'])];
}

async function findIn(region: string, parts: Parts): Promise<readonly Stray[]> {
  const { bot, security, accounts } = parts.settings;
  const single = await Promise.all([
    look(region, { account: bot.account, queue: 'noroshi-subscription-dlq' }, parts),
    look(region, { account: security.account, queue: 'noroshi-bus-dlq' }, parts),
  ]);
  const found = single.flatMap((one) => one ?? []);
  // As many as the lists of accounts needed when the stacks were made; never more than accounts.
  for (let at = 1; at <= accounts.length; at += 1) {
    const one = await look(region, { account: security.account, queue: `noroshi-members-dlq-${at}` }, parts);
    if (!one) break;
    found.push(one);
  }
  return found;
}

/** Undefined where there is no such queue, or it could not be asked. */
async function look(
  region: string,
  { account, queue }: Readonly<{ account: string; queue: string }>,
  { clients, cannotAsk }: Parts,
): Promise<Stray | undefined> {
  const url = urlOf(region, account, queue);
  try {
    const count = await countIn(await clients.inRegion(region).sqs(), url);
    return { queue, region, count };
  } catch (error) {
    if (missing.some((name) => isNamed(error, name))) return undefined;
    const why = awsReason(error);
    if (why === undefined) throw error;
    cannotAsk(nameOf(queue, region), why);
    return undefined;
  }
}

/** Amazon SQS API Reference, GetQueueAttributes, Errors; of another account's queue SQS says the same when it may not be seen. */
const missing = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];
