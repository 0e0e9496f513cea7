import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../../src/aws/dead-letters.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

describe('dead letters', () => {
  it('are counted for each queue and sent again to the one that they came from', async () => {
    const { aws } = playground;
    const sqs = new SQSClient(playground.clientOptions());
    const deadLetters = createDeadLetters({
      clients: { sqs: async () => sqs },
      urls: [aws.queues.alerts, aws.queues.posts],
    });
    const queue = aws.queue('alerts');
    for (let at = 0; at < 12; at += 1) queue.send(`poison ${at}`);
    // Six times received, and never deleted.
    for (let turn = 0; turn < 6; turn += 1) queue.receive(20, 0);

    expect(await deadLetters.count()).toEqual([
      { queue: 'noroshi-alerts', count: 12 },
      { queue: 'noroshi-posts', count: 0 },
    ]);
    expect(await deadLetters.redrive('noroshi-alerts')).toBe(12);
    expect(await deadLetters.redrive('noroshi-posts')).toBe(0);

    expect(await deadLetters.count()).toMatchObject([{ count: 0 }, { count: 0 }]);
    expect(queue.receive(20).map(({ body }) => body)).toHaveLength(12);
  });
});
