import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetters } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** Longer than one of our rounds takes, in s: nobody else is given what we are sending. */
const hiddenFor = 60;

/** The dead-letter queues behind our queues (`urls`), found by each queue's own redrive policy. */
export function createDeadLetters({
  clients,
  urls,
}: {
  clients: Pick<Clients, 'sqs'>;
  urls: readonly string[];
}): DeadLetters {
  const known = new Map<string, Promise<string | undefined>>();
  const find = (client: SQSClient, url: string): Promise<string | undefined> => {
    const found = known.get(url) ?? findDeadLetters(client, url);
    known.set(url, found);
    return found;
  };
  return {
    async count() {
      const client = await clients.sqs();
      const counts = urls.map(async (url) => {
        const dead = await find(client, url);
        return { queue: nameOf(url), count: dead === undefined ? 0 : await countIn(client, dead) };
      });
      return Promise.all(counts);
    },

    async redrive(queue) {
      const client = await clients.sqs();
      const url = urls.find((one) => nameOf(one) === queue);
      const dead = url && (await find(client, url));
      if (!url || !dead) return 0;
      return moveAll({ client, url: dead }, { client, url });
    },
  };
}

/** A queue, and who is asked for it. */
type Place = Readonly<{ client: SQSClient; url: string }>;

/** Sends every message of one queue to another; resolves to how many there were. */
export async function moveAll(from: Place, to: Place): Promise<number> {
  let sent = 0;
  for (let more = await moveSome(from, to); more > 0; more = await moveSome(from, to)) sent += more;
  return sent;
}

/** Sent first and deleted then: a crash in between leaves it in both queues, and whoever gets it twice does it once. */
async function moveSome(from: Place, to: Place): Promise<number> {
  const { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } = await import('@aws-sdk/client-sqs');
  const { Messages = [] } = await from.client.send(
    new ReceiveMessageCommand({ QueueUrl: from.url, MaxNumberOfMessages: 10, VisibilityTimeout: hiddenFor }),
  );
  for (const { Body, ReceiptHandle } of Messages) {
    await to.client.send(new SendMessageCommand({ QueueUrl: to.url, MessageBody: Body }));
    await from.client.send(new DeleteMessageCommand({ QueueUrl: from.url, ReceiptHandle }));
  }
  return Messages.length;
}

/** How many messages wait in a queue or are just looked at, as SQS guesses. */
export async function countIn(client: SQSClient, url: string): Promise<number> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/** Docs: SQS API Reference, GetQueueAttributes, RedrivePolicy. */
async function findDeadLetters(client: SQSClient, url: string): Promise<string | undefined> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] });
  const policy = (await client.send(command)).Attributes?.RedrivePolicy;
  const arn: unknown = policy === undefined ? undefined : Object(JSON.parse(policy)).deadLetterTargetArn;
  if (typeof arn !== 'string') return undefined;
  // It is always in the same account and region.
  return url.replace(/[^/]+$/, arn.split(':').at(-1) ?? '');
}

function nameOf(url: string): string {
  return url.split('/').at(-1) ?? url;
}
