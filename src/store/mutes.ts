import type { Mute } from '../core/mute.ts';
import type { Store } from '../core/ports.ts';
import { packDocument, unpackDocument } from './document.ts';
import { findRow, listRows, putRow, type StoreParts } from './rows.ts';

/** A mute that is over is kept so long, in s: the sweep must still find it to show what it hid. */
const keptFor = 7 * 24 * 3600;
/** No batch of alerts takes longer, in ms. */
const batchFor = 60_000;

/** The mute rows, `MUTES` / id; few, so that all are read at once. When they end is in the index `due`. */
export function createMutes(parts: StoreParts): Pick<Store, 'putMute' | 'liftMute' | 'listMutes' | 'findMute'> {
  return {
    putMute: (mute) => put(parts, mute, mute.until),

    async liftMute(id) {
      const mute = await find(parts, id);
      if (!mute || mute.until <= parts.now()) return undefined;
      // A batch that read the mutes before may still go by it.
      await put(parts, { ...mute, until: parts.now() }, parts.now() + batchFor);
      return mute;
    },

    async listMutes() {
      const now = parts.now();
      const rows = await listRows(parts, { pk: 'MUTES' });
      const mutes = await Promise.all(rows.map((row) => unpackDocument<Mute>(parts, row)));
      return mutes.filter(({ until }) => until > now);
    },

    findMute: (id) => find(parts, id),
  };
}

async function put(parts: StoreParts, mute: Mute, dueAt: number): Promise<void> {
  const document = await packDocument(parts, `events/mutes/${mute.id}-${parts.newUlid()}.json`, mute);
  const ttl = Math.ceil(mute.until / 1000) + keptFor;
  await putRow(parts, { pk: 'MUTES', sk: mute.id, ...document, due: 'mute', dueAt, ttl }, {});
}

async function find(parts: StoreParts, id: string): Promise<Mute | undefined> {
  const row = await findRow(parts, { pk: 'MUTES', sk: id });
  return row && unpackDocument<Mute>(parts, row);
}
