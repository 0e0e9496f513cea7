import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createStrayLetters, withStrays } from '../../src/aws/stray-letters.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError } from './responses.ts';

const sqs = mockClient(SQSClient);
const settings = {
  ...someSettings(),
  bot: { account: '555566667777', region: 'eu-west-1' },
  security: { account: '666677778888', region: 'eu-central-1', aggregator: 'noroshi', readerRole: 'noroshi-reader' },
  regions: ['eu-west-1'],
};
const url = (region: string, account: string, queue: string) =>
  `https://sqs.${region}.amazonaws.com/${account}/noroshi-${queue}`;
const subscription = url('eu-central-1', '555566667777', 'subscription-dlq');
const members = url('us-east-1', '666677778888', 'members-dlq-1');
const unasked: string[] = [];
const strays = () =>
  createStrayLetters({
    ...{ clients: createClients({ region: 'eu-west-1', now: () => 0 }), settings },
    cannotAsk: (queue, why) => unasked.push(`${queue}: ${why}`),
  });

beforeEach(() => {
  sqs.reset();
  unasked.length = 0;
  sqs.on(GetQueueAttributesCommand).rejects(awsError('QueueDoesNotExist', 400, 'not there'));
  const waiting = (count: number) => ({ Attributes: { ApproximateNumberOfMessages: String(count) } });
  sqs.on(GetQueueAttributesCommand, { QueueUrl: subscription }).resolves(waiting(2));
  sqs.on(GetQueueAttributesCommand, { QueueUrl: members }).resolves(waiting(1));
});

describe('what got lost on the way to the bot', () => {
  it('is counted in each region, wherever there is such a queue', async () => {
    expect(await strays().count()).toEqual([
      { queue: 'noroshi-subscription-dlq in eu-central-1', count: 2 },
      { queue: 'noroshi-members-dlq-1 in us-east-1', count: 1 },
    ]);
    expect(unasked).toEqual([]);
  });

  it('is not all lost where one queue cannot be asked', async () => {
    sqs
      .on(GetQueueAttributesCommand, { QueueUrl: url('eu-central-1', '666677778888', 'bus-dlq') })
      .rejects(awsError('AccessDenied', 403, 'no'));

    expect(await strays().count()).toHaveLength(2);
    expect(unasked).toEqual(['noroshi-bus-dlq in eu-central-1: access denied: no']);
  });

  it('goes to the queue of the alerts, and is taken away only then', async () => {
    const asked: unknown[] = [];
    sqs
      .on(ReceiveMessageCommand, { QueueUrl: members })
      .resolvesOnce({ Messages: [{ Body: '{"detail":{}}', ReceiptHandle: 'r' }] })
      .resolves({});
    sqs.on(SendMessageCommand).callsFake((input) => void asked.push(input));
    sqs.on(DeleteMessageCommand).callsFake((input) => void asked.push(input));
    const own = { count: async () => [], redrive: async () => 99 };

    expect(await withStrays(own, strays()).redrive('noroshi-members-dlq-1 in us-east-1')).toBe(1);

    expect(asked).toEqual([
      { QueueUrl: url('eu-west-1', '555566667777', 'alerts'), MessageBody: '{"detail":{}}' },
      { QueueUrl: members, ReceiptHandle: 'r' },
    ]);
    expect(await withStrays(own, strays()).redrive('noroshi-alerts')).toBe(99);
  });
});
