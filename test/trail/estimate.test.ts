import { describe, expect, it } from 'vitest';
import { athenaDollars, estimate, estimateSearch } from '../../src/trail/estimate.ts';
import { measure } from '../../src/trail/measure.ts';
import type { TrailPage } from '../../src/trail/source.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 20, 12);
const asked = (hours: number, mostObjects = 8000) => ({
  query: { terms: [], limit: 10, since: noon, until: noon + hours * hour },
  mostObjects,
});
const measured = (objects: number, bytes = 75_000) => ({ objects, compressedBytes: objects * bytes, isMore: false });

describe('an estimate', () => {
  it('reads a few objects directly, and many in Athena, where time is what differs', () => {
    expect(estimate(measured(500), asked(72)).better).toBe('direct');
    const month = estimate(measured(400_000), asked(720));

    expect(month.better).toBe('athena');
    expect(month.direct.seconds).toBeGreaterThan(10 * month.athena.seconds);
    expect(month.direct.dollars).toBeCloseTo(0.16 + (400_000 / 350) * 2.9167e-5, 2);
    expect(month.athena.dollars).toBeCloseTo(0.16 * (32 / 30) + ((30e9 * 32) / 30 / 1024 ** 4) * 5, 1);
  });

  it('counts whole days against Athena, which reads nothing less', () => {
    const inAnHour = estimate(measured(9000), asked(1));

    expect(inAnHour.athena.seconds).toBeCloseTo(3 + (9000 * 24) / 5000, 1);
    expect(inAnHour.better).toBe('direct');
  });

  it('asks somebody past the limit of objects, or where there are more than were counted', () => {
    expect(estimate(measured(8000), asked(1)).ask).toBe(false);
    expect(estimate(measured(8001), asked(1)).ask).toBe(true);
    expect(estimate({ ...measured(10), isMore: true }, asked(1)).ask).toBe(true);
  });

  it('takes no Athena that costs far more than the time is worth', () => {
    expect(estimate(measured(20_000, 50_000_000), asked(72)).better).toBe('direct');
  });

  it('charges ten megabytes at least, and nothing for nothing', () => {
    expect(athenaDollars(0)).toBe(0);
    expect(athenaDollars(1)).toBeCloseTo(4.77e-5, 7);
    expect(athenaDollars(1024 ** 4)).toBe(5);
  });
});

describe('measuring', () => {
  it('adds up what is listed, and gives up at so many', async () => {
    const page: TrailPage = { objects: [1, 2, 3].map((size) => ({ key: 'k', size })), failures: [] };
    const source = {
      async *list() {
        yield page;
        yield page;
      },
    };

    const { measured } = await estimateSearch(source, asked(1).query, { mostObjects: 0.1 });
    expect(measured).toEqual({ objects: 3, compressedBytes: 6, isMore: true });
    expect(await measure(source, {}, { most: 100 })).toEqual({ objects: 6, compressedBytes: 12, isMore: false });
    expect(await measure(source, {}, { most: 3 })).toEqual({ objects: 3, compressedBytes: 6, isMore: true });
  });
});
