import { expect, it } from 'vitest';
import { missed } from './figure.ts';
import { sourceLoss } from './r5-source-loss.ts';

it('knows what is true within 16 minutes, though one event in twenty never arrives', async () => {
  expect(missed(await sourceLoss({ seed: 1, states: 200 }))).toEqual([]);
}, 60_000);
