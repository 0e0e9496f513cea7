import { createLogReader } from '../aws/log-reader.ts';
import type { AthenaSearch } from '../core/search/engine.ts';
import type { SearchTrail } from '../core/search/trail-query.ts';
import type { composeBot } from './compose.ts';

type Bot = Pick<Awaited<ReturnType<typeof composeBot>>, 'clients' | 'settings' | 'now'>;

/** One account and some of its regions. */
export type Place = Readonly<{ accountId: string; regions: readonly string[] }>;

/** A search of the logs under the log reader's role: of all of them, or of one account and some regions. */
export function searchOf({ clients, settings, now }: Bot, place?: Place): SearchTrail {
  return async (query, options) => {
    const { createSearch } = await import('../trail/search.ts');
    const { s3Source } = await import('../trail/source-s3.ts');
    const s3 = await createLogReader({ clients, settings });
    const only = place && { accounts: [place.accountId], regions: place.regions };
    return createSearch({ source: s3Source({ ...settings.trail, ...only, s3, now }), now })(query, options);
  };
}

/** The same by Athena, of every listed account; nothing where the settings have no `trail.athena`. */
export async function athenaOf({ clients, settings }: Bot, place?: Place): Promise<AthenaSearch | undefined> {
  if (!settings.trail.athena) return undefined;
  const { createAthena } = await import('../aws/athena.ts');
  const { createAthenaSearch, tableOf } = await import('../trail/athena.ts');
  const only = place && { accounts: [place.accountId], regions: place.regions };
  return createAthenaSearch({ ...tableOf(settings), ...only, athena: createAthena({ clients, settings }) });
}
