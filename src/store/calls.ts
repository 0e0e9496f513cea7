import type { DeliveryStore } from '../core/ports.ts';
import { findRow, type Key, type StoreParts, updateRow } from './rows.ts';

/** Slack's Tier 3 is 50 a minute for a method (docs.slack.dev/apis/web-api/rate-limits); we take 40, one each so many ms. */
const every = 1500;
/** So many of them urgent calls may take before their time, and later ones wait for it: 48 in the worst minute. */
const ahead = 8;
/** From one call to the next at least, in ms: when Slack limits one of them, no other is on its way. */
const apart = 700;
/** So long after a pause only urgent calls are made, in ms: two of them may have waited for its end. */
const urgentFirst = 2 * apart;

/**
 * The rows `RATE#method` / `CALLS`: what Slack counts for the whole workspace. `next` is when the next call is due, and
 * before `free` nobody calls, both in ms.
 */
export function createCalls(parts: StoreParts): Pick<DeliveryStore, 'takeCall' | 'pauseCalls'> {
  return {
    async takeCall(method, isUrgent = false) {
      const now = parts.now();
      const isFree = '(attribute_not_exists(#free) or #free <= :now)';
      const free = now + apart;
      const onTime = await updateRow(parts, keyOf(method), {
        update: 'SET #next = :after, #free = :free',
        when: `${isFree} and (attribute_not_exists(#next) or #next <= :now)`,
        values: { after: now + every, free, now },
      });
      if (onTime) return 'taken';
      const most = now + (isUrgent ? ahead * every : 0);
      const early =
        isUrgent &&
        (await updateRow(parts, keyOf(method), {
          update: 'SET #next = #next + :every, #free = :free',
          when: `${isFree} and #next > :now and #next <= :most`,
          values: { every, free, now, most },
        }));
      if (early) return 'taken';
      const { next = now, free: from = now } = (await findRow(parts, keyOf(method))) ?? {};
      return Math.max(now + 1, from, next - (most - now));
    },

    async pauseCalls(method, until) {
      await updateRow(parts, keyOf(method), {
        update: 'SET #free = :until',
        when: 'attribute_not_exists(#free) or #free < :until',
        values: { until },
      });
      if (method === 'read') return;
      const after = until + urgentFirst;
      await updateRow(parts, keyOf(method), {
        update: 'SET #next = :after',
        when: 'attribute_not_exists(#next) or #next < :after',
        values: { after },
      });
    },
  };
}

function keyOf(method: string): Key {
  return { pk: `RATE#${method}`, sk: 'CALLS' };
}
