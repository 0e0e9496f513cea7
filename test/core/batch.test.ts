import { expect, it } from 'vitest';
import { handleBatch } from '../../src/core/batch.ts';
import { parseJob } from '../../src/core/parse-job.ts';

const asker = { teamId: 'T0123456789', userId: 'U0ALICE', channelId: 'C0SECURITY' };
const job = { kind: 'lookup', key: 'abcdefgh', askedAt: 1, asker, command: '/aws-help', text: '' } as const;

it('a message that fails comes again, and the others do not', async () => {
  const bodies: unknown[] = [];
  const wrapped = JSON.stringify({ Type: 'Notification', Message: '{"n":2}', TopicArn: 'arn' });
  const records = ['{"n":1}', 'no JSON', wrapped, '{"n":3}'].map((body, n) => ({ messageId: `m${n}`, body }));
  const failed: string[] = [];

  const answer = await handleBatch(
    { Records: records },
    async (body) => {
      bodies.push(body);
      if (bodies.length === 3) throw new Error('refused');
    },
    (_, messageId) => failed.push(messageId),
  );

  expect(bodies).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }] });
  expect(failed).toEqual(['m1', 'm3']);
});

it('a job is read as it was written', () => {
  const click = { kind: 'remediation', key: 'abcdefgh', askedAt: 1, asker, offer: 'x', messageTs: '1.000' } as const;

  expect(parseJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  expect(parseJob(click)).toEqual(click);
  expect(
    parseJob({ ...job, asker: { ...asker, responseUrl: 'https://hooks.slack.com/x' } }).asker.responseUrl,
  ).toBeDefined();
});

it.each([null, {}, { ...job, kind: 'other' }, { ...job, asker: {} }, { request: 'r', n: 1 }])(
  '%j is no job',
  (body) => {
    expect(() => parseJob(body)).toThrow('not a job');
  },
);
