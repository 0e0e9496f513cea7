import { createAggregator } from '../aws/aggregator.ts';
import { createLogReader } from '../aws/log-reader.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { parseJob } from '../core/parse-job.ts';
import type { SearchTrail } from '../core/trail-query.ts';
import { answer } from '../flows/answer.ts';
import { composeBot } from './compose.ts';

const compose = once(async () => {
  const bot = await composeBot('queries');
  const { clients, settings, now } = bot;
  const search: SearchTrail = async (query, options) => {
    const { createSearch } = await import('../trail/search.ts');
    const { s3Source } = await import('../trail/source-s3.ts');
    const s3 = await createLogReader({ clients, settings });
    return createSearch({ source: s3Source({ ...settings.trail, s3, now }), now })(query, options);
  };
  // A person waits longer than an alert does.
  return { ...bot, search, aggregator: createAggregator({ clients, settings, timeoutMs: 8_000 }) };
});

type Context = Readonly<{ awsRequestId: string; getRemainingTimeInMillis(): number }>;

/** Look-ups and searches, from their queues: reads only. */
export async function handler(event: unknown, { awsRequestId: reference, ...context }: Context) {
  const world = await compose();
  return handleBatch(
    event,
    async (body) => {
      const job = parseJob(body);
      if (job.kind === 'remediation') throw new Error('A remediation came to the queries');
      const stop = AbortSignal.timeout(Math.max(1_000, context.getRemainingTimeInMillis() - 15_000));
      await answer(job, { ...world, stop, reference });
    },
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
