import { describe, expect, it } from 'vitest';
import { resourceKey } from '../../src/core/resource.ts';
import { choicesFor, remediations } from '../../src/remediations/index.ts';
import { setUpActing } from '../flows/act/acting.ts';
import { setUpAlone } from '../flows/act/alone.ts';

const caps = { perResourcePerHour: 3, perAccountPerHour: 20, perClick: 5 };

/** As many requests as that were started in the account within the last minute, each on a resource of its own. */
async function startedBefore(
  { store, resource, settings }: ReturnType<typeof setUpActing>,
  count: number,
): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const other = { ...resource, id: `i-other-${n}` };
    await store.countAgainstCaps({ id: `${resourceKey(other)}|stop-instance|1`, resource: other }, settings.caps);
  }
}

describe('threat 24: remediation as a weapon', () => {
  it.each([
    [5, 'applied'],
    [6, 'refused'],
  ])('one click changes at most five resources: %i are %s', async (count, state) => {
    const acting = setUpActing({ settings: { caps } });
    await acting.open();
    acting.aws.on = Array.from({ length: count }, (_, n) => `sg-${n}`);

    await acting.run(acting.click());
    await acting.deliver(120_000);

    expect(await acting.latest()).toMatchObject({ state });
    expect(acting.aws.applied).toHaveLength(state === 'applied' ? 1 : 0);
  });

  it.each([
    [19, 'applied'],
    [20, 'refused'],
  ])('after %i changes in an hour the next one in an account is %s', async (count, state) => {
    const acting = setUpActing({ settings: { caps } });
    await acting.open();
    await startedBefore(acting, count);

    await acting.run(acting.click());
    await acting.deliver(120_000);

    expect(await acting.latest()).toMatchObject({ state });
    expect(acting.aws.applied).toHaveLength(state === 'applied' ? 1 : 0);
  });

  it('the same holds for what nobody pressed', async () => {
    const acting = setUpAlone({ settings: { caps } });
    await startedBefore(acting, 20);

    expect(await acting.breaksAndRuns()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('20 times'),
    });
    expect(acting.aws.applied).toHaveLength(0);
  });

  it.each(['click', 'approve', 'auto'] as const)(
    'an exempt resource is refused in mode %s, with the reason and until when',
    async (mode) => {
      const exempt = [{ resource: 'i-*', until: '2027-01-31', because: 'partner link' }];
      const acting = setUpAlone({ mode, settings: { exempt } });
      const transition = await acting.breaks();

      if (mode === 'auto') await acting.tell(transition);
      else await acting.run(acting.click());

      expect(await acting.latest()).toMatchObject({
        state: 'refused',
        reason: 'the settings exempt it until 2027-01-31: partner link',
      });
      expect(acting.aws.applied).toHaveLength(0);
    },
  );

  it('the switch stops what waits: an approved plan, and what is queued', async () => {
    const acting = setUpActing({ mode: 'approve' });
    await acting.open();
    await acting.run(acting.click());
    const yes = await acting.decision('approve', 'U0BOB');

    await acting.switchTo('off');
    await acting.run(yes);
    await acting.deliver(120_000);

    expect(await acting.latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('switched off') });
    expect(acting.aws.applied).toHaveLength(0);
  });

  it('what takes two people takes them whatever a policy says', () => {
    const { alert, settings } = setUpActing();
    const alone = remediations.filter(({ approval }) => approval === 'second-person');

    expect(alone.map(({ id }) => id)).toEqual(['isolate-instance']);
    for (const { id } of alone) {
      for (const mode of ['click', 'auto'] as const) {
        const policies = [{ when: {}, use: id, mode, dryRun: false, parameters: {} }];
        const choices = choicesFor(alert, { ...settings, remediations: policies });
        expect(choices.map((choice) => choice.mode)).toEqual(['approve']);
      }
    }
  });

  it('a dry run changes nothing, whoever presses', async () => {
    const acting = setUpActing({ dryRun: true });
    await acting.open();

    await acting.run(acting.click());
    await acting.deliver(120_000);

    expect(await acting.latest()).toMatchObject({ state: 'dry-run' });
    expect(acting.opened).toEqual([]);
  });
});
