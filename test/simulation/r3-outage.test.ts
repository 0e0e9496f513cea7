import { expect, it } from 'vitest';
import { missed } from './figure.ts';
import { outage } from './r3-outage.ts';

it('brings everything within two hours after an outage of Slack, critical first and at the usual pace', async () => {
  expect(missed(await outage({ seed: 1, events: 500 }))).toEqual([]);
}, 60_000);
