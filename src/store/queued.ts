import type { Store } from '../core/ports.ts';
import { deleteRow, listRows, type StoreParts } from './rows.ts';

/** The queued rows, `OUT#channel` / `lane#ulid`: put by `wantSlot`, worked off by whoever holds the channel's lease. */
export function createQueued(parts: StoreParts): Pick<Store, 'listQueued' | 'deleteQueued'> {
  return {
    async listQueued(channel, page) {
      const rows = await listRows(parts, { pk: `OUT#${channel}`, ...page });
      return rows.map(({ sk, ulid, owner, name }) => ({ sk, ulid, slot: { owner, channel, name } }));
    },
    deleteQueued: ({ sk, slot }) => deleteRow(parts, { pk: `OUT#${slot.channel}`, sk }),
  };
}
