import { expect, it } from 'vitest';
import { missed } from './figure.ts';
import { order } from './r6-order.ts';

it('shows the newest state by source time, in whichever order they come', () => {
  expect(missed(order({ seed: 1, cases: 500 }))).toEqual([]);
});
