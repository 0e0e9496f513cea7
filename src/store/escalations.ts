import type { Store } from '../core/ports.ts';
import { type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** The rows `ALERT#id` / `ESCALATION`: when somebody is to be called who was not called before, by the index `due`. */
export function createEscalations(parts: StoreParts): Pick<Store, 'wantEscalation'> {
  return {
    async wantEscalation(alertId, { since, at }) {
      await updateRow(
        parts,
        { pk: `ALERT#${alertId}`, sk: 'ESCALATION' },
        {
          update: 'SET #since = :since, #due = :due, #dueAt = :at, #ttl = :ttl',
          when: 'attribute_not_exists(#since) or #since < :since',
          values: { since, at, due: 'escalation', ttl: ttlFrom(at) },
        },
      );
    },
  };
}
