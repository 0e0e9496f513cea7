import type { DeliveryStore } from '../core/ports.ts';
import { findRow, type Key, type StoreParts, updateRow } from './rows.ts';

/** Slack's Tier 3 is 50 a minute for a method (docs.slack.dev/apis/web-api/rate-limits); we take 40, one each so many ms. */
const every = 1500;
/**
 * So many may go at once when none went for a while. Edits go one by one: when Slack limits one of them, none is on its way
 * elsewhere. Looking for a message takes several pages.
 */
const bursts = { update: 1, read: 10 } as const;

/**
 * The rows `RATE#method` / `CALLS`: what Slack counts for the whole workspace. `next` is when all calls that were taken
 * would have gone one each 1.5 s; it may be ahead of the clock by the burst.
 */
export function createCalls(parts: StoreParts): Pick<DeliveryStore, 'takeCall' | 'pauseCalls'> {
  return {
    async takeCall(method) {
      const now = parts.now();
      const ahead = (bursts[method] - 1) * every;
      const key = keyOf(method);
      const quiet = await updateRow(parts, key, {
        update: 'SET #next = :after',
        when: 'attribute_not_exists(#next) or #next < :now',
        values: { after: now + every, now },
      });
      if (quiet) return 'taken';
      const busy = await updateRow(parts, key, {
        update: 'SET #next = #next + :every',
        when: '#next <= :most',
        values: { every, most: now + ahead },
      });
      if (busy) return 'taken';
      const next: number = (await findRow(parts, key))?.['next'] ?? now;
      return Math.max(now + 1, next - ahead);
    },

    async pauseCalls(method, until) {
      const next = until + (bursts[method] - 1) * every;
      await updateRow(parts, keyOf(method), {
        update: 'SET #next = :next',
        when: 'attribute_not_exists(#next) or #next < :next',
        values: { next },
      });
    },
  };
}

function keyOf(method: string): Key {
  return { pk: `RATE#${method}`, sk: 'CALLS' };
}
