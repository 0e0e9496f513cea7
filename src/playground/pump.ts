import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { maxReceiveCount, type Queue, type ReceivedMessage } from './aws/queues.ts';
import { invoke, type LambdaFunction } from './lambda.ts';

/** An event source mapping: which function eats which queue, and how. */
export type Mapping = Readonly<{
  queue: Pick<Queue, 'receive' | 'remove'>;
  lambda: LambdaFunction;
  batchSize: number;
  /** How long a batch is waited for after its first message, in ms. */
  windowMs: number;
  /** So many invocations at the same time. */
  concurrency: number;
}>;

export type Pump = Readonly<{
  /** Ends polling and waits up to `graceMs` for what is being done. */
  close: (graceMs: number) => Promise<void>;
}>;

const idleMs = 40;

/** Polls the queues and invokes the functions in this process, as Lambda's event source mappings do for SQS. */
export function startPump(mappings: readonly Mapping[], told: (line: string) => void): Pump {
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const workers = mappings.flatMap((mapping) =>
    Array.from({ length: mapping.concurrency }, () => work(mapping, ending.signal, told)),
  );
  return {
    async close(graceMs) {
      ending.abort();
      const grace = new AbortController();
      await Promise.race([Promise.all(workers), pause(graceMs, grace.signal)]);
      grace.abort();
    },
  };
}

async function work(mapping: Mapping, signal: AbortSignal, told: (line: string) => void): Promise<void> {
  while (!signal.aborted) {
    const batch = await nextBatch(mapping, signal);
    if (batch.length > 0) await deliver(batch, mapping, told);
    else await pause(idleMs, signal);
  }
}

async function nextBatch({ queue, batchSize, windowMs }: Mapping, signal: AbortSignal) {
  const first = queue.receive(Math.min(10, batchSize));
  if (first.length === 0 || windowMs === 0) return first;
  const until = Date.now() + windowMs;
  const batch = [...first];
  while (batch.length < batchSize && Date.now() < until && !signal.aborted) {
    const more = queue.receive(Math.min(10, batchSize - batch.length));
    if (more.length === 0) await pause(Math.min(idleMs, windowMs), signal);
    batch.push(...more);
  }
  return batch;
}

/** What was not named as failed is deleted; the rest comes back when its visibility ends. */
async function deliver(
  batch: readonly ReceivedMessage[],
  mapping: Mapping,
  told: (line: string) => void,
): Promise<void> {
  const { queue, lambda } = mapping;
  const { failed, why } = await invokeWith(batch, mapping);
  for (const message of batch) {
    if (!failed.has(message.messageId)) queue.remove(message.receiptHandle);
    else if (Number(message.attributes.ApproximateReceiveCount) >= maxReceiveCount) {
      told(
        `${lambda.name}: message ${message.messageId} failed ${maxReceiveCount} times and is a dead letter now: ${why}`,
      );
    } else told(`${lambda.name}: message ${message.messageId} failed and will be tried again: ${why}`);
  }
}

const partial = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

async function invokeWith(
  batch: readonly ReceivedMessage[],
  { lambda }: Mapping,
): Promise<{ failed: ReadonlySet<string>; why: string }> {
  try {
    const answer = await invoke(lambda, { Records: batch });
    return { failed: failedIn(answer, batch), why: 'the function said so; its log says why' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { failed: new Set(batch.map(({ messageId }) => messageId)), why };
  }
}

/** A name that is not in the batch fails all of it (docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). */
function failedIn(answer: unknown, batch: readonly ReceivedMessage[]): ReadonlySet<string> {
  const parsed = partial.safeParse(answer);
  const failed = parsed.success ? parsed.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : [];
  const all = new Set(batch.map(({ messageId }) => messageId));
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Invokes a function every `everyMs`, one at a time, as EventBridge Scheduler does; what it throws is told, and the next goes on. */
export function startSchedule(
  lambda: LambdaFunction,
  { everyMs, told }: Readonly<{ everyMs: number; told: (line: string) => void }>,
): Pump {
  const ending = new AbortController();
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await pause(everyMs, ending.signal);
      if (ending.signal.aborted) return;
      await invoke(lambda, {}).catch((error: unknown) => told(`${lambda.name}: ${String(error)}`));
    }
  };
  const running = run();
  return {
    async close(graceMs) {
      ending.abort();
      const grace = new AbortController();
      await Promise.race([running, pause(graceMs, grace.signal)]);
      grace.abort();
    },
  };
}
