import type { Mute } from '../core/mute.ts';
import type { Store } from '../core/ports.ts';
import { packDocument, unpackDocument } from './document.ts';
import { deleteRow, listRows, putRow, type StoreParts } from './rows.ts';

/** The mute rows, `MUTES` / id, gone some time after they are past; few, so that all are read at once. */
export function createMutes(parts: StoreParts): Pick<Store, 'putMute' | 'liftMute' | 'listMutes'> {
  return {
    async putMute(mute) {
      const document = await packDocument(parts, `events/mutes/${mute.id}.json`, mute);
      await putRow(parts, { pk: 'MUTES', sk: mute.id, ...document, ttl: Math.ceil(mute.until / 1000) }, {});
    },

    async liftMute(id) {
      const found = (await listAll(parts)).find((mute) => mute.id === id);
      if (found) await deleteRow(parts, { pk: 'MUTES', sk: id });
      return found;
    },

    listMutes: () => listAll(parts),
  };
}

async function listAll(parts: StoreParts): Promise<readonly Mute[]> {
  const rows = (await listRows(parts, { pk: 'MUTES' })).filter((row) => !(row['ttl'] < parts.now() / 1000));
  return Promise.all(rows.map((row) => unpackDocument<Mute>(parts, row)));
}
