import { createAggregator } from '../aws/aggregator.ts';
import { createLoadHistory } from '../aws/history.ts';
import { createLogReader } from '../aws/log-reader.ts';
import { createMembers } from '../aws/member.ts';
import { handleBatch } from '../core/batch.ts';
import { once } from '../core/once.ts';
import { parseJob } from '../core/parse-job.ts';
import type { SearchTrail } from '../core/trail-query.ts';
import { answer } from '../flows/answer.ts';
import { look } from '../flows/look.ts';
import { readSeekCause, seekCause } from '../flows/seek-cause.ts';
import { composeBot } from './compose.ts';

type Bot = Awaited<ReturnType<typeof composeBot>>;
type Place = Readonly<{ accountId: string; regions: readonly string[] }>;

const compose = once(async () => {
  const bot = await composeBot('queries');
  const { clients, settings } = bot;
  // A person waits longer than an alert does.
  const aggregator = createAggregator({ clients, settings, timeoutMs: 8_000 });
  const loadHistory = createLoadHistory({ members: createMembers(bot) });
  const searchIn = (place: Place) => searchOf(bot, place);
  return { ...bot, aggregator, loadHistory, search: searchOf(bot), searchIn };
});

/** A search of the logs under the log reader's role: of all of them, or of one account and some regions. */
function searchOf({ clients, settings, now }: Bot, place?: Place): SearchTrail {
  return async (query, options) => {
    const { createSearch } = await import('../trail/search.ts');
    const { s3Source } = await import('../trail/source-s3.ts');
    const s3 = await createLogReader({ clients, settings });
    const only = place && { accounts: [place.accountId], regions: place.regions };
    return createSearch({ source: s3Source({ ...settings.trail, ...only, s3, now }), now })(query, options);
  };
}

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
      const job = parseJob(body);
      if (job.kind === 'remediation') throw new Error('A remediation came to the queries');
      const asked = { ...world, stop, reference };
      return 'button' in job ? look(job, asked) : answer(job, asked);
    },
    (error, messageId) => world.log.error('A message failed', { reference, messageId, error: String(error) }),
  );
}
