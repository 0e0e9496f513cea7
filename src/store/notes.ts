import type { DeliveryStore } from '../core/ports.ts';
import { findRow, type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** The rows `NOTE#name` / `AT`: when something last happened. */
export function createNotes(parts: StoreParts): Pick<DeliveryStore, 'findNoted' | 'note'> {
  return {
    async findNoted(name) {
      return (await findRow(parts, { pk: `NOTE#${name}`, sk: 'AT' }))?.['at'];
    },

    async note(name, atMostEvery) {
      const now = parts.now();
      const noted = await updateRow(
        parts,
        { pk: `NOTE#${name}`, sk: 'AT' },
        {
          update: 'SET #at = :now, #ttl = :ttl',
          when: 'attribute_not_exists(#at) or #at <= :before',
          values: { now, ttl: ttlFrom(now), before: now - atMostEvery },
        },
      );
      return noted !== undefined;
    },
  };
}
