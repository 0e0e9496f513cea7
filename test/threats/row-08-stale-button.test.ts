import { describe, expect, it } from 'vitest';
import { offerId } from '../../src/core/button.ts';
import { setUpActing } from '../flows/act/acting.ts';

const day = 24 * 3_600_000;

describe('G8 stale button: what was offered is not what is there any more', () => {
  it('calls nothing when the alert was resolved meanwhile, and says so', async () => {
    const { open, resolve, run, click, told, opened, latest } = setUpActing();
    await open();
    await resolve();

    await run(click());

    expect(told[0]?.text).toContain('already resolved');
    expect(opened).toEqual([]);
    expect(await latest()).toBeUndefined();
  });

  it('calls nothing when the rule calls the resource compliant by now, or judges it no more', async () => {
    for (const [verdict, state] of [
      ['COMPLIANT', 'already-compliant'],
      ['NOT_APPLICABLE', 'resource-gone'],
      [undefined, 'resource-gone'],
    ] as const) {
      const { open, run, click, aws, opened, latest } = setUpActing();
      await open();
      aws.verdict = verdict;

      await run(click());

      expect(await latest()).toMatchObject({ state });
      expect(opened).toEqual([]);
    }
  });

  it('is refused a day after its message and what it is about, and still works just before', async () => {
    const { open, run, click, clock, told, latest } = setUpActing();
    await open();

    clock.pass(day - 1000);
    await run(click());
    expect(await latest()).toMatchObject({ state: 'applied' });
    const late = setUpActing();
    await late.open();
    late.clock.pass(day + 1);
    await late.run(late.click());

    expect(told).toEqual([]);
    expect(late.told[0]?.text).toContain('does not belong to a message');
    expect(await late.latest()).toBeUndefined();
  });

  it('is fresh again when the problem came back', async () => {
    const { open, run, click, clock, relapse, latest } = setUpActing();
    await open();
    clock.pass(3 * day);
    await relapse();

    await run(click());

    expect(await latest()).toMatchObject({ state: 'applied' });
  });

  it('decides nothing on a request that is decided, over, or a day old', async () => {
    const { open, run, click, decision, told, latest, clock } = setUpActing({ mode: 'approve' });
    await open();
    await run(click());
    const request = await latest();
    await run(await decision('deny', 'U0BOB'));

    await run(await decision('approve', 'U0CAROL', request));
    expect(told.at(-1)?.text).toContain('too late to approve it: this request is denied by now');
    clock.pass(day + 1);
    await run(await decision('approve', 'U0CAROL', request));

    expect(told.at(-1)?.text).toContain('does not belong to a message');
  });

  it('offers nothing that the settings do not offer any more', async () => {
    const { open, run, click, told, world, settings } = setUpActing();
    await open();

    await run(click(), { ...world, settings: { ...settings, remediations: [] } });

    expect(told[0]?.text).toContain('does not belong to a message');
  });

  it('is written down, also where it never became a request', async () => {
    const { open, run, click, entries, alert } = setUpActing();
    await open();

    await run(click('U0MALLORY'));

    expect(entries).toMatchObject([
      { kind: 'refusal', by: 'U0MALLORY', what: expect.stringContaining(offerId(alert.id, 'config-remediation')) },
    ]);
  });
});
