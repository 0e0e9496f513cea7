import type { DeliveryStore } from '../core/ports.ts';
import { findRow, listRows, putRow, type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** The rows `NOTE#name` / `AT`: when something last happened; and `NOTE#name` / `ONE#one`, where it happens to many. */
export function createNotes(parts: StoreParts): Pick<DeliveryStore, 'findNoted' | 'note' | 'noteOne' | 'listNoted'> {
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

    async noteOne(name, one) {
      const now = parts.now();
      await putRow(parts, { pk: `NOTE#${name}`, sk: `ONE#${one}`, at: now, ttl: ttlFrom(now) }, {});
    },

    async listNoted(name) {
      const rows = await listRows(parts, { pk: `NOTE#${name}`, prefix: 'ONE#' });
      const kept = rows.filter((row) => !(row['ttl'] < parts.now() / 1000));
      return new Map(kept.map(({ sk, at }) => [String(sk).slice('ONE#'.length), Number(at)]));
    },
  };
}
