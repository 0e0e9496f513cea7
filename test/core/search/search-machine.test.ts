import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../../src/core/ports.ts';
import {
  ask,
  begin,
  beginVerifying,
  cancel,
  choose,
  commit,
  end,
  endVerifying,
  giveUp,
  hasEnded,
  release,
  renew,
  type Step,
  take,
} from '../../../src/core/search/search-machine.ts';
import { anOffer } from '../../flows/searching.ts';
import { sampleSearch } from '../../slack/render/sample-search.ts';

const minute = 60_000;
const { search: _, ...plain } = sampleSearch('x');
const { plan } = sampleSearch('x').search;

/** The job after these steps; a step that is not to be taken leaves it. */
function stateAfter(...steps: readonly Step[]): JobState {
  return steps.reduce<JobState>((state, step) => step(state) ?? state, plain);
}

const begun = begin({ plan, channel: 'C1', now: 0 });

describe('a search’s job', () => {
  it('is with one at a time, and with another only when that one fell silent', () => {
    const held = stateAfter(begun, take(1));

    expect(held).toMatchObject({ state: 'running', search: { epoch: 1 } });
    expect(take(30_001)(held)).toBeUndefined();
    expect(take(30_002)(held)?.search?.epoch).toBe(2);
    expect(take(1)(stateAfter(begun, take(1), release(1)))?.search?.epoch).toBe(2);
    expect(take(40_000)(stateAfter(begun, take(1), renew(1, 20_000)))).toBeUndefined();
  });

  it('is written by nobody who lost it, whatever that one wants', () => {
    const lost = stateAfter(begun, take(1), take(31_000));
    const late = [renew(1, 0), commit(1, { now: 0 }), ask(1, anOffer()), release(1), end(1, { state: 'done' })];

    for (const step of late) expect(step(lost)).toBeUndefined();
  });

  it('waits for a choice without anybody, until one is made, it is cancelled, or its time is over', () => {
    const waiting = stateAfter(begun, take(1), ask(1, anOffer()));

    expect(waiting).toMatchObject({ state: 'waiting', search: { until: 0 } });
    expect(take(59 * minute)(waiting)).toBeUndefined();
    expect(take(60 * minute)(waiting)?.state).toBe('running');
    expect(take(1)(stateAfter(begun, take(1), ask(1, anOffer()), cancel('U1')))?.search?.cancelBy).toBe('U1');
    const chosen = stateAfter(begun, take(1), ask(1, anOffer()), choose({ engine: 'athena', by: 'U1', now: minute }));
    expect(chosen).toMatchObject({ state: 'queued', search: { engine: 'athena', deadline: 61 * minute } });
    expect(choose({ engine: 'direct', by: 'U2', now: minute })(chosen)).toBeUndefined();
  });

  it('keeps what was chosen from what was not offered', () => {
    const waiting = stateAfter(begun, take(1), ask(1, anOffer({ hasAthena: false })));

    expect(choose({ engine: 'athena', by: 'U1', now: 1 })(waiting)).toBeUndefined();
  });

  it('is verified by one at a time, when it has ended, and once', () => {
    const done = stateAfter(begun, take(1), end(1, { state: 'done' }));
    const verified = { verified: 1, altered: 0, missing: 0, notCovered: 0, others: [] };
    const busy = beginVerifying(1000)(done) ?? done;

    expect(beginVerifying(1000)(stateAfter(begun, take(1)))).toBeUndefined();
    expect(beginVerifying(2000)(busy)).toBeUndefined();
    expect(beginVerifying(121_001)(busy)).toBeDefined();
    const over = endVerifying({ verified })(busy) ?? busy;
    expect(over.search).toMatchObject({ verified });
    expect(beginVerifying(200_000)(over)).toBeUndefined();
  });

  it('once it has ended, stays so whatever comes', () => {
    const now = fc.integer({ min: 0, max: 200 * minute });
    const epoch = fc.integer({ min: 0, max: 3 });
    const step = fc.oneof(
      now.map((at): Step => take(at)),
      fc.tuple(epoch, now).map(([who, at]): Step => renew(who, at)),
      fc.tuple(epoch, now).map(([who, at]): Step => commit(who, { now: at, left: 'nothing' })),
      epoch.map((who): Step => ask(who, anOffer())),
      now.map((at): Step => choose({ engine: 'direct', by: 'U1', now: at })),
      fc.constant(cancel('U1')),
      epoch.map((who): Step => release(who)),
      epoch.map((who): Step => end(who, { state: 'cancelled' })),
      fc.constant(giveUp({ state: 'failed' })),
      fc.constant(begun),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state: JobState = stateAfter(begun);
        for (const one of steps) {
          const next = one(state) ?? state;
          if (hasEnded(state)) expect(next).toBe(state);
          expect(next.search?.epoch ?? 0).toBeGreaterThanOrEqual(state.search?.epoch ?? 0);
          state = next;
        }
      }),
    );
  });
});
