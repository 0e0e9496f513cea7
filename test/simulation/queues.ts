import type { Invocations } from './invocation.ts';
import type { Scheduler } from './scheduler.ts';

export type QueueMessage = Readonly<{ id: string; body: string; sentAt: number; receives: number }>;

/** The ids of those of a batch that failed; the others are deleted. */
type Work = (messages: readonly QueueMessage[]) => Promise<readonly string[]>;

export type QueueOptions = Readonly<{
  name: string;
  /** How long a message that was received is not seen by others, in ms; the function's timeout is the same or less. */
  visibilityMs: number;
  timeoutMs: number;
  batch: number;
  /** So long Lambda gathers a batch before it invokes the function, in ms (MaximumBatchingWindowInSeconds). */
  windowMs?: number;
  /** So many invocations at once. */
  concurrency: number;
  /** Of messages that were done, this share is delivered once more: standard queues deliver at least once. */
  doubled?: number;
}>;

/** SQS moves a message that was received so often to the dead letters (maxReceiveCount). */
const maxReceives = 5;

/** A standard queue with its function behind it: any order, at least once, dead letters after five tries. */
export function createQueue(
  { name, visibilityMs, timeoutMs, batch, concurrency, windowMs = 0, doubled = 0 }: QueueOptions,
  { scheduler, invocations, work }: Readonly<{ scheduler: Scheduler; invocations: Invocations; work: Work }>,
) {
  const visible: QueueMessage[] = [];
  const dead: QueueMessage[] = [];
  let [sent, busy, waiting, gatheredFrom] = [0, 0, 0, 0];

  function appear(message: QueueMessage): void {
    if (message.receives >= maxReceives) return void dead.push(message);
    if (visible.length === 0) {
      gatheredFrom = scheduler.now();
      scheduler.after(windowMs, pump);
    }
    visible.push(message);
    pump();
  }

  function later(ms: number, message: QueueMessage): void {
    waiting += 1;
    scheduler.after(ms, () => {
      waiting -= 1;
      appear(message);
    });
  }

  function pump(): void {
    while (busy < concurrency && visible.length > 0) {
      if (visible.length < batch && scheduler.now() < gatheredFrom + windowMs) return;
      busy += 1;
      const from = Math.floor(scheduler.random() * Math.min(3, visible.length));
      void receive(visible.splice(from, batch));
      if (visible.length === 0) return;
      // What is left begins a batch of its own.
      gatheredFrom = scheduler.now();
      scheduler.after(windowMs, pump);
    }
  }

  async function receive(taken: readonly QueueMessage[]): Promise<void> {
    const messages = taken.map((message) => ({ ...message, receives: message.receives + 1 }));
    const seenAt = scheduler.now() + visibilityMs;
    const outcome = await invocations.invoke({ name, timeoutMs }, () => work(messages));
    busy -= 1;
    const failed = outcome.ended ? outcome.value : messages.map(({ id }) => id);
    for (const message of messages) {
      if (failed.includes(message.id)) later(seenAt - scheduler.now(), message);
      else if (scheduler.random() < doubled) later(scheduler.random() * 20_000, { ...message, receives: 0 });
    }
    pump();
  }

  return {
    dead,
    /** Nothing is there, on its way or being worked on. */
    isIdle: () => visible.length + waiting + busy === 0,
    waiting: () => visible.length,
    send(body: object | string, delayMs = 0): void {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      later(delayMs, { id: `${name}-${sent++}`, body: text, sentAt: scheduler.now(), receives: 0 });
    },
    redrive(): void {
      for (const message of dead.splice(0)) later(0, { ...message, receives: 0 });
    },
  };
}

/** The event that Lambda makes of messages. */
export function lambdaEvent(messages: readonly QueueMessage[]): object {
  return {
    Records: messages.map(({ id, body, sentAt, receives }) => ({
      messageId: id,
      body,
      attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(receives) },
    })),
  };
}
