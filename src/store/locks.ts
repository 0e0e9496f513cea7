import type { Store } from '../core/ports.ts';
import { onlyKey, type Resource } from '../core/resource.ts';
import { type Key, type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** The rows `LOCK#resource` / `LOCK`: one request at a time changes a resource. Times in ms. */
export function createLocks(parts: StoreParts): Pick<Store, 'lockResource' | 'unlockResource'> {
  return {
    async lockResource(resource, requestId, untilMs) {
      const now = parts.now();
      const locked = await updateRow(parts, keyOf(resource), {
        update: 'SET #holder = :holder, #until = :until, #ttl = :ttl',
        when: 'attribute_not_exists(#holder) or #holder = :holder or #until < :now',
        values: { holder: requestId, until: untilMs, now, ttl: ttlFrom(now) },
      });
      return locked !== undefined;
    },

    async unlockResource(resource, requestId) {
      await updateRow(parts, keyOf(resource), {
        update: 'REMOVE #holder, #until',
        when: '#holder = :holder',
        values: { holder: requestId },
      });
    },
  };
}

function keyOf(resource: Resource): Key {
  return { pk: `LOCK#${onlyKey(resource)}`, sk: 'LOCK' };
}
