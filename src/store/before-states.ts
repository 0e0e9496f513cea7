import type { Json } from '../core/json.ts';
import type { Store } from '../core/ports.ts';
import { packDocument, unpackDocument } from './document.ts';
import { findRow, type Key, putRow, type StoreParts } from './rows.ts';

type Kept = Readonly<{ before: Json }>;

/** The rows `UNDO#request` / `BEFORE`: what a remediation found, written once and never changed; kept for good. */
export function createBeforeStates(parts: StoreParts): Pick<Store, 'keepBefore' | 'findBefore'> {
  return {
    async keepBefore(requestId, before) {
      const kept: Kept = { before };
      const large = `jobs/before/${Buffer.from(requestId).toString('base64url').slice(0, 200)}-${parts.newUlid()}.json`;
      const row = { ...keyOf(requestId), ...(await packDocument(parts, large, kept)) };
      if (await putRow(parts, row, { when: 'attribute_not_exists(#pk)' })) return before;
      const there = await find(parts, requestId);
      if (!there) throw new Error('A state before vanished while it was kept');
      return there.before;
    },

    async findBefore(requestId) {
      return (await find(parts, requestId))?.before;
    },
  };
}

async function find(parts: StoreParts, requestId: string): Promise<Kept | undefined> {
  const row = await findRow(parts, keyOf(requestId));
  return row && unpackDocument<Kept>(parts, row);
}

function keyOf(requestId: string): Key {
  return { pk: `UNDO#${requestId}`, sk: 'BEFORE' };
}
