import { expect, it } from 'vitest';
import { missed } from './figure.ts';
import { concurrency } from './r9-concurrency.ts';

it('has one effect for each key, whoever works at once, comes twice or outstays a lease', async () => {
  expect(missed(await concurrency({ seed: 1, schedules: 60 }))).toEqual([]);
}, 60_000);
