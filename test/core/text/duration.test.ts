import { expect, it } from 'vitest';
import { duration } from '../../../src/core/text/duration.ts';

it.each([
  [42_000, '42 s'],
  [89_400, '89 s'],
  [90_000, '2 min'],
  [118_000, '2 min'],
  [12 * 60_000, '12 min'],
  [200 * 60_000, '3 h 20 min'],
  [3 * 3_600_000, '3 h'],
  [50 * 3_600_000, '2 days'],
])('%i ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
