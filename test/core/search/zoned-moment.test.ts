import { describe, expect, it } from 'vitest';
import { parseTimeRange, parseZonedMoment } from '../../../src/core/search/zoned-moment.ts';

const now = Date.parse('2026-11-20T20:30:00Z');
const inTokyo = { zone: 'Asia/Tokyo', now };
const inBerlin = { zone: 'Europe/Berlin', now };
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16));

describe('a moment in the zone of the person', () => {
  it.each([
    ['today', inTokyo, '2026-11-20T15:00'],
    ['yesterday', inTokyo, '2026-11-19T15:00'],
    ['today', inBerlin, '2026-11-19T23:00'],
    ['2026-11-20', inTokyo, '2026-11-19T15:00'],
    ['2026-07-01', inBerlin, '2026-06-30T22:00'],
    ['2026-11-20T16:40', inTokyo, '2026-11-20T07:40'],
    ['2026-11-20T16:40Z', inTokyo, '2026-11-20T16:40'],
    ['2h', inTokyo, '2026-11-20T18:30'],
    ['tomorrowish', inTokyo, undefined],
    ['2026-13-40', inTokyo, undefined],
  ] as const)('reads %s in %o', (typed, here, expected) => {
    expect(iso(parseZonedMoment(typed, here))).toBe(expected);
  });

  it('keeps to the clock on the days when it is changed', () => {
    expect(iso(parseZonedMoment('2026-03-29', inBerlin))).toBe('2026-03-28T23:00');
    expect(iso(parseZonedMoment('2026-03-29T12:00', inBerlin))).toBe('2026-03-29T10:00');
    const day = parseTimeRange('2026-10-25..2026-10-25', inBerlin);
    expect(((day?.until ?? 0) - (day?.since ?? 0)) / 3_600_000).toBe(25);
  });

  it('reads ranges, whose last day counts as a whole', () => {
    const range = parseTimeRange('2026-11-18..2026-11-19', inTokyo);

    expect([iso(range?.since), iso(range?.until)]).toEqual(['2026-11-17T15:00', '2026-11-19T15:00']);
    expect(parseTimeRange('6h..2h', inTokyo)).toEqual({ since: now - 6 * 3_600_000, until: now - 2 * 3_600_000 });
    expect(parseTimeRange('6h..', inTokyo)).toEqual({ since: now - 6 * 3_600_000 });
    expect(parseTimeRange('a..b', inTokyo)).toBeUndefined();
  });
});
