import type { AthenaSearch } from '../core/search/engine.ts';
import type { Bot, Place } from './search.ts';

/** A search by Athena under the log reader's role, of every listed account; nothing where the settings have no `trail.athena`. */
export async function athenaOf({ clients, settings }: Bot, place?: Place): Promise<AthenaSearch | undefined> {
  if (!settings.trail.athena) return undefined;
  const [{ createAthena }, trail] = await Promise.all([import('../aws/athena.ts'), import('../trail/athena.ts')]);
  const only = place && { accounts: [place.accountId], regions: place.regions };
  const athena = createAthena({ clients, settings });
  return trail.createAthenaSearch({ ...trail.tableOf(settings), ...only, athena });
}
