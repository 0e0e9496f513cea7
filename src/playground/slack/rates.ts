import type { Now } from '../../core/ports.ts';

/** So many at once, then one each `everyMs`. */
export type Rate = Readonly<{ burst: number; everyMs: number }>;

/** docs.slack.dev/apis/web-api/rate-limits: about a message a second per channel, short bursts tolerated. */
export const perChannel: Rate = { burst: 4, everyMs: 1_000 };

/** Tier 2, 20 a minute. */
export const tier2: Rate = { burst: 20, everyMs: 3_000 };

/** Tier 3, 50 a minute. */
export const tier3: Rate = { burst: 50, everyMs: 1_200 };

/** Tier 4, 100 a minute. */
export const tier4: Rate = { burst: 100, everyMs: 600 };

/** Takes one of `key`'s allowance: 0 when there was one left, else how many whole seconds to wait (`Retry-After`). */
export type TakeRate = (key: string, rate: Rate) => number;

/** Counts calls as token buckets. */
export function createRates(now: Now): TakeRate {
  const buckets = new Map<string, { left: number; at: number }>();
  return (key, { burst, everyMs }) => {
    const at = now();
    const bucket = buckets.get(key) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + (at - bucket.at) / everyMs);
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? 0 : Math.max(1, Math.ceil(((1 - left) * everyMs) / 1_000));
  };
}
