import { createAggregator } from '../aws/aggregator.ts';
import { createReadAudit } from '../aws/audit.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { receive } from '../flows/answer/receive.ts';
import { composeBot } from './compose.ts';
import { lookUpsOf } from './look-ups.ts';
import { searchesOf } from './searches.ts';

const compose = once(async () => {
  const bot = await composeBot('queries');
  const aggregator = createAggregator({ ...bot, timeoutMs: 8_000 }); // A person waits longer than an alert does.
  const reads = { lookUps: lookUpsOf(bot), readAudit: createReadAudit(bot) };
  return { ...bot, ...searchesOf(bot), ...reads, aggregator };
});

type Context = Readonly<{ awsRequestId: string; getRemainingTimeInMillis(): number }>;

/** Look-ups and searches, from their queues: reads only. */
export async function handler(event: unknown, { awsRequestId: reference, ...context }: Context) {
  const world = await compose();
  return handleBatch(
    event,
    async (body) => {
      const remainingMs = () => context.getRemainingTimeInMillis();
      const stop = AbortSignal.timeout(Math.max(1_000, remainingMs() - 15_000));
      return receive(body, { ...world, stop, reference, remainingMs });
    },
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
