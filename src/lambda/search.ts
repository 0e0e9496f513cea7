import { createLogReader } from '../aws/log-reader.ts';
import type { EstimateSearch } from '../core/search/engine.ts';
import type { SearchTrail } from '../core/search/trail-query.ts';
import type { composeBot } from './compose.ts';

/** What a search needs of the bot. */
export type Bot = Pick<Awaited<ReturnType<typeof composeBot>>, 'clients' | 'settings' | 'now'>;

/** One account and some of its regions. */
export type Place = Readonly<{ accountId: string; regions: readonly string[] }>;

/** A search of the logs under the log reader's role: of all of them, or of one account and some regions. */
export function searchOf(bot: Bot, place?: Place): SearchTrail {
  // What it knows of the bucket is kept from one slice of a search to the next; a session that was refused is asked for again.
  let source: ReturnType<typeof sourceOf> | undefined;
  return async (query, options) => {
    const { createSearch } = await import('../trail/search.ts');
    source ??= sourceOf(bot, place).catch((error: unknown) => {
      source = undefined;
      throw error;
    });
    return createSearch({ source: await source, now: bot.now })(query, options);
  };
}

/** What that would take, and what Athena would. */
export function estimateOf(bot: Bot, place?: Place): EstimateSearch {
  return async (query, signal) =>
    (await import('../trail/estimate.ts')).estimateSearch(await sourceOf(bot, place), query, {
      mostObjects: bot.settings.trail.limits.objects,
      ...(signal && { signal }),
    });
}

async function sourceOf({ clients, settings, now }: Bot, place?: Place) {
  const { s3Source } = await import('../trail/source-s3.ts');
  const s3 = await createLogReader({ clients, settings });
  const only = place && { accounts: [place.accountId], regions: place.regions };
  return s3Source({ ...settings.trail, ...only, s3, now });
}
