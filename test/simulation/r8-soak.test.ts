import { expect, it } from 'vitest';
import { missed } from './figure.ts';
import { soak } from './r8-soak.ts';

it('holds on to nothing over days of storms', async () => {
  expect(missed(await soak({ seed: 1, days: 2, events: 150 }))).toEqual([]);
}, 60_000);
