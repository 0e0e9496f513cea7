import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../src/core/ports.ts';
import { advance, withAcknowledgement } from '../../src/store/advance.ts';
import { anAlert } from './fixtures.ts';
import { shareTable } from './rows.ts';

const open = shareTable();
const seen = { now: 0 };

/** Openings and resolutions of one problem at these source times, in the order in which they come. */
function life(...steps: readonly (readonly ['open' | 'resolved', number])[]): AlertState | undefined {
  const alerts = steps.map(([state, sourceAt]) => anAlert({ id: 'x', state, sourceAt, eventKey: `${sourceAt}` }));
  return alerts.reduce<AlertState | undefined>((state, alert) => advance(state, alert, seen) ?? state, undefined);
}

describe('the life of an alert', () => {
  it('counts how often it came back, and tells for how long it was gone', () => {
    expect(life(['open', 10])).toMatchObject({ since: 10 });
    expect(life(['open', 10], ['open', 20])).toMatchObject({ since: 10 });
    expect(life(['open', 10], ['open', 20])?.relapses).toBeUndefined();
    expect(life(['open', 10], ['resolved', 20], ['open', 50])).toMatchObject({
      ...{ since: 50, relapses: { count: 1, afterMs: 30 }, status: 'open' },
    });
    expect(life(['open', 1], ['resolved', 2], ['open', 3], ['resolved', 4], ['open', 9])).toMatchObject({
      relapses: { count: 2, afterMs: 5 },
    });
  });

  it('did not come back when it was only seen resolved, or an opening comes late', () => {
    expect(life(['resolved', 10], ['open', 20])?.relapses).toBeUndefined();
    expect(life(['open', 10], ['resolved', 20], ['open', 15])).toMatchObject({ status: 'resolved', since: 10 });
  });

  it('keeps whoever looks after it while it is open, and forgets them when it opens again', () => {
    const acknowledged = { by: 'U0ALICE', at: 1 };
    const state = withAcknowledgement(life(['open', 10])!, acknowledged)!;
    const next = (was: AlertState, step: 'open' | 'resolved', sourceAt: number) =>
      advance(was, anAlert({ id: 'x', state: step, sourceAt, eventKey: `${sourceAt}` }), seen)!;

    expect(next(state, 'open', 20)).toMatchObject({ acknowledged });
    const resolved = next(state, 'resolved', 20);
    expect(resolved).toMatchObject({ acknowledged });
    expect(next(resolved, 'open', 30).acknowledged).toBeUndefined();
    expect(withAcknowledgement(state, { by: 'U0BOB', at: 2 })).toBeUndefined();
    expect(withAcknowledgement(resolved, { by: 'U0BOB', at: 2 })).toBeUndefined();
  });

  it('forgets what solved it when it is open again, whatever comes', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('open' as const, 'resolved' as const), fc.nat({ max: 20 })));
    fc.assert(
      fc.property(steps, (all) => {
        const state = life(...all);
        if (state?.status !== 'open') return;
        expect(state).not.toHaveProperty('resolvedAt');
        expect(state).not.toHaveProperty('solvedBy');
        expect(state).not.toHaveProperty('resolution');
      }),
    );
  });
});

describe('the list of what is open', () => {
  it('holds what is open now, the latest first, and no more than asked for', async () => {
    const { store, name } = open();
    const ids = ['a', 'b', 'c', 'd'].map((id) => `${name}-${id}`);
    for (const [at, id] of ids.entries()) await store.advanceAlert(anAlert({ id, sourceAt: 1000 + at }));
    await store.advanceAlert(anAlert({ id: ids[1]!, sourceAt: 5000, state: 'resolved' }));
    await store.advanceAlert(anAlert({ id: `${name}-e`, sourceAt: 6000, state: 'resolved' }));

    const listed = async (limit: number) => (await store.listOpenAlerts(limit)).map(({ alert }) => alert.id);
    expect(await listed(10)).toEqual([ids[3], ids[2], ids[0]]);
    expect(await listed(2)).toEqual([ids[3], ids[2]]);
  });

  it('says once for an opening when somebody is to be called', async () => {
    const { store, clock, name } = open();
    await store.wantEscalation(name, { since: 1, at: clock.now() - 2 });
    await store.wantEscalation(name, { since: 1, at: clock.now() - 1 });
    const due = (await store.listDue('escalation', 10)).filter(({ pk }) => pk === `ALERT#${name}`);
    expect(due).toMatchObject([{ dueAt: clock.now() - 2 }]);
    await store.postponeDue(due[0]!, 'never');
    await store.wantEscalation(name, { since: 1, at: clock.now() });
    expect(await store.listDue('escalation', 10)).toEqual([]);

    await store.wantEscalation(name, { since: 2, at: clock.now() });
    expect(await store.listDue('escalation', 10)).toHaveLength(1);
  });
});
