import type { SendToQueue } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** Sends JSON to one of our queues, by the URLs that the deployment gave. Delays are whole seconds of 0–900. */
export function createSendToQueue(options: {
  clients: Clients;
  urls: Readonly<Partial<Record<Parameters<SendToQueue>[0], string>>>;
}): SendToQueue {
  return async (queue, body, delaySeconds = 0) => {
    const url = options.urls[queue];
    if (!url) throw new Error(`This function does not know the URL of the queue ${queue}`);
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    const client = await options.clients.sqs();
    const DelaySeconds = Math.min(900, Math.max(0, Math.ceil(delaySeconds)));
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body), DelaySeconds }));
  };
}
