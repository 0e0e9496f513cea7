import { describe, expect, it } from 'vitest';
import { makeQueue, maxReceiveCount } from '../../../src/playground/aws/queues.ts';

function makeBench() {
  const clock = { now: 0 };
  const ids = { at: 0 };
  const common = { visibilityMs: 30_000, now: () => clock.now, makeId: () => `id-${++ids.at}` };
  const deadLetters = makeQueue({ ...common, name: 'q-dlq', arn: 'arn:aws:sqs:eu-west-1:111122223333:q-dlq' });
  const queue = makeQueue({ ...common, name: 'q', arn: 'arn:aws:sqs:eu-west-1:111122223333:q', deadLetters });
  return { clock, queue, deadLetters };
}

describe('a queue', () => {
  it('hides what was received and shows it again when nobody deleted it', () => {
    const { clock, queue } = makeBench();
    queue.send('a');

    expect(queue.receive(10).map(({ body }) => body)).toEqual(['a']);
    expect(queue.receive(10)).toEqual([]);
    clock.now = 30_000;
    const [again] = queue.receive(10);

    expect(again?.attributes.ApproximateReceiveCount).toBe('2');
    expect(queue.remove(again?.receiptHandle ?? '')).toBe(true);
    clock.now = 90_000;
    expect(queue.receive(10)).toEqual([]);
  });

  it('holds a delayed message back until it is due', () => {
    const { clock, queue } = makeBench();
    queue.send('late', { delayMs: 5000 });

    expect(queue.receive(10)).toEqual([]);
    clock.now = 5000;
    expect(queue.receive(10)).toHaveLength(1);
  });

  it('does not take a stale receipt handle for the newest', () => {
    const { clock, queue } = makeBench();
    queue.send('a');
    const [first] = queue.receive(1);
    clock.now = 30_000;
    queue.receive(1);

    expect(queue.remove(first?.receiptHandle ?? '')).toBe(false);
    expect(queue.count().hidden).toBe(1);
  });

  it('moves a message that fails again and again to the dead letters', () => {
    const { clock, queue, deadLetters } = makeBench();
    queue.send('poison');
    for (let round = 0; round < maxReceiveCount; round += 1) {
      expect(queue.receive(1)).toHaveLength(1);
      clock.now += 30_000;
    }

    expect(queue.receive(1)).toEqual([]);
    expect(queue.count()).toEqual({ visible: 0, hidden: 0, delayed: 0 });
    expect(deadLetters.receive(1).map(({ body }) => body)).toEqual(['poison']);
  });
});
