import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../src/store/advance.ts';
import { anAlert } from './fixtures.ts';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('alert rows', () => {
  it('take what is newer, whoever comes first', async () => {
    const { store, name } = open();
    const opening = anAlert({ id: name, sourceAt: 10 });

    expect(await store.advanceAlert(opening)).toMatchObject({ rev: 1, status: 'open', opened: expect.any(Number) });
    expect(await store.advanceAlert(opening)).toBeUndefined();
    expect(await store.advanceAlert(anAlert({ id: name, sourceAt: 9 }))).toBeUndefined();
    expect(await store.advanceAlert(anAlert({ id: name, sourceAt: 11, state: 'resolved' }))).toMatchObject({
      rev: 2,
      status: 'resolved',
      resolvedAt: 11,
      alert: { title: opening.title },
    });
  });

  it('survive many writers at once', async () => {
    const { store, name } = open();
    const times = Array.from({ length: 8 }, (_, sourceAt) => sourceAt);

    await Promise.all(times.map((sourceAt) => store.advanceAlert(anAlert({ id: name, sourceAt }))));

    expect(await store.findAlert(name)).toMatchObject({ newest: { sourceAt: 7 }, opening: { sourceAt: 7 } });
  });

  it('take late facts for the opening that they were asked for, and no other', async () => {
    const { store, name } = open();
    const opening = anAlert({ id: name, sourceAt: 10 });
    const named = { ...opening, facts: [{ label: 'Owner', value: 'web' }] };
    await store.advanceAlert(opening);
    await store.advanceAlert(anAlert({ id: name, sourceAt: 11, state: 'resolved' }));

    expect(await store.addFacts(named)).toMatchObject({ rev: 3, status: 'resolved', facts: named.facts });
    expect(await store.addFacts(named)).toBeUndefined();
    await store.advanceAlert(anAlert({ id: name, sourceAt: 12 }));
    expect(await store.addFacts({ ...named, facts: [] })).toBeUndefined();
    expect((await store.findAlert(name))?.rev).toBe(4);
  });

  it('hold an alert that is larger than a row may be', async () => {
    const { store, name } = open();
    const facts = [{ label: 'Policy', value: 'p'.repeat(800_000) }];

    await store.advanceAlert(anAlert({ id: name, facts }));

    expect((await store.findAlert(name))?.facts).toEqual(facts);
  });

  it('end in the same state in whichever order and however often things come', () => {
    const step = fc.record({
      sourceAt: fc.integer({ min: 0, max: 6 }),
      resolved: fc.boolean(),
      tie: fc.nat({ max: 2 }),
    });

    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 16 }),
        (steps, picks) => {
          const alerts = steps.map(({ sourceAt, resolved, tie }) => {
            const eventKey = `${sourceAt}/${tie}/${resolved}`;
            return anAlert({ id: 'a', sourceAt, eventKey, title: eventKey, state: resolved ? 'resolved' : 'open' });
          });
          const shuffled = [...alerts, ...picks.map((pick) => alerts[pick % alerts.length]!)].sort(
            (a, b) => (picks[alerts.indexOf(a) % 16] ?? 0) - (picks[alerts.indexOf(b) % 16] ?? 0),
          );

          const state = shuffled.reduce<ReturnType<typeof advance>>(
            (now, alert) => advance(now, alert, { now: 5 }) ?? now,
            undefined,
          );

          const newest = [...alerts].sort((a, b) => a.sourceAt - b.sourceAt || (a.eventKey < b.eventKey ? -1 : 1));
          const opening = newest.filter((alert) => alert.state === 'open').at(-1);
          expect(state?.status).toBe(newest.at(-1)?.state);
          expect(state?.resolvedAt).toBe(newest.at(-1)?.state === 'resolved' ? newest.at(-1)?.sourceAt : undefined);
          if (opening) expect(state?.alert.title).toBe(opening.title);
          expect(state?.opened).toBe(opening && 5);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
