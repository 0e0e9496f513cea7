import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import type { AlertState } from '../../src/core/ports.ts';
import { isBurst, mostCounted, weighed } from '../../src/core/repeats.ts';
import { advance } from '../../src/store/advance.ts';
import { anAlert } from './fixtures.ts';
import { shareTable } from './rows.ts';

const open = shareTable();

const refusal = (id: string, sourceAt: number, change: Partial<Alert> = {}) =>
  anAlert({ id, kind: 'access-denied', attempted: true, eventKey: `call-${sourceAt}`, sourceAt, ...change });

const failure = (id: string, sourceAt: number) =>
  refusal(id, sourceAt, { kind: 'console-sign-in', severity: 'high', title: 'alice failed to sign in' });

describe('what happens again and again', () => {
  it('is counted by its different events since the first, in whichever order and however often they come', () => {
    const arrivals = fc.array(fc.record({ at: fc.nat({ max: 9 }), isSlow: fc.boolean() }), { minLength: 1 });

    fc.assert(
      fc.property(arrivals, (list) => {
        const rows = new Set<string>();
        let state: AlertState | undefined;
        const counted = list.map(({ at, isSlow }) => {
          const alert = refusal('a', 1000 + at);
          rows.add(alert.eventKey);
          const count = rows.size;
          const write = () => {
            state = advance(state, alert, { now: 5, count }) ?? state;
          };
          if (!isSlow) write();
          return isSlow ? write : () => undefined;
        });
        // A slow one wrote its row and counted, and writes what it counted when the others are done.
        for (const writeLate of counted) writeLate();

        const times = list.map(({ at }) => 1000 + at);
        expect(state?.times).toEqual({ count: new Set(times).size, since: Math.min(...times) });
        expect(state?.alert.eventKey).toBe(`call-${Math.max(...times)}`);
      }),
      { numRuns: 1000 },
    );
  });

  it('is shown anew for each that is new, the older too, and not for one that comes again', async () => {
    const { store, name } = open();
    const come = async (sourceAt: number) => {
      await store.putEvent(name, `call-${sourceAt}`, {});
      return store.advanceAlert(refusal(name, sourceAt));
    };

    expect(await come(20)).toMatchObject({ rev: 1, times: { count: 1, since: 20 } });
    expect(await come(20)).toBeUndefined();
    expect(await come(10)).toMatchObject({ rev: 2, times: { count: 2, since: 10 }, alert: { sourceAt: 20 } });
    expect(await come(30)).toMatchObject({ rev: 3, times: { count: 3, since: 10 }, alert: { sourceAt: 30 } });
    expect(await come(10)).toBeUndefined();
  });

  it('survives many at once', async () => {
    const { store, name } = open();
    const times = Array.from({ length: 12 }, (_, at) => 100 + at);

    await Promise.all(
      [...times, ...times].map(async (at) => {
        await store.putEvent(name, `call-${at}`, {});
        await store.advanceAlert(refusal(name, at));
      }),
    );

    expect((await store.findAlert(name))?.times).toEqual({ count: 12, since: 100 });
  });

  it('is not counted beyond what anybody would read', () => {
    const state = advance(undefined, refusal('a', 10), { now: 5, count: mostCounted });

    expect(advance(state, refusal('a', 9), { now: 5, count: mostCounted })?.times?.since).toBe(9);
    expect(advance(state, refusal('a', 10), { now: 5, count: mostCounted })).toBeUndefined();
  });

  it('is not counted where each event is another thing, or the source counts for itself', async () => {
    const { store, name } = open();
    const alert = anAlert({ id: name, kind: 'guardduty-finding' });
    await store.putEvent(name, alert.eventKey, {});

    expect(await store.advanceAlert(alert)).not.toHaveProperty('times');
  });
});

describe('a burst of failed sign-ins', () => {
  const withCount = (count: number, change: Partial<Alert> = {}) =>
    advance(undefined, { ...failure('a', 10), ...change }, { now: 5, count })!;

  it('weighs one step more from the fifth on, and only once', () => {
    expect(weighed(withCount(4))).toMatchObject({ alert: { severity: 'high' }, worst: 'high' });
    expect(weighed(withCount(5))).toMatchObject({ alert: { severity: 'critical' }, worst: 'critical' });
    expect(weighed(withCount(900))).toMatchObject({ alert: { severity: 'critical' }, worst: 'critical' });
    expect(weighed(withCount(5, { severity: 'low' }))).toMatchObject({
      alert: { severity: 'medium' },
      worst: 'medium',
    });
  });

  it('is none of refused calls, nor of sign-ins that worked', () => {
    expect(isBurst(withCount(50, { kind: 'access-denied' }))).toBe(false);
    const { attempted: _, ...success } = failure('a', 10);
    expect(isBurst({ alert: success, times: { count: 50, since: 1 } })).toBe(false);
  });
});
