import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../infra/rollout/ask.ts';
import { type Row, stepIds } from '../../../infra/rollout/item.ts';
import { drifts as driftsA } from './drifts-a.ts';
import { driftsB } from './drifts-b.ts';
import { fileFor, playing } from './play.ts';

const drifts = [...driftsA, ...driftsB];
const member = '111122223333';
const security = '666677778888';

describe('what somebody changed behind our back', async () => {
  const world = playing(fileFor({ accounts: 2, regions: ['eu-west-1', 'us-east-1'] }));
  const { estate, settings, run, files } = world;
  await run('apply');
  // What was made a moment ago is known everywhere by now.
  world.pass(3_600_000);
  const whole = estate.snapshot();
  const asAdministrator = (accountId: string, region: string): Ask => {
    const policy = [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }];
    const identity = { ...estate.terminal, accountId, policy };
    return ((name: string, input: unknown) => estate.call(identity, { region, name, input })) as Ask;
  };

  it('is planted in every step, in forty kinds at least', () => {
    expect(drifts.length).toBeGreaterThanOrEqual(40);
    expect(new Set(drifts.map(({ step }) => step))).toEqual(new Set(stepIds));
  });

  for (const drift of drifts) {
    it(`is found and mended, and nothing else is touched: ${drift.step}, ${drift.what}`, async () => {
      estate.restore(whole);
      files.delete('noroshi-rollout.journal.jsonl');
      await drift.plant(asAdministrator, { settings, member, security, state: () => estate.state() });
      world.pass(60_000);

      const accountId = drift.accountId === 'member' ? member : security;
      const isIt = (row: Row) =>
        row.accountId === accountId && row.step === drift.step && drift.object.test(row.object);
      const kept = drift.weakens ? (await run('apply')).rows.filter(isIt).map(({ state }) => state) : [];
      expect(kept).not.toContain('done');

      const planned = drift.state === 'foreign' ? 'foreign' : 'done';
      const applied = await run('apply', ...(drift.weakens ? ['--allow-weaken'] : []));
      const told = applied.rows.filter(({ state }) => state !== 'same');
      const own = told.filter(isIt);
      expect(own.map(({ state }) => state)).toEqual(own.map(() => planned));
      expect(own).not.toEqual([]);
      if (drift.state !== 'foreign')
        expect(own.map(({ before }) => before === undefined)).toContain(drift.state === 'missing');
      expect(told.filter((row) => !isIt(row) && !drift.also?.test(row.object))).toEqual([]);

      const after = await run('plan');
      expect(after.rows.filter(({ state }) => state !== 'same' && state !== 'foreign')).toEqual([]);
      const [first] = own;
      if (drift.reason) expect(first?.reason ?? '').toMatch(drift.reason);
    });
  }
});
