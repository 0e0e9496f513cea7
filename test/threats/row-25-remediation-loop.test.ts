import { describe, expect, it } from 'vitest';
import { setUpAlone } from '../flows/act/alone.ts';

describe('threat 25: a remediation that causes what it remediates', () => {
  it('runs at most three times in an hour on a rule that flaps, then asks for a person, once', async () => {
    const { breaksAndRuns, aws, resource, store, clock } = setUpAlone({
      settings: { caps: { perResourcePerHour: 100, perAccountPerHour: 100, perClick: 5 } },
    });
    const began = clock.now();

    while (clock.now() < began + 50 * 60_000) await breaksAndRuns();

    expect(aws.applied).toHaveLength(3);
    const last = await store.findLatestRequest(resource, 'config-remediation');
    expect(last).toMatchObject({
      attempt: 4,
      state: 'refused',
      reason: '3 times in an hour; it comes back, so a person should look',
    });
  });

  it('goes on an hour later, three times more', async () => {
    const { breaksAndRuns, aws, clock } = setUpAlone({
      settings: { caps: { perResourcePerHour: 100, perAccountPerHour: 100, perClick: 5 } },
    });

    for (let n = 0; n < 5; n += 1) await breaksAndRuns();
    clock.pass(3_600_000);
    for (let n = 0; n < 5; n += 1) await breaksAndRuns();

    expect(aws.applied).toHaveLength(6);
  });

  it('counts what is only told too: a dry run does not fill the thread', async () => {
    const { breaksAndRuns, entries } = setUpAlone({ dryRun: true });

    for (let n = 0; n < 8; n += 1) await breaksAndRuns();

    expect(entries.filter(({ kind }) => kind === 'plan')).toHaveLength(3);
  });

  it('does not undo what a person has just taken back', async () => {
    const { breaksAndRuns, run, decision, deliver, aws, latest } = setUpAlone();
    await breaksAndRuns();
    await run(await decision('undo', 'U0ALICE'));
    await deliver(120_000);
    expect(aws.undone).toBe(1);

    await breaksAndRuns();

    expect(aws.applied).toHaveLength(1);
    expect(await latest()).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('taken a remediation of this resource back'),
    });
  });

  it('does not start on the change of its own session, however it comes to be known', async () => {
    const { breaksAndRuns, aws } = setUpAlone();
    const arn = 'arn:aws:sts::111122223333:assumed-role/noroshi-remediate/noroshi-0123';

    await breaksAndRuns({ actor: { type: 'AssumedRole', name: 'noroshi-auto', arn } });

    expect(aws.applied).toHaveLength(0);
  });

  it('does not start on the change of its own automation, whose role works without our name', async () => {
    const AutomationAssumeRole = 'arn:aws:iam::{account}:role/security/noroshi-automation';
    const { breaksAndRuns, settings, world } = setUpAlone();
    const runbook = { use: 'ssm-automation', document: 'Mine', when: {}, mode: 'click', dryRun: false } as const;
    Object.assign(world, {
      settings: {
        ...settings,
        remediations: [...settings.remediations, { ...runbook, parameters: { AutomationAssumeRole } }],
      },
    });
    const arn = 'arn:aws:sts::111122223333:assumed-role/noroshi-automation/Automation-0123';

    expect(await breaksAndRuns({ actor: { type: 'AssumedRole', name: 'Automation', arn } })).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('the role that automations of the settings work in'),
    });
  });

  it('does not start on what the same remediation has just changed for another rule', async () => {
    const { breaksAndRuns, settings, world, alert, aws } = setUpAlone();
    const [policy] = settings.remediations;
    const other = { ...policy, when: { rule: 'another-rule' } };
    Object.assign(world, { settings: { ...settings, remediations: [policy, other] } });

    await breaksAndRuns();

    expect(await breaksAndRuns({ rule: 'another-rule', id: `${alert.id}-2` })).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('has just changed this resource'),
    });
    expect(aws.applied).toHaveLength(1);
  });
});
