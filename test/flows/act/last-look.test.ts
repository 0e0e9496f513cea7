import { describe, expect, it } from 'vitest';
import { follow } from '../../../src/flows/act/follow.ts';
import { unreachablePeople } from '../../core/people.ts';
import { type Acting, setUpActing } from './acting.ts';

/** Approved by Bob, and the run cut off before anything was looked at again; the same press delivered once more goes on. */
async function approved(options: Parameters<typeof setUpActing>[0] = {}) {
  const acting = setUpActing({ mode: 'approve', ...options });
  await acting.open();
  await acting.run(acting.click());
  const press = await acting.decision('approve', 'U0BOB');
  acting.cut.on = 'audit:decision';
  await acting.run(press);
  acting.clock.pass(60_000);
  return { ...acting, goOn: (world = acting.world) => acting.run(press, world) };
}

/** That it was refused for this reason, and nothing was done. */
async function expectRefused({ latest, aws, opened }: Pick<Acting, 'latest' | 'aws' | 'opened'>, reason: string) {
  expect(await latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining(reason) });
  expect(aws.applied).toEqual([]);
  expect(opened).toEqual([]);
}

describe('the last look before anything is changed', () => {
  it('lets it go on where nothing stands in the way', async () => {
    const { goOn, latest } = await approved();

    await goOn();

    expect(await latest()).toMatchObject({ state: 'applied' });
  });

  it('stops when the approval is older than an approval is waited for', async () => {
    const acting = await approved();
    acting.clock.pass(15 * 60_000);

    await acting.goOn();

    await expectRefused(acting, 'it was approved more than 15 minutes ago');
  });

  it('is none for what was asked so long ago that nobody may want it any more', async () => {
    const { open, run, click, latest, told, clock, entries } = setUpActing();
    await open();
    const press = click();
    clock.pass(15 * 60_000 + 1);

    await run(press);

    expect(told.at(-1)?.text).toContain('more than 15 minutes ago');
    expect(entries).toMatchObject([{ kind: 'refusal', by: 'U0ALICE' }]);
    expect(await latest()).toBeUndefined();
  });

  it('lets nothing begin by the sweep that was asked for long ago', async () => {
    const { open, run, click, cut, clock, latest, aws, world } = setUpActing();
    await open();
    cut.on = 'plan';
    await run(click());
    clock.pass(3_600_000);

    await follow({ request: (await latest())?.id ?? '', n: 0 }, world);

    expect(await latest()).toMatchObject({ state: 'refused', reason: expect.stringContaining('15 minutes ago') });
    expect(aws.applied).toEqual([]);
  });

  it('stops at the kill switch', async () => {
    const acting = await approved();
    await acting.switchTo('off');

    await acting.goOn();

    await expectRefused(acting, 'remediations are switched off');
    const { remediations } = (await acting.store.findAlert(acting.alert.id)) ?? {};
    expect(remediations).toMatchObject([{ state: 'refused', why: 'remediations are switched off' }]);
  });

  it('stops when whoever asked has lost the right, or Slack cannot be asked', async () => {
    const lost = await approved();
    await lost.goOn({
      ...lost.world,
      settings: { ...lost.settings, access: { ...lost.settings.access, remediate: [] } },
    });
    await expectRefused(lost, 'whoever asked no longer has the right');

    const alone = await approved();
    await alone.goOn({ ...alone.world, people: unreachablePeople });
    await expectRefused(alone, 'Slack could not be reached');
  });

  it('stops when the alert was resolved, the resource exempted, or the rule satisfied', async () => {
    const resolved = await approved();
    await resolved.resolve();
    await resolved.goOn();
    await expectRefused(resolved, 'the alert was resolved meanwhile');

    const exempted = await approved();
    const exempt = [{ resource: exempted.resource.id, because: 'partner link' }];
    await exempted.goOn({ ...exempted.world, settings: { ...exempted.settings, exempt } });
    await expectRefused(exempted, 'the settings exempt it: partner link');

    const satisfied = await approved();
    satisfied.aws.verdict = 'COMPLIANT';
    await satisfied.goOn();
    expect(await satisfied.latest()).toMatchObject({ state: 'already-compliant' });
    expect(satisfied.aws.applied).toEqual([]);
  });

  it('stops when the account is not in the settings any more', async () => {
    const acting = await approved();

    await acting.goOn({ ...acting.world, settings: { ...acting.settings, accounts: [] } });

    await expectRefused(acting, 'account 111122223333 is not in the settings');
  });

  it('stops while another request holds the resource, and lets go of it in the end', async () => {
    const acting = await approved();
    await acting.store.lockResource(acting.resource, 'another', acting.clock.now() + 60_000);
    await acting.goOn();
    await expectRefused(acting, 'another remediation is at work');

    const free = await approved();
    await free.goOn();
    expect(await free.store.lockResource(free.resource, 'another', free.clock.now() + 60_000)).toBe(true);
  });

  it('does nothing without the audit trail', async () => {
    const acting = await approved();
    const audit: typeof acting.world.audit = async (chain, entry) => {
      if (entry.kind === 'intent') throw new Error('the bucket does not answer');
      await acting.world.audit(chain, entry);
    };

    await acting.goOn({ ...acting.world, audit });

    await expectRefused(acting, 'the audit trail could not be written');
  });

  it('hears the kill switch up to the last moment, when all else was looked at already', async () => {
    const acting = await approved();
    const audit: typeof acting.world.audit = async (chain, entry) => {
      await acting.world.audit(chain, entry);
      if (entry.kind === 'intent') await acting.switchTo('off');
    };

    await acting.goOn({ ...acting.world, audit });

    await expectRefused(acting, 'remediations are switched off');
  });

  it('does not do once more what was cut off so long ago that another one works on the resource by now', async () => {
    const { open, run, click, cut, deliver, latest, aws, clock, store, resource } = setUpActing();
    await open();
    const press = click();
    cut.on = 'applied';
    await run(press);
    clock.pass(11 * 60_000);
    await store.lockResource(resource, 'another', clock.now() + 600_000);

    await run(press);
    await deliver(60_000);

    expect(await latest()).toMatchObject({
      state: 'unconfirmed',
      reason: expect.stringContaining('another remediation'),
    });
    expect(aws.applied).toHaveLength(1);
  });

  it('starts no second one while a person has the first one looked at again', async () => {
    const { open, run, click, decision, deliver, latest, aws, clock, relapse, told } = setUpActing();
    await open();
    aws.isStubborn = true;
    await run(click());
    await deliver(400_000);
    expect(await latest()).toMatchObject({ state: 'unconfirmed' });
    await run(await decision('look-again', 'U0ALICE'));
    expect(await latest()).toMatchObject({ state: 'verifying' });
    clock.pass(1000);
    await relapse();

    await run(click('U0DORA'));

    expect(await latest()).toMatchObject({ attempt: 1 });
    expect(told.at(-1)?.text).toContain('already started');
  });

  it('leaves a direct change that was cut off to a person, when the switch is off by then', async () => {
    const { open, run, click, cut, switchTo, deliver, latest, aws, clock } = setUpActing();
    await open();
    const press = click();
    cut.on = 'applied';
    await run(press);
    await switchTo('off');
    clock.pass(60_000);

    await run(press);
    await deliver(300_000);

    expect(await latest()).toMatchObject({ state: 'unconfirmed', reason: expect.stringContaining('switched off') });
    expect(aws.applied).toHaveLength(1);
  });
});

describe('the caps', () => {
  it('stop what would touch more than the settings allow at a click', async () => {
    const acting = setUpActing();
    await acting.open();
    acting.aws.on = ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5', 'sg-6'];

    await acting.run(acting.click());

    await expectRefused(acting, 'it would change 6 resources, and the settings allow 5 at a click');
  });

  it('stop a resource that flaps, until the hour is over', async () => {
    const acting = setUpActing();
    await acting.open();
    for (let time = 0; time < 5; time += 1) {
      acting.aws.isBroken = true;
      acting.clock.pass(60_000);
      await acting.relapse();
      await acting.run(acting.click());
      await acting.deliver(1000);
    }

    expect(acting.aws.applied).toHaveLength(3);
    expect(await acting.latest()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('3 times within an hour'),
    });
    acting.clock.pass(3_600_000);
    await acting.run(acting.click());
    expect(await acting.latest()).toMatchObject({ state: 'applied', attempt: 6 });
  });

  it('stop an account', async () => {
    const acting = setUpActing({ settings: { caps: { perResourcePerHour: 3, perAccountPerHour: 0, perClick: 5 } } });
    await acting.open();

    await acting.run(acting.click());

    await expectRefused(acting, 'this account was changed 0 times within an hour');
  });
});
