import { createAggregator } from '../aws/aggregator.ts';
import { createReadAudit } from '../aws/audit.ts';
import { createLoadHistory } from '../aws/history.ts';
import { createMembers } from '../aws/member.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { parseJob } from '../core/parse-job.ts';
import { receive } from '../flows/answer/receive.ts';
import { readSeekCause, seekCause } from '../flows/notify/seek-cause.ts';
import { readGoOn, runSearch } from '../flows/search/run.ts';
import { athenaOf } from './athena.ts';
import { composeBot } from './compose.ts';
import { estimateOf, type Place, searchOf } from './search.ts';
import { verifyOf } from './verify.ts';

const compose = once(async () => {
  const bot = await composeBot('queries');
  const aggregator = createAggregator({ ...bot, timeoutMs: 8_000 }); // A person waits longer than an alert does.
  const reads = { loadHistory: createLoadHistory({ members: createMembers(bot) }), readAudit: createReadAudit(bot) };
  const search = {
    ...{ search: searchOf(bot), searchIn: (place: Place) => searchOf(bot, place), estimate: estimateOf(bot) },
    ...{ openAthena: () => athenaOf(bot), verify: verifyOf(bot) },
  };
  return { ...bot, ...search, ...reads, aggregator };
});

type Context = Readonly<{ awsRequestId: string; getRemainingTimeInMillis(): number }>;

/** Look-ups and searches, from their queues: reads only. */
export async function handler(event: unknown, { awsRequestId: reference, ...context }: Context) {
  const world = await compose();
  return handleBatch(
    event,
    async (body) => {
      const stop = AbortSignal.timeout(Math.max(1_000, context.getRemainingTimeInMillis() - 15_000));
      const seek = readSeekCause(body);
      if (seek) return seekCause(seek, { ...world, stop });
      const run = { ...world, stop, reference, remainingMs: () => context.getRemainingTimeInMillis() };
      const search = readGoOn(body);
      return search === undefined ? receive(parseJob(body), run) : runSearch(search, run);
    },
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
