import { describe, expect, it } from 'vitest';
import type { Lease } from '../../src/core/ports.ts';
import type { Ready } from '../../src/delivery/next.ts';
import { pace, paced, startOf } from '../../src/delivery/pace.ts';

const now = 1_000_000;
const nextAt = now + 5000;

/** A channel's lease after so many messages within the last ten seconds. */
function leaseAfter(count: number): Lease {
  const sent = Array.from({ length: count }, (_, at) => now - 1000 * (at + 1));
  return { channel: 'C0SECURITY', epoch: 1, until: now, rung: 0, nextAt, pausedUntil: 0, doubts: 0, fires: [], sent };
}

function first(owner: string, lane: number): Ready {
  const slot = { owner, channel: 'C0SECURITY', name: 'root', state: 'idle', want: 1, shown: -1, lane } as const;
  return { kind: 'send', row: { sk: `${lane}#1`, ulid: '1', slot }, slot };
}

describe('the place of a message', () => {
  it.each([
    { who: 'a critical alert', ready: first('ALERT#a', 0), before: 8, at: now },
    { who: 'a critical alert', ready: first('ALERT#a', 0), before: 9, at: nextAt },
    { who: 'the digest of critical alerts', ready: first('DIGEST#a', 0), before: 9, at: now },
    { who: 'the digest of critical alerts', ready: first('DIGEST#a', 0), before: 10, at: nextAt },
    { who: 'another digest', ready: first('DIGEST#a', 1), before: 0, at: nextAt },
    { who: 'another alert', ready: first('ALERT#a', 1), before: 0, at: nextAt },
  ])('of $who after $before others in ten seconds', ({ ready, before, at }) => {
    expect(startOf(ready, leaseAfter(before), now)).toBe(at);
  });

  it('that went early moves the others on', () => {
    const { nextAt: then, sent = [] } = paced(first('ALERT#a', 0), leaseAfter(3), now) ?? {};

    expect(then).toBe(nextAt + pace);
    expect(sent).toHaveLength(4);
  });
});
