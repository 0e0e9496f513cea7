import { describe, expect, it } from 'vitest';
import { decisionsOf } from '../../../src/core/decisions.ts';
import { setUpActing } from './acting.ts';

describe('the undo', () => {
  async function applied(options: Parameters<typeof setUpActing>[0] = {}) {
    const acting = setUpActing(options);
    await acting.open();
    await acting.run(acting.click());
    if (options.mode === 'approve') await acting.run(await acting.decision('approve', 'U0BOB'));
    await acting.deliver(60_000);
    const original = await acting.latest();
    const undo = async (user = 'U0ALICE') => acting.run(await acting.decision('undo', user, original));
    return { ...acting, original, undo };
  }

  it('puts back what the plan saw, once, as a request of its own', async () => {
    const { undo, latest, aws, deliver, original, told } = await applied();

    await undo();
    await deliver(60_000);
    await undo();

    expect(await latest('undo-config-remediation')).toMatchObject({
      state: 'applied',
      undoes: original?.id,
      proof: { reached: true, what: expect.stringMatching(/ is as it was before$/) },
    });
    expect(aws).toMatchObject({ isBroken: true, undone: 1 });
    const takenBack = await latest();
    expect(takenBack).toMatchObject({ id: original?.id, takenBack: true });
    expect(takenBack && decisionsOf(takenBack)).toEqual([]);
    expect(told.at(-1)?.text).toContain('this request is taken back by now');
  });

  it('needs the right, and a second person where the remediation did', async () => {
    const { undo, latest, run, decision, aws, told, deliver } = await applied({ mode: 'approve' });

    await undo('U0MALLORY');
    expect(told.at(-1)?.text).toContain('not allowed');
    await undo();
    expect(await latest('undo-config-remediation')).toMatchObject({ state: 'awaiting', mode: 'approve' });
    await run(await decision('approve', 'U0CAROL', await latest('undo-config-remediation')));
    await deliver(60_000);

    expect(aws.undone).toBe(1);
  });

  it('lets the alert be remediated once more', async () => {
    const { undo, latest, run, click, deliver } = await applied();
    await undo();
    await deliver(60_000);

    await run(click());
    await deliver(60_000);

    expect(await latest()).toMatchObject({ attempt: 2, state: 'applied' });
  });

  it('is refused when somebody else has changed the resource since, and nothing of it is overwritten', async () => {
    const { undo, latest, aws } = await applied();
    aws.isBroken = true;
    aws.detail = 'as somebody else needs it';

    await undo();

    expect(await latest('undo-config-remediation')).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('it was changed again since: still to be done: fix'),
    });
    expect(aws.undone).toBe(0);
  });

  it('goes on after an undo that did a part of it', async () => {
    const { undo, latest, aws, world, run, decision, deliver } = await applied();
    const real = world.findRemediation('config-remediation')!;
    Object.assign(world, {
      findRemediation: () => ({
        ...real,
        async undo() {
          aws.isBroken = true;
          return { state: 'failed', reason: 'the second half was refused' };
        },
      }),
    });
    await undo();
    expect(await latest('undo-config-remediation')).toMatchObject({ state: 'failed' });

    Object.assign(world, { findRemediation: () => real });
    await run(await decision('retry', 'U0ALICE', await latest('undo-config-remediation')));
    await deliver(60_000);

    expect(await latest('undo-config-remediation')).toMatchObject({ state: 'applied', attempt: 2 });
  });

  it('is refused when it was changed again since', async () => {
    const { undo, latest, run, click, deliver, aws, relapse, clock } = await applied();
    aws.isBroken = true;
    clock.pass(1000);
    await relapse();
    await run(click());
    await deliver(60_000);
    expect(await latest()).toMatchObject({ attempt: 2, state: 'applied' });

    await undo();

    expect(await latest('undo-config-remediation')).toMatchObject({
      state: 'refused',
      reason: 'it was changed again since',
    });
    expect(aws.undone).toBe(0);
  });
});
