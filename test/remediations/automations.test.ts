import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/remediation.ts';
import { machineOf } from '../../src/playground/aws/ec2-machine.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { configRemediation } from '../../src/remediations/config-remediation.ts';
import type { Planned, Remediation, Task } from '../../src/remediations/define.ts';
import { ssmAutomation } from '../../src/remediations/ssm-automation.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { stage as configured } from './stages/config-remediation.ts';
import { stage as automated } from './stages/ssm-automation.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => {
  theatre.pass(10_000);
  theatre.forget();
});

function planOf(planned: Planned): Plan {
  if ('outcome' in planned) throw new Error(planned.reason);
  return planned;
}

/** A task as it is when it is started now, by the playground's clock. */
async function begin(remediation: Remediation, task: Task) {
  const first = theatre.contextOf(remediation, task);
  const started = { ...task, startedAt: first.now() };
  const ctx = { ...theatre.contextOf(remediation, started), token: first.token };
  const { before } = planOf(await remediation.plan(started, ctx));
  return { ctx, task: started, before };
}

const protectedInstance = {
  type: 'AWS::EC2::Instance',
  id: scene.protectedInstance.id,
  accountId: scene.dev,
  region: scene.region,
};

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
  });

  it('runs, is followed to its end, and is started once however often it is applied', async () => {
    const { ctx, task, before } = await begin(configRemediation, await configured.set(theatre.aws));

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

  it("never takes an older run's end for its own", async () => {
    const older = await begin(configRemediation, await configured.set(theatre.aws));
    await configRemediation.apply(older.task, older.before, older.ctx);
    theatre.pass(60_000);

    const { ctx, task, before } = await begin(configRemediation, await configured.set(theatre.aws));

    expect(await configRemediation.follow?.(older.task, before, ctx)).toMatchObject({ state: 'applied' });
    expect(await configRemediation.follow?.(task, before, ctx)).toEqual({ state: 'unseen' });
  });

  it('starts nothing when the configuration is another by then', async () => {
    const { ctx, task } = await begin(configRemediation, await configured.set(theatre.aws));
    const planned = planOf(await configRemediation.plan(task, ctx));
    const before = { ...Object(planned.before), document: 'AWS-TerminateEC2Instance' };

    expect(await configRemediation.apply(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('changed since this was planned'),
    });
    expect(theatre.asked.act).toEqual([]);
  });

  it('is a failure when Config lists the resource among those that failed', async () => {
    const { ctx, task, before } = await begin(configRemediation, await configured.set(theatre.aws));
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
    const { ctx, task, before } = await begin(configRemediation, { resource: protectedInstance, rule, input: {} });
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

const unfit: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['a document of another account', { document: 'arn:aws:ssm:us-east-1:444455556666:document/Theirs' }, 'by its name'],
  ['no document of that name', { document: 'Example-Nothing' }, 'there is no document Example-Nothing'],
  ['a parameter missing', { document: 'AWS-ResizeInstance', 'parameter.InstanceId': 'i-1' }, 'InstanceType'],
  ['a parameter too many', { document: 'AWS-StopEC2Instance', 'parameter.Force': 'yes' }, 'no parameter Force'],
  [
    'another role',
    {
      document: 'AWS-StopEC2Instance',
      'parameter.InstanceId': 'i-1',
      'parameter.AutomationAssumeRole': 'arn:aws:iam::111122223333:role/admin',
    },
    'may only run as arn:aws:iam::111122223333:role/noroshi-automation',
  ],
];

describe('an automation of Systems Manager', () => {
  it('shows the steps of its document, and is bound to version, content and parameters', async () => {
    const task = await automated.set(theatre.aws);
    const plan = planOf(await ssmAutomation.plan(task, theatre.contextOf(ssmAutomation, task)));

    expect(plan.steps.map(({ what }) => what)).toEqual([
      `run Example-IsolateInstance with InstanceId = ${scene.instance.id}`,
      'step findInterfaces (aws:executeAwsApi)',
      'step createIsolationGroup (aws:executeAwsApi)',
      'step replaceSecurityGroups (aws:executeAwsApi)',
    ]);
    expect(plan.before).toEqual({
      document: 'Example-IsolateInstance',
      version: '1',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      isAmazons: false,
      role: 'arn:aws:iam::111122223333:role/noroshi-automation',
      parameters: {
        AutomationAssumeRole: ['arn:aws:iam::111122223333:role/noroshi-automation'],
        InstanceId: [scene.instance.id],
      },
    });
  });

  it('runs once however often it is applied, changes the world, and is followed by its tag', async () => {
    const { ctx, task, before } = await begin(ssmAutomation, await automated.set(theatre.aws));
    expect(await ssmAutomation.follow?.(task, before, ctx)).toEqual({ state: 'unseen' });

    expect(await ssmAutomation.apply(task, before, ctx)).toEqual({ state: 'running' });
    expect(await ssmAutomation.apply(task, before, ctx)).toEqual({ state: 'running' });
    expect(theatre.asked.act.map(({ action, resource }) => [action, resource])).toEqual([
      [
        'ssm:StartAutomationExecution',
        'arn:aws:ssm:ap-northeast-1:111122223333:automation-definition/Example-IsolateInstance:1',
      ],
      ['ssm:AddTagsToResource', 'arn:aws:ssm:ap-northeast-1:111122223333:automation-execution/*'],
      ['iam:PassRole', 'arn:aws:iam::111122223333:role/noroshi-automation'],
    ]);
    theatre.pass(4000);

    expect(await ssmAutomation.follow?.(task, before, ctx)).toMatchObject({ state: 'applied' });
    expect(await ssmAutomation.verify?.(task, before, ctx)).toMatchObject({ state: 'reached' });
    const item = theatre.aws.world.findItem(task.resource);
    expect(item && machineOf(item).interfaces.map(({ groups }) => groups)).toEqual([['sg-0150a7ed150a7ed15']]);
  });

  it("does the same as AWS Config's remediation with the same document", async () => {
    const instance = await configured.set(theatre.aws);
    const input = { document: 'AWS-StopEC2Instance', 'parameter.InstanceId': instance.resource.id };
    const { ctx, task, before } = await begin(ssmAutomation, { resource: instance.resource, input });

    await ssmAutomation.apply(task, before, ctx);
    theatre.pass(4000);

    const { world } = theatre.aws;
    const { accountId, region, type, id } = task.resource;
    expect(world.findItem(task.resource)?.configuration['state']).toMatchObject({ name: 'stopped' });
    const verdict = world.findEvaluation({ accountId, region, type, id, rule: 'approved-amis-by-id' });
    expect(verdict?.compliance).toBe('COMPLIANT');
  });

  it('tells at which step it failed, and of what', async () => {
    const input = { document: 'AWS-StopEC2Instance', 'parameter.InstanceId': protectedInstance.id };
    const { ctx, task, before } = await begin(ssmAutomation, { resource: protectedInstance, input });
    await ssmAutomation.apply(task, before, ctx);
    theatre.pass(4000);

    expect(await ssmAutomation.follow?.(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^the automation failed: step stopInstances: .*disableApiStop/),
    });
  });

  it('takes a token that AWS has seen with other parameters for its own start', async () => {
    const { ctx, task, before } = await begin(ssmAutomation, await automated.set(theatre.aws));
    await ssmAutomation.apply(task, before, ctx);
    const input = { document: 'AWS-StopEC2Instance', 'parameter.InstanceId': protectedInstance.id };
    const other = planOf(await ssmAutomation.plan({ ...task, input }, ctx));

    expect(await ssmAutomation.apply(task, other.before, ctx)).toEqual({ state: 'running' });
    expect(await ssmAutomation.follow?.(task, other.before, ctx)).toEqual({ state: 'unseen' });
  });

  it.each(unfit)('fails in the plan with %s', async (_, input, reason) => {
    const { resource } = await automated.set(theatre.aws);
    const task = { resource, input };

    expect(await ssmAutomation.plan(task, theatre.contextOf(ssmAutomation, task))).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining(reason),
    });
  });
});
