import type { DeliveryStore } from '../core/ports.ts';
import { findRow, type Key, type StoreParts, updateRow } from './rows.ts';

/**
 * Slack's Tier 3 is 50 a minute for a method (docs.slack.dev/apis/web-api/rate-limits); we take 40, one each so many ms: when
 * Slack limits one of them, no other is on its way.
 */
const every = 1500;

/** The rows `RATE#method` / `CALLS`: what Slack counts for the whole workspace. `next` is when the next call may go, in ms. */
export function createCalls(parts: StoreParts): Pick<DeliveryStore, 'takeCall' | 'pauseCalls'> {
  return {
    async takeCall(method) {
      const now = parts.now();
      const taken = await updateRow(parts, keyOf(method), {
        update: 'SET #next = :after',
        when: 'attribute_not_exists(#next) or #next <= :now',
        values: { after: now + every, now },
      });
      if (taken) return 'taken';
      const next: number = (await findRow(parts, keyOf(method)))?.['next'] ?? now;
      return Math.max(now + 1, next);
    },

    async pauseCalls(method, until) {
      await updateRow(parts, keyOf(method), {
        update: 'SET #next = :until',
        when: 'attribute_not_exists(#next) or #next < :until',
        values: { until },
      });
    },
  };
}

function keyOf(method: string): Key {
  return { pk: `RATE#${method}`, sk: 'CALLS' };
}
