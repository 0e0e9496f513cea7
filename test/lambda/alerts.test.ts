import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler } from '../../src/lambda/alerts.ts';
import { startCloud } from './cloud.ts';

let cloud: Awaited<ReturnType<typeof startCloud>>;
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  cloud = await startCloud();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await cloud.stop();
});

const started = {
  version: '0',
  id: 'e-1',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-01-01T10:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: { 'instance-id': 'i-0abc', state: 'stopped' },
};
const records = (...bodies: string[]) => ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) });

describe('the alerts function', () => {
  it('takes a batch in, tells the posts queue, and acknowledges what comes again', async () => {
    const event = records(JSON.stringify({ Type: 'Notification', MessageId: 'x', Message: JSON.stringify(started) }));

    expect(await handler(event, {})).toEqual({ batchItemFailures: [] });
    expect(await handler(event, {})).toEqual({ batchItemFailures: [] });

    const sent = cloud.of('AmazonSQS.SendMessage').map((body) => JSON.parse(body));
    const to = (queue: string) => sent.filter(({ QueueUrl }) => QueueUrl.endsWith(queue));
    expect(to('/posts').map(({ MessageBody }) => MessageBody)).toEqual([JSON.stringify({ channel: 'C0SECURITY' })]);
    expect(to('/alerts')).toMatchObject([{ DelaySeconds: 120 }]);
    expect(cloud.of('StarlingDoveService.SelectAggregateResourceConfig')).toHaveLength(1);
  });

  it('puts what is no event into quarantine and goes on', async () => {
    expect(await handler(records('not json'), {})).toEqual({ batchItemFailures: [] });
  });

  it('fails as a whole on what did not come from a queue, and never names an empty id', async () => {
    await expect(handler({ hello: 1 }, {})).rejects.toThrow();
    await expect(handler({ Records: [{ messageId: '', body: '{}' }] }, {})).rejects.toThrow();
  });
});
