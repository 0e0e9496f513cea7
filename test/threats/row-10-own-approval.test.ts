import { describe, expect, it } from 'vitest';
import { approvalFor } from '../../src/core/request-machine.ts';
import { aPerson, createFakePeople, unreachablePeople } from '../core/people.ts';
import { type Acting, setUpActing } from '../flows/act/acting.ts';

async function awaiting(options: Parameters<typeof setUpActing>[0] = {}): Promise<Acting> {
  const acting = setUpActing({ mode: 'approve', ...options });
  await acting.open();
  await acting.run(acting.click());
  return acting;
}

describe('G10 own approval: a second person, bound to the plan, within fifteen minutes', () => {
  it.each([
    ['whoever asked', 'U0ALICE', { persons: {}, why: 'cannot approve it as well' }],
    [
      'the same e-mail address behind another Slack user',
      'U0ALICE2',
      { persons: { U0ALICE2: aPerson('U0ALICE2', { email: 'alice@example.com' }) }, why: 'the same e-mail address' },
    ],
    ['a guest', 'U0BOB', { persons: { U0BOB: aPerson('U0BOB', { isGuest: true }) }, why: 'guests' }],
    ['somebody who is no approver', 'U0DORA', { persons: {}, why: 'only people under' }],
  ] as const)('is refused to %s', async (_, user, { persons, why }) => {
    const { people } = createFakePeople(persons);
    const { run, decision, told, latest, aws, entries } = await awaiting({ people });

    await run(await decision('approve', user));

    expect(told.at(-1)?.text).toContain(why);
    expect(await latest()).toMatchObject({ state: 'awaiting' });
    expect(aws.applied).toEqual([]);
    expect(entries.at(-1)).toMatchObject({ kind: 'refusal', by: user });
  });

  it('is refused to everybody when Slack cannot be asked', async () => {
    const { run, decision, told, latest, world } = await awaiting();

    await run(await decision('approve', 'U0BOB'), { ...world, people: unreachablePeople });

    expect(told.at(-1)?.text).toContain('Slack could not be reached');
    expect(await latest()).toMatchObject({ state: 'awaiting' });
  });

  it('is over after fifteen minutes, also when nothing came to say so', async () => {
    const { run, decision, told, latest, clock, aws } = await awaiting();
    clock.pass(approvalFor);

    await run(await decision('approve', 'U0BOB'));

    expect(told.at(-1)?.text).toContain('too late to approve it: this request is expired by now');
    expect(await latest()).toMatchObject({ state: 'expired' });
    expect(aws.applied).toEqual([]);
  });

  it('holds for exactly the plan that was shown', async () => {
    const { run, decision, latest, aws } = await awaiting();
    aws.on = ['sg-2'];

    await run(await decision('approve', 'U0BOB'));

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'the plan has changed since it was approved' });
    expect(aws.applied).toEqual([]);
  });

  it('holds for exactly what the plan saw', async () => {
    const { run, decision, latest, aws } = await awaiting();
    aws.detail = 'and something else that would be undone';

    await run(await decision('approve', 'U0BOB'));

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'the plan has changed since it was approved' });
  });

  it('holds for the parameters that were shown, whatever stands in the row by then', async () => {
    const { run, decision, latest, aws, store } = await awaiting();
    const request = await latest();
    await store.moveRequest(request?.id ?? '', ['awaiting'], { input: { rules: 'sgr-another' } });

    await run(await decision('approve', 'U0BOB'));

    expect(await latest()).toMatchObject({ state: 'refused', reason: 'the plan has changed since it was approved' });
    expect(aws.applied).toEqual([]);
  });

  it('is asked again at the last moment: an approver who lost the right approved nothing', async () => {
    const { cut, run, decision, latest, aws, world, settings, clock } = await awaiting();
    const press = await decision('approve', 'U0BOB');
    cut.on = 'audit:decision';
    await run(press);
    expect(await latest()).toMatchObject({ state: 'approved' });
    clock.pass(60_000);
    const without = { ...settings, access: { ...settings.access, approve: ['U0CAROL'] } };

    await run(press, { ...world, settings: without });

    expect(await latest()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('does not hold any more'),
    });
    expect(aws.applied).toEqual([]);
  });
});
