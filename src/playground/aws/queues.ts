import { createHash } from 'node:crypto';

/** Every queue of the installation; each has a dead-letter queue named after it. */
export const queueNames = ['alerts', 'posts', 'lookups', 'searches', 'remediations', 'follow'] as const;
export type QueueName = (typeof queueNames)[number];

/** One message in the shape in which Lambda hands it to a function (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
export type ReceivedMessage = Readonly<{
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Readonly<
    Record<'ApproximateReceiveCount' | 'SentTimestamp' | 'SenderId' | 'ApproximateFirstReceiveTimestamp', string>
  >;
  messageAttributes: Readonly<Record<string, never>>;
  md5OfBody: string;
  eventSource: 'aws:sqs';
  eventSourceARN: string;
  awsRegion: string;
}>;

/** A standard queue: at least once, in no promised order. Times in ms. */
export type Queue = Readonly<{
  name: string;
  arn: string;
  visibilityMs: number;
  /** The ARN of its dead-letter queue, where it has one. */
  deadLetters?: string;
  send(body: string, options?: { delayMs?: number; sender?: string }): string;
  /** Up to `max` messages, which then hide for `visibilityMs`; what was received too often goes to the dead-letter queue. */
  receive(max: number, visibilityMs?: number): readonly ReceivedMessage[];
  /** False when the handle is not one of this queue's, or a newer receive made it stale. */
  remove(receiptHandle: string): boolean;
  /** Hides the message for so long from now on; 0 shows it at once. */
  hide(receiptHandle: string, ms: number): boolean;
  /** Waiting, hidden while somebody works on them, and not yet due. */
  count(): Readonly<{ visible: number; hidden: number; delayed: number }>;
}>;

type Held = {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly sender: string;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  handle?: string;
};

/** SQS moves a message to the dead-letter queue at the receive after this many. */
export const maxReceiveCount = 5;

/** A queue in memory. */
export function makeQueue(options: {
  name: string;
  arn: string;
  visibilityMs: number;
  deadLetters?: Queue;
  now: () => number;
  makeId: () => string;
}): Queue {
  const { name, arn, visibilityMs, deadLetters, now, makeId } = options;
  const messages = new Map<string, Held>();
  const byHandle = (handle: string) => {
    const held = messages.get(handle.split('#')[0] ?? '');
    return held?.handle === handle ? held : undefined;
  };
  const take = (held: Held, hiddenFor: number): ReceivedMessage | undefined => {
    held.receives += 1;
    if (deadLetters && held.receives > maxReceiveCount) {
      messages.delete(held.id);
      deadLetters.send(held.body, { sender: held.sender });
      return undefined;
    }
    held.firstReceivedAt ??= now();
    held.visibleAt = now() + hiddenFor;
    held.handle = `${held.id}#${makeId()}`;
    return toReceived(held, { arn, handle: held.handle, firstReceivedAt: held.firstReceivedAt });
  };
  return {
    name,
    arn,
    visibilityMs,
    ...(deadLetters && { deadLetters: deadLetters.arn }),
    send(body, { delayMs = 0, sender = 'AROAPLAYGROUND' } = {}) {
      const id = makeId();
      messages.set(id, { id, body, sentAt: now(), sender, visibleAt: now() + delayMs, receives: 0 });
      return id;
    },
    receive(max, hiddenFor = visibilityMs) {
      const received: ReceivedMessage[] = [];
      for (const held of messages.values()) {
        if (received.length >= max) break;
        const message = held.visibleAt <= now() ? take(held, hiddenFor) : undefined;
        if (message) received.push(message);
      }
      return received;
    },
    remove(handle) {
      const held = byHandle(handle);
      return held ? messages.delete(held.id) : false;
    },
    hide(handle, ms) {
      const held = byHandle(handle);
      if (held) held.visibleAt = now() + ms;
      return held !== undefined;
    },
    count() {
      const all = [...messages.values()];
      const waiting = all.filter((held) => held.visibleAt > now());
      const hidden = waiting.filter((held) => held.receives > 0).length;
      return { visible: all.length - waiting.length, hidden, delayed: waiting.length - hidden };
    },
  };
}

function toReceived(
  held: Held,
  { arn, handle, firstReceivedAt }: { arn: string; handle: string; firstReceivedAt: number },
): ReceivedMessage {
  return {
    messageId: held.id,
    receiptHandle: handle,
    body: held.body,
    attributes: {
      ApproximateReceiveCount: String(held.receives),
      SentTimestamp: String(held.sentAt),
      SenderId: held.sender,
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
    },
    messageAttributes: {},
    md5OfBody: md5(held.body),
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: arn.split(':')[3] ?? '',
  };
}

/** What SQS answers with, and the SDK checks. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
