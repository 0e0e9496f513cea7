import { expect, it } from 'vitest';
import { missed } from './figure.ts';
import { poison } from './r4-poison.ts';

it('does nine in ten once where the tenth fails each time, and announces the dead letters once', async () => {
  expect(missed(await poison({ seed: 1, events: 300 }))).toEqual([]);
}, 60_000);
