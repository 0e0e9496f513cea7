import type { Store } from '../core/ports.ts';
import { mostSaved, type SavedSearch, savedKey } from '../core/search/saved-search.ts';
import { deleteRow, findRow, listRows, putRow, type Row, type StoreParts } from './rows.ts';

/** The searches that a person keeps: `SAVED#user` / name, for good. */
export function createSavedSearches(parts: StoreParts): Pick<Store, 'listSaved' | 'putSaved' | 'removeSaved'> {
  const list = (userId: string) => listRows(parts, { pk: `SAVED#${userId}` });
  return {
    listSaved: async (userId) => (await list(userId)).map(savedIn),

    async putSaved(userId, name, text) {
      const sk = savedKey(name);
      const others = (await list(userId)).filter((row) => row['sk'] !== sk);
      if (others.length >= mostSaved) return 'full';
      const saved: SavedSearch = { name, text, at: parts.now() };
      await putRow(parts, { pk: `SAVED#${userId}`, sk, json: JSON.stringify(saved) }, {});
      return 'kept';
    },

    async removeSaved(userId, name) {
      const key = { pk: `SAVED#${userId}`, sk: savedKey(name) };
      if (!(await findRow(parts, key))) return false;
      await deleteRow(parts, key);
      return true;
    },
  };
}

/** What comes back is what we put there ourselves. */
function savedIn(row: Row): SavedSearch {
  return JSON.parse(row['json']);
}
