import { DescribeAutomationExecutionsCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scene } from '../../src/playground/seed-scene.ts';
import { configRemediation } from '../../src/remediations/config-remediation.ts';
import type { RemediationContext, Task } from '../../src/remediations/define.ts';
import { ssmAutomation } from '../../src/remediations/ssm-automation.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { begin, planOf, protectedInstance } from './begin.ts';
import { stage as configured } from './stages/config-remediation.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => {
  theatre.pass(10_000);
  theatre.forget();
});

describe("AWS Config's own remediation", () => {
  it('says which document would run with what on what, and is bound to that', async () => {
    const task = await configured.set(theatre.aws);
    const plan = planOf(await configRemediation.plan(task, theatre.contextOf(configRemediation, task)));

    expect(plan.steps).toEqual([
      { what: `run AWS-StopEC2Instance with InstanceId = ${scene.instance.id}`, on: scene.instance.id },
    ]);
    expect(plan.before).toEqual({
      configuration: expect.stringMatching(/^arn:aws:config:ap-northeast-1:111122223333:remediation-configuration\//),
      document: 'AWS-StopEC2Instance',
      version: '1',
      parameters: {
        AutomationAssumeRole: 'arn:aws:iam::111122223333:role/noroshi-automation',
        InstanceId: scene.instance.id,
      },
    });
    expect(plan.back).toEqual([]);
    expect(plan.caveats[0]).toBe('AWS-StopEC2Instance stops the instance, by force if it does not stop by itself.');
  });

  it('runs no other document than the one that whoever asked was told of', async () => {
    const task = { ...(await configured.set(theatre.aws)), input: { runs: 'AWS-StartEC2Instance' } };

    expect(await configRemediation.plan(task, theatre.contextOf(configRemediation, task))).toEqual({
      outcome: 'failed',
      reason: 'the settings say that this rule runs AWS-StartEC2Instance, and AWS Config would run AWS-StopEC2Instance',
    });
    const named = { ...task, input: { runs: 'AWS-StopEC2Instance' } };
    const plan = planOf(await configRemediation.plan(named, theatre.contextOf(configRemediation, named)));
    expect(plan.steps).toHaveLength(1);
  });

  it('runs, is followed to its end, and is started once however often it is applied', async () => {
    const { ctx, task, before } = await begin(theatre, configRemediation, await configured.set(theatre.aws));

    expect(await configRemediation.apply(task, before, ctx)).toEqual({ state: 'running' });
    expect(await configRemediation.apply(task, before, ctx)).toEqual({ state: 'running' });
    const starts = theatre.asked.act.filter(({ action }) => action === 'config:StartRemediationExecution');
    expect(starts).toHaveLength(1);
    expect(await configRemediation.follow?.(task, before, ctx)).toMatchObject({ state: 'running' });
    expect(await configRemediation.verify?.(task, before, ctx)).toMatchObject({ state: 'not-yet' });

    theatre.pass(4000);

    expect(await configRemediation.follow?.(task, before, ctx)).toMatchObject({ state: 'applied' });
    expect(await configRemediation.verify?.(task, before, ctx)).toMatchObject({ state: 'reached' });
    expect(theatre.aws.world.findItem(task.resource)?.configuration['state']).toMatchObject({ name: 'stopped' });
  });

  it('tells which execution of Systems Manager it is by document, parameters and time, and of two that could be it none', async () => {
    const older = await begin(theatre, configRemediation, await configured.set(theatre.aws));
    await configRemediation.apply(older.task, older.before, older.ctx);
    theatre.pass(60_000);
    const { ctx, task, before } = await begin(theatre, configRemediation, await configured.set(theatre.aws));
    await configRemediation.apply(task, before, ctx);
    const executionOf = async (of: Task = task) => {
      const followed = await configRemediation.follow?.(of, before, ctx);
      return followed && 'execution' in followed ? followed.execution : undefined;
    };
    const [ours] = await executionsOf(ctx);

    expect(await executionOf()).toBe(ours);
    expect(await executionOf({ ...task, execution: 'known-already' })).toBe('known-already');
    const input = { document: 'AWS-StopEC2Instance', 'parameter.InstanceId': task.resource.id };
    const double = await begin(theatre, ssmAutomation, { resource: task.resource, input });
    await ssmAutomation.apply(double.task, double.before, double.ctx);
    expect(await executionOf()).toBeUndefined();
  });

  it("never takes an older run's end for its own", async () => {
    const older = await begin(theatre, configRemediation, await configured.set(theatre.aws));
    await configRemediation.apply(older.task, older.before, older.ctx);
    theatre.pass(60_000);

    const { ctx, task, before } = await begin(theatre, configRemediation, await configured.set(theatre.aws));

    expect(await configRemediation.follow?.(older.task, before, ctx)).toMatchObject({ state: 'applied' });
    expect(await configRemediation.follow?.(task, before, ctx)).toEqual({ state: 'unseen' });
  });

  it('starts nothing when the configuration is another by then', async () => {
    const { ctx, task } = await begin(theatre, configRemediation, await configured.set(theatre.aws));
    const planned = planOf(await configRemediation.plan(task, ctx));
    const before = { ...Object(planned.before), document: 'AWS-TerminateEC2Instance' };

    expect(await configRemediation.apply(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('changed since this was planned'),
    });
    expect(theatre.asked.act).toEqual([]);
  });

  it('is a failure when Config lists the resource among those that failed', async () => {
    const { ctx, task, before } = await begin(theatre, configRemediation, await configured.set(theatre.aws));
    const { world } = theatre.aws;
    const { accountId, region, type, id } = task.resource;
    const verdict = world.findEvaluation({ accountId, region, type, id, rule: task.rule ?? '' });
    if (verdict) world.putEvaluation({ ...verdict, compliance: 'COMPLIANT' });

    expect(await configRemediation.apply(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('already compliant'),
    });
  });

  it('tells at which step it failed, and of what', async () => {
    const rule = 'approved-amis-by-id';
    const { ctx, task, before } = await begin(theatre, configRemediation, {
      resource: protectedInstance,
      rule,
      input: {},
    });
    await configRemediation.apply(task, before, ctx);
    theatre.pass(4000);

    expect(await configRemediation.follow?.(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^step stopInstances: .*disableApiStop/),
      steps: [
        { name: 'stopInstances', state: 'failed' },
        { name: 'forceStopInstances', state: 'pending' },
      ],
    });
    expect(await configRemediation.verify?.(task, before, ctx)).toMatchObject({ state: 'not-reached' });
  });

  it.each([['no-such-rule'], ['cloudtrail-enabled']])('fails in the plan where %s has no remediation', async (rule) => {
    const task = { ...(await configured.set(theatre.aws)), rule };

    expect(await configRemediation.plan(task, theatre.contextOf(configRemediation, task))).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('has no remediation'),
    });
  });
});

/** The ids of what Systems Manager ran there, the newest first. */
async function executionsOf(ctx: RemediationContext): Promise<readonly (string | undefined)[]> {
  const client = await (await ctx.read()).ssm();
  const { AutomationExecutionMetadataList = [] } = await client.send(new DescribeAutomationExecutionsCommand({}));
  return AutomationExecutionMetadataList.map(({ AutomationExecutionId: id }) => id);
}
