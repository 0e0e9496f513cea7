import { createClients } from '../aws/clients.ts';
import { createDocuments } from '../aws/documents.ts';
import { once } from '../core/once.ts';
import type { Now } from '../core/ports.ts';
import { createDigests } from '../store/digests.ts';
import { createNewUlid } from '../store/ulid.ts';
import type { Aws } from './aws/start.ts';

/** Reads in Noroshi's table which alerts a storm's message tells of, so that the page can lead from each to it. */
export function makeMembersOf({ region, table }: Pick<Aws, 'region' | 'table'>, now: Now) {
  // Rows of digests are never so large that they would go there.
  const results = { put: async () => undefined, get: async () => '' };
  const open = once(async () => {
    const client = await createDocuments(createClients({ region, now }));
    return createDigests({ client, table, now, newUlid: createNewUlid({ now }), results });
  });
  return async (digest: string): Promise<readonly string[]> => {
    const { listMembers } = await open();
    return (await listMembers(digest)).map(({ alertId }) => alertId);
  };
}
