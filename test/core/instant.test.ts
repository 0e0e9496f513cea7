import { describe, expect, it } from 'vitest';
import { parseInstant, toIsoTime } from '../../src/core/instant.ts';

describe('an instant', () => {
  it.each<[unknown, string]>([
    ['2026-11-20T03:00:00Z', '2026-11-20T03:00:00.000Z'],
    ['2026-11-20 03:00:00.123', '2026-11-20T03:00:00.123Z'],
    ['2026-11-20 03:00:00.123456789', '2026-11-20T03:00:00.123Z'],
    ['2026-11-20T03:00:00.006+0900', '2026-11-19T18:00:00.006Z'],
    ['Nov 29, 2016 7:43:20 PM', '2016-11-29T19:43:20.000Z'],
    ['Sat, 05 Jun 2016 15:10:09 GMT', '2016-06-05T15:10:09.000Z'],
    [1_469_357_833_000, '2016-07-24T10:57:13.000Z'],
    [1_469_357_833, '2016-07-24T10:57:13.000Z'],
    ['1469357833000', '2016-07-24T10:57:13.000Z'],
  ])('is read from %j', (written, expected) => {
    expect(toIsoTime(written)).toBe(expected);
  });

  it.each([undefined, null, '', 'soon', 'March', '1970-01-01T00:00:00Z', '9999-99-99T00:00:00Z', Number.NaN, {}, -1])(
    'is not read from %j',
    (written) => {
      expect(parseInstant(written)).toBeUndefined();
    },
  );
});
