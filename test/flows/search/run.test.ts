import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../../src/core/ports.ts';
import { someSettings } from '../../delivery/settings.ts';
import { anOffer } from '../searching.ts';
import { type Fault, openStage } from './stage.ts';

const typed = 'needle since:2025-12-31 until:2026-01-01';

type Stage = ReturnType<typeof openStage>;

/** The records that the answer's file holds, in its order. */
function recordsOf(state: JobState | undefined): readonly string[] {
  const file = state?.reply?.files?.find(({ name }) => name.endsWith('ndjson'));
  return file ? file.content.trim().split('\n') : [];
}

function idsOf(records: readonly string[]): readonly unknown[] {
  return records.map((line) => JSON.parse(line).eventID ?? 'none');
}

/** What one search that nobody interrupts gives, but for the time that it took. */
async function expectWhole(stage: Stage): Promise<void> {
  const state = await stage.find();
  const search = state?.search;
  if (!state || !search) throw new Error('There is no search');
  const { records, summary } = await stage.whole(search.plan);
  const { seconds: _, cursor: ___, ...figures } = summary;
  const { seconds: __, ...totals } = search.totals;
  expect(state.state).toBe('done');
  expect(totals).toEqual(figures);
  expect(idsOf(recordsOf(state))).toEqual(idsOf(records));
  expect((await stage.root())?.want).toBe(state.rev);
}

describe('a search', () => {
  it('that one run can do is answered by it', async () => {
    const stage = openStage({ files: 12 });

    await stage.play(typed);

    await expectWhole(stage);
    expect((await stage.find())?.search).toMatchObject({ runs: 1, totals: { failedObjects: [expect.anything()] } });
    expect(stage.told[0]?.text).toContain('The answer comes in this channel');
  });

  it('goes on over three runs by itself, and counts nothing twice', async () => {
    const stage = openStage();

    await stage.play(typed);

    await expectWhole(stage);
    const state = await stage.find();
    expect(state?.search?.runs).toBe(3);
    expect(state?.search?.totals).toMatchObject({ objects: 60, matches: 21, duplicates: 6 });
    expect(JSON.stringify(state?.reply?.sections)).toContain('3 runs');
  });

  it('keeps the newest where more is found than was asked for', async () => {
    const stage = openStage();

    await stage.play(`${typed} limit:4`);

    await expectWhole(stage);
    expect(idsOf(recordsOf(await stage.find()))).toEqual(['hit-57', 'hit-54', 'hit-51', 'hit-48']);
  });

  it('keeps its totals and hits however it is interrupted, delivered again, and worked on by two', async () => {
    const fault = fc.record({
      at: fc.integer({ min: 1, max: 120 }),
      kind: fc.constantFrom<Fault['kind'][]>('crash', 'freeze'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 4 }), async (faults) => {
        const stage = openStage({ faults, files: 30, runMs: 42_000 });

        await stage.play(typed);

        await expectWhole(stage);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is no more than it was when its first message comes again and again', async () => {
    const stage = openStage({ files: 12 });
    await stage.play(typed);
    const state = await stage.find();

    await stage.deliver(stage.question(typed));
    await stage.deliver({ search: 'search-on-stage' });

    expect(await stage.find()).toEqual(state);
  });

  it('ends with what was found when its time is over', async () => {
    const stage = openStage({ files: 30, faults: [{ at: 40, kind: 'crash' }] });
    await stage.deliver(stage.question(typed));
    const before = await stage.find();
    stage.clock.pass(61 * 60_000);

    await stage.play(typed);

    const state = await stage.find();
    expect(state?.state).toBe('expired');
    expect(state?.search?.totals).toEqual(before?.search?.totals);
    expect(before?.search?.totals.objects).toBeGreaterThan(0);
    expect(JSON.stringify(state?.reply)).toContain('ran out of time');
  });
});

it('a search reads for no longer than the settings say, unless somebody chose that', async () => {
  const base = someSettings();
  const limits = { ...base.trail.limits, seconds: 10 };
  const access = { investigate: ['U0ALICE'], remediate: [], approve: [] };
  const settings = { ...base, access, trail: { ...base.trail, limits } };
  const [short, chosen] = [openStage({ settings }), openStage({ settings })];

  await short.play(typed);
  await chosen.play(`${typed} engine:direct`);

  expect((await short.find())?.state).toBe('expired');
  expect((await chosen.find())?.state).toBe('done');
});

describe('a search that stumbles', () => {
  it('is tried again from where it was, and told as broken when that does not help', async () => {
    let times = 0;
    const estimate = async () => {
      times += 1;
      throw new TypeError('secret details');
    };
    const stage = openStage({ files: 3, estimate });

    await stage.play(typed);

    expect(times).toBe(3);
    const state = await stage.find();
    expect(state).toMatchObject({ state: 'failed', reply: { title: expect.stringContaining('request-1') } });
    expect(JSON.stringify([state?.reply, stage.told])).not.toContain('secret details');
    expect((await stage.root())?.want).toBe(state?.rev);
  });

  it('goes on where the fault was a passing one', async () => {
    let times = 0;
    const estimate = async () => {
      times += 1;
      if (times < 3) throw new Error('ECONNRESET');
      return { ...anOffer(), ask: false };
    };
    const stage = openStage({ files: 12, estimate });

    await stage.play(typed);

    await expectWhole(stage);
  });

  it('is given up by the sweep, when its time is long over and nobody could end it', async () => {
    const stage = openStage({ files: 30, faults: [{ at: 40, kind: 'crash' }] });
    await stage.deliver(stage.question(typed));
    stage.clock.pass(80 * 60_000);

    await stage.play();

    const state = await stage.find();
    expect(state).toMatchObject({ state: 'failed', reply: { title: expect.stringContaining('took too long') } });
    expect((await stage.root())?.want).toBe(state?.rev);
  });
});

describe('a cancelled search', () => {
  it('ends within seconds with what was found until then, whenever it is cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: 110 }), async (at) => {
        const stage = openStage({ faults: [{ at, kind: 'cancel' }], files: 30, runMs: 42_000 });

        await stage.play(typed);

        const state = await stage.find();
        const search = state?.search;
        if (!state || !search) throw new Error('There is no search');
        if (search.cancelBy === undefined) return;
        const { records } = await stage.whole(search.plan);
        const found = idsOf(recordsOf(state));
        expect(['cancelled', 'done']).toContain(state.state);
        expect(found).toHaveLength(search.totals.matches);
        expect(idsOf(records)).toEqual(expect.arrayContaining([...found]));
        expect(search.totals.objects).toBeLessThanOrEqual(29);
        expect((await stage.root())?.want).toBe(state.rev);
      }),
      { numRuns: 25 },
    );
  });

  it('says who cancelled it and after how much', async () => {
    const stage = openStage({ faults: [{ at: 45, kind: 'cancel' }] });

    await stage.play(typed);

    const state = await stage.find();
    expect(state).toMatchObject({ state: 'cancelled', search: { cancelBy: 'U0BOB', unfinished: 'cancelled' } });
    expect(state?.search?.totals.objects).toBeLessThan(40);
    expect(JSON.stringify(state?.reply?.sections)).toMatch(/cancelled after \d+ of 120 log files/);
  });

  it('is cancelled at once where nobody works on it', async () => {
    const stage = openStage();
    await stage.deliver(stage.question(typed));
    const objects = (await stage.find())?.search?.totals.objects;

    await stage.pressing('cancel');

    expect(await stage.find()).toMatchObject({ state: 'cancelled', search: { totals: { objects } } });
  });
});
