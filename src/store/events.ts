import { createHash } from 'node:crypto';
import type { Store } from '../core/ports.ts';
import { packDocument, unpackDocument } from './document.ts';
import { countRows, findRow, type Key, putRow, type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** An event that is not done after so long is looked at again, in ms. */
const undoneAfter = 120_000;

/** The event rows: `ALERT#id` / `EVENT#key`, which make a second arrival of the same fact harmless. */
export function createEvents(parts: StoreParts): Pick<Store, 'putEvent' | 'finishEvent' | 'findUndone'> {
  return {
    async putEvent(alertId, key, body) {
      const at = eventKey(alertId, key);
      const now = parts.now();
      const row = {
        ...at,
        ...(await packDocument(parts, `events/${alertId}/${hashOf(key)}.json`, body)),
        due: 'event',
        dueAt: now + undoneAfter,
      };
      const when = 'attribute_not_exists(#pk) or #ttl < :now';
      if (await putRow(parts, row, { when, values: { now: now / 1000 } })) return 'new';
      return (await findRow(parts, at))?.['done'] ? 'done' : 'undone';
    },

    async findUndone<Body extends object>(alertId: string, sk: string) {
      const row = await findRow(parts, { pk: `ALERT#${alertId}`, sk });
      return row && !row['done'] ? unpackDocument<Body>(parts, row) : undefined;
    },

    async finishEvent(alertId, key) {
      await updateRow(parts, eventKey(alertId, key), {
        update: 'SET #done = :yes, #ttl = :ttl REMOVE #due, #dueAt',
        values: { yes: true, ttl: ttlFrom(parts.now()) },
      });
    },
  };
}

/** How many different events an alert is made of, up to `most`. */
export function countEvents(parts: StoreParts, alertId: string, most: number): Promise<number> {
  return countRows(parts, { pk: `ALERT#${alertId}`, prefix: 'EVENT#', limit: most });
}

/** Keys come from events: one that would not fit a sort key (1024 bytes) is hashed. */
function eventKey(alertId: string, key: string): Key {
  return { pk: `ALERT#${alertId}`, sk: `EVENT#${Buffer.byteLength(key) > 512 ? hashOf(key) : key}` };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
