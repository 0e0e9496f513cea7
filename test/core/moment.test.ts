import { expect, it } from 'vitest';
import { parseMoment, parseSpan } from '../../src/core/moment.ts';

const now = Date.UTC(2026, 10, 20, 16, 40);

it.each([
  ['30s', now - 30_000],
  ['1w', now - 7 * 86_400_000],
  ['1d12h', now - 36 * 3_600_000],
  ['now', now],
  ['Today', Date.UTC(2026, 10, 20)],
  ['yesterday', Date.UTC(2026, 10, 19)],
  ['2026-11-20', Date.UTC(2026, 10, 20)],
  ['2026-11-20 16:40', now],
  ['2026-11-20t16:40z', now],
  ['2026-11-20T16:40:30.5Z', now + 30_500],
])('%s is a time', (text, time) => {
  expect(parseMoment(text, now)).toBe(time);
});

it.each(['', ' ', 'soon', '2x', '-2h', 'h', '2026-13-40', '12:00'])('%j is none', (text) => {
  expect(parseMoment(text, now)).toBeUndefined();
});

it('a span is told in ms', () => {
  expect([parseSpan('90m'), parseSpan('1h30m'), parseSpan('')]).toEqual([5_400_000, 5_400_000, undefined]);
});
