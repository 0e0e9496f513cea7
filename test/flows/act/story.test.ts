import { describe, expect, it } from 'vitest';
import { approvalFor } from '../../../src/core/request-machine.ts';
import { awsError } from '../../aws/responses.ts';
import { setUpActing } from './acting.ts';

describe('a remediation that a click asks for', () => {
  it('is planned, carried out once, proven, and judged again', async () => {
    const { run, click, open, aws, latest, deliver, entries, store, alert } = setUpActing();
    await open();

    await run(click());
    await deliver(120_000);

    expect(await latest()).toMatchObject({
      state: 'applied',
      approval: { state: 'approved', by: 'U0ALICE' },
      proof: { reached: true },
      compliance: { verdict: 'COMPLIANT' },
    });
    expect(aws.applied).toHaveLength(1);
    expect(aws.evaluated).toBe(1);
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['request', 'plan', 'decision', 'intent', 'call', 'call', 'outcome'],
    ]);
    const notes = (await store.findAlert(alert.id))?.remediations;
    expect(notes).toMatchObject([{ remediation: 'config-remediation', state: 'applied', by: 'U0ALICE' }]);
  });

  it('is told in the thread of the alert', async () => {
    const { run, click, open, latest, store } = setUpActing();
    await open();

    await run(click());

    const request = await latest();
    expect(await store.listSlots(`REQ#${request?.id}`)).toMatchObject([
      { channel: 'C0SECURITY', name: 'status', thread: { name: 'root' }, want: request?.rev },
    ]);
  });

  it('ends with its plan where the policy only wants to be told', async () => {
    const { run, click, open, latest, aws, deliver } = setUpActing({ dryRun: true });
    await open();

    await run(click());
    await deliver(3_600_000);

    expect(await latest()).toMatchObject({ state: 'dry-run', plan: { steps: [{ what: 'fix', on: 'sg-1' }] } });
    expect(aws.applied).toEqual([]);
  });

  it('is unconfirmed when the resource did not become what was planned', async () => {
    const acting = setUpActing();
    await acting.open();
    acting.aws.isStubborn = true;

    await acting.run(acting.click());
    await acting.deliver(10 * 60_000);
    expect(await acting.latest()).toMatchObject({ state: 'unconfirmed', proof: { reached: false } });
    acting.aws.isBroken = false;
    await acting.run(await acting.decision('look-again', 'U0ALICE'));
    expect(acting.entries.at(-1)).toMatchObject({ kind: 'decision', by: 'U0ALICE', what: 'had it looked at again' });
    await acting.deliver(120_000);

    expect(await acting.latest()).toMatchObject({ state: 'applied', attempt: 1, reason: '' });
    expect(acting.entries.at(-1)).toMatchObject({ kind: 'outcome', what: 'applied' });
    expect(acting.aws.applied).toHaveLength(1);
  });

  it('shows the verdict beside its proof when the rule goes on calling it broken', async () => {
    const { run, click, open, latest, deliver, aws } = setUpActing();
    await open();
    aws.verdictWhenFixed = 'NON_COMPLIANT';

    await run(click());
    expect(await latest()).toMatchObject({ state: 'verifying', proof: { reached: true } });
    await deliver(120_000);

    expect(await latest()).toMatchObject({ state: 'applied', compliance: { verdict: 'NON_COMPLIANT' } });
  });

  it('says what AWS refused, and may be tried again', async () => {
    const { run, click, open, latest, aws, decision, deliver } = setUpActing();
    await open();
    aws.fails = awsError('AccessDenied', 403, 'no');

    await run(click());
    expect(await latest()).toMatchObject({ state: 'failed', reason: expect.stringContaining('access denied: no') });
    aws.fails = undefined;
    await run(await decision('retry', 'U0DORA'));
    await deliver(60_000);

    expect(await latest()).toMatchObject({ state: 'applied', attempt: 2, requestedBy: 'U0DORA' });
  });

  it('is tried again only as the settings have it by then', async () => {
    const { run, click, open, latest, aws, decision, world, settings, told } = setUpActing();
    await open();
    aws.fails = awsError('AccessDenied', 403, 'no');
    await run(click());
    const policy = settings.remediations[0]!;
    const now = (remediations: typeof settings.remediations) => ({ ...world, settings: { ...settings, remediations } });

    await run(await decision('retry', 'U0ALICE'), now([]));
    expect(told.at(-1)?.text).toContain('does not belong to a message');
    await run(await decision('retry', 'U0ALICE'), now([{ ...policy, mode: 'approve' }]));

    expect(await latest()).toMatchObject({ state: 'awaiting', attempt: 2, mode: 'approve' });
  });

  it('is done once more when the answer was lost, and found when it had been done', async () => {
    const { run, click, open, latest, aws, deliver } = setUpActing();
    await open();
    aws.fails = Object.assign(new Error('x'), { name: 'TimeoutError' });

    await run(click());
    expect(await latest()).toMatchObject({ state: 'starting' });
    aws.fails = undefined;
    await deliver(200_000);

    expect(await latest()).toMatchObject({ state: 'applied' });
  });
});

describe('what a second person decides', () => {
  it('is waited for, and ends it when nobody decides in time', async () => {
    const { run, click, open, latest, deliver, aws, store, alert } = setUpActing({ mode: 'approve' });
    await open();

    await run(click());
    expect(await latest()).toMatchObject({ state: 'awaiting' });
    expect((await store.findAlert(alert.id))?.remediations).toMatchObject([{ state: 'awaiting' }]);
    await deliver(approvalFor);

    expect(await latest()).toMatchObject({ state: 'expired' });
    expect(aws.applied).toEqual([]);
  });

  it('ends it by a no, and whoever asked may take it back', async () => {
    const one = setUpActing({ mode: 'approve' });
    await one.open();
    await one.run(one.click());
    await one.run(await one.decision('deny', 'U0BOB'));
    expect(await one.latest()).toMatchObject({ state: 'denied', approval: { by: 'U0BOB', state: 'denied' } });

    await one.run(one.click());
    await one.run(await one.decision('cancel', 'U0BOB'));
    expect(one.told.at(-1)?.text).toContain('cancel what somebody else asked for');
    await one.run(await one.decision('cancel', 'U0ALICE'));

    expect(await one.latest()).toMatchObject({ state: 'cancelled', attempt: 2 });
    expect(one.aws.applied).toEqual([]);
  });

  it('is asked for whatever the policy says, where the remediation takes two', async () => {
    const { open, latest, auto, aws } = setUpActing({ mode: 'auto', approval: 'second-person' });
    await open();

    await auto();

    expect(await latest()).toMatchObject({ state: 'awaiting', mode: 'approve', requestedBy: 'auto' });
    expect(aws.applied).toEqual([]);
  });
});

describe('a policy in mode auto', () => {
  it('acts once per transition, in the name of nobody', async () => {
    const { open, latest, auto, aws, opened, relapse, clock, deliver } = setUpActing({ mode: 'auto' });
    await open();

    await auto();
    await auto();
    expect(await latest()).toMatchObject({ state: 'applied', requestedBy: 'auto' });
    await expect(auto('auto-2')).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    expect(opened).toEqual(['auto']);
    aws.isBroken = true;
    clock.pass(1000);
    await relapse();
    await auto('auto-2');
    await deliver(1000);

    expect(await latest()).toMatchObject({ attempt: 2, state: 'applied' });
  });
});
