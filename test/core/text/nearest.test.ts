import { expect, it } from 'vitest';
import { findNearest } from '../../../src/core/text/nearest.ts';

it.each([
  ['enviroment', 'environment'],
  ['ENVIRONMENT', 'environment'],
  ['prveiew', 'preview'],
  ['trails', 'trail'],
  ['x', undefined],
  ['something-else', undefined],
])('takes %s for %s', (word, expected) => {
  expect(findNearest(word, ['environment', 'preview', 'trail'])).toBe(expected);
});
