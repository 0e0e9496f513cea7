import type { TrailCheck, TrailVerified } from '../core/search/trail-query.ts';
import { verifyLogs } from './digests.ts';
import { parseLogKey } from './keys.ts';

const hour = 3_600_000;

/**
 * The same as `verifyLogs`, hour by hour of an account and region, because those share their digests; what there is no time
 * for, once `signal` is aborted, is not covered.
 */
export async function verifyInTime(
  keys: readonly string[],
  signal: AbortSignal,
  world: Parameters<typeof verifyLogs>[1],
): Promise<TrailVerified> {
  let verified = 0;
  const others = new Map<string, TrailCheck>();
  for (const some of hoursOf(keys).values()) {
    const part = signal.aborted ? skipped(some) : await verifyLogs(some, world);
    verified += part.verified;
    // The digests of one hour are looked at for the hours before it too.
    for (const one of part.others) others.set(one.key, one);
  }
  const all = [...others.values()];
  const count = (state: TrailCheck['state']) => all.filter((one) => one.state === state).length;
  return {
    ...{ verified, altered: count('altered'), missing: count('missing'), notCovered: count('notCovered') },
    others: all.slice(0, 1000),
  };
}

function hoursOf(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const hours = new Map<string, string[]>();
  for (const key of keys) {
    const { accountId, region, deliveredAt = 0 } = parseLogKey(key) ?? {};
    const name = `${accountId} ${region} ${Math.floor(deliveredAt / hour)}`;
    hours.set(name, [...(hours.get(name) ?? []), key]);
  }
  return hours;
}

function skipped(keys: readonly string[]): Pick<TrailVerified, 'verified' | 'others'> {
  const why = 'there was no time left to look at it; press once more, or ask for less';
  return { verified: 0, others: keys.map((key) => ({ key, state: 'notCovered', why })) };
}
