import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { makeQueue } from '../../src/playground/aws/queues.ts';
import type { LambdaFunction } from '../../src/playground/lambda.ts';
import { type Mapping, type Pump, startPump } from '../../src/playground/pump.ts';

const arn = 'arn:aws:sqs:ap-northeast-1:999988887777:noroshi-posts';
const ids = { next: 0 };
const makeId = () => `id-${ids.next++}`;
const running: Pump[] = [];

afterEach(() => Promise.all(running.splice(0).map((pump) => pump.close(1_000))));

function queueWith(bodies: readonly string[], visibilityMs = 30_000) {
  const deadLetters = makeQueue({ name: 'dead', arn: `${arn}-dead`, visibilityMs, now: Date.now, makeId });
  const queue = makeQueue({ name: 'posts', arn, visibilityMs, deadLetters, now: Date.now, makeId });
  for (const body of bodies) queue.send(body);
  return { queue, deadLetters };
}

function run(
  queue: Mapping['queue'],
  handler: LambdaFunction['handler'],
  change: Partial<Mapping> & { timeoutMs?: number } = {},
) {
  const lines: string[] = [];
  const { timeoutMs = 5_000, ...rest } = change;
  const lambda = { name: 'posts', handler, timeoutMs };
  const pump = startPump([{ queue, lambda, batchSize: 1, windowMs: 0, concurrency: 1, ...rest }], (line) =>
    lines.push(line),
  );
  running.push(pump);
  return lines;
}

async function until(condition: () => boolean) {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It never came true.');
    await sleep(5);
  }
}

type Batch = {
  Records: { messageId: string; body: string; attributes: Record<string, string>; eventSourceARN: string }[];
};

describe('the pump', () => {
  it('hands a message over as Lambda does, and deletes it when the function is done', async () => {
    const { queue } = queueWith(['{"channel":"C0SECURITY"}']);
    const seen: [unknown, number][] = [];

    run(queue, async (event, context) => {
      seen.push([event, context.getRemainingTimeInMillis()]);
    });
    await until(() => queue.count().hidden + queue.count().visible === 0);

    const [[event, remaining]] = seen as [[Batch, number]];
    expect(event.Records[0]).toMatchObject({
      body: '{"channel":"C0SECURITY"}',
      attributes: { ApproximateReceiveCount: '1' },
      eventSourceARN: arn,
    });
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(5_000);
  });

  it('waits for its window to fill a batch', async () => {
    const { queue } = queueWith(['1', '2', '3']);
    const batches: string[][] = [];

    run(queue, async (event) => void batches.push((event as Batch).Records.map(({ body }) => body)), {
      batchSize: 10,
      windowMs: 150,
    });
    await sleep(20);
    queue.send('4');
    await until(() => batches.length > 0);

    expect(batches).toEqual([['1', '2', '3', '4']]);
  });

  it('brings back only what the function named as failed', async () => {
    const { queue } = queueWith(['good', 'bad'], 20);
    const seen: string[] = [];

    const lines = run(
      queue,
      async (event) => {
        const { Records } = event as Batch;
        seen.push(...Records.map(({ body }) => body));
        const failed =
          seen.filter((body) => body === 'bad').length < 2 ? Records.filter(({ body }) => body === 'bad') : [];
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      { batchSize: 10, windowMs: 10 },
    );
    await until(() => seen.length === 3 && queue.count().hidden === 0);

    expect(seen).toEqual(['good', 'bad', 'bad']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('will be tried again');
  });

  it('gives up after five failures, says so in one line, and the queue keeps the message with its dead letters', async () => {
    const { queue, deadLetters } = queueWith(['poison'], 1);
    const calls = { made: 0 };

    const lines = run(queue, async () => {
      calls.made += 1;
      throw new Error('no good');
    });
    await until(() => deadLetters.count().visible === 1);

    expect(calls.made).toBe(5);
    expect(lines.filter((line) => line.includes('dead letter'))).toEqual([
      expect.stringContaining('failed 5 times and is a dead letter now: no good'),
    ]);
  });

  it('counts a function that takes too long as failed', async () => {
    const { queue } = queueWith(['slow']);

    const lines = run(queue, () => new Promise(() => undefined), { timeoutMs: 20 });
    await until(() => lines.length > 0);

    expect(lines[0]).toContain('Task timed out after 0.02 seconds');
    expect(queue.count().hidden).toBe(1);
  });

  it('never has more at the same time than it may', async () => {
    const { queue } = queueWith(Array.from({ length: 12 }, (_, i) => `${i}`));
    const running = { now: 0, most: 0, all: 0 };

    run(
      queue,
      async () => {
        running.now += 1;
        running.most = Math.max(running.most, running.now);
        await sleep(3);
        running.now -= 1;
        running.all += 1;
      },
      { concurrency: 3 },
    );
    await until(() => running.all === 12);

    expect(running.most).toBe(3);
  });
});
