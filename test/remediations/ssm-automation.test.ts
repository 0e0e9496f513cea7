import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { machineOf } from '../../src/playground/aws/ec2-machine.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { MemberClients } from '../../src/remediations/define.ts';
import { ssmAutomation } from '../../src/remediations/ssm-automation.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { begin, planOf, protectedInstance } from './begin.ts';
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

  it('says which step runs a document whose steps nobody sees', async () => {
    const task = await automated.set(theatre.aws);
    const ctx = theatre.contextOf(ssmAutomation, task);
    const change = { isOn: true };
    const nested = { ...ctx, read: async () => nesting(await ctx.read(), change) };

    expect(planOf(await ssmAutomation.plan(task, ctx)).caveats.join(' ')).not.toContain('another document');
    const { caveats } = planOf(await ssmAutomation.plan(task, nested));
    change.isOn = false;
    expect(caveats).toContain('The step findInterfaces runs another document, whose steps are not shown here.');
  });

  it('runs once however often it is applied, changes the world, and is followed by its tag', async () => {
    const { ctx, task, before } = await begin(theatre, ssmAutomation, await automated.set(theatre.aws));
    expect(await ssmAutomation.follow?.(task, before, ctx)).toEqual({ state: 'unseen' });

    const begun = await ssmAutomation.apply(task, before, ctx);
    expect(begun).toEqual({ state: 'running', execution: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await ssmAutomation.apply(task, before, ctx)).toEqual(begun);
    expect(await ssmAutomation.follow?.(task, before, ctx)).toMatchObject(begun);
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
    const { ctx, task, before } = await begin(theatre, ssmAutomation, { resource: instance.resource, input });

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
    const { ctx, task, before } = await begin(theatre, ssmAutomation, { resource: protectedInstance, input });
    await ssmAutomation.apply(task, before, ctx);
    theatre.pass(4000);

    expect(await ssmAutomation.follow?.(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^the automation failed: step stopInstances: .*disableApiStop/),
    });
  });

  it('takes a token that AWS has seen with other parameters for its own start', async () => {
    const { ctx, task, before } = await begin(theatre, ssmAutomation, await automated.set(theatre.aws));
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

/** A Systems Manager in whose document the first step runs another one. Clients are kept, so that is switched off again. */
function nesting(clients: MemberClients, change: Readonly<{ isOn: boolean }>): MemberClients {
  return {
    ...clients,
    async ssm() {
      const client = await clients.ssm();
      client.middlewareStack.add(
        (next) => async (args) => {
          const { output, ...rest } = await next(args);
          const text = 'Content' in output ? (output.Content ?? '') : '';
          const Content = text.replace('aws:executeAwsApi', 'aws:executeAutomation');
          return { ...rest, output: text === '' || !change.isOn ? output : { ...output, Content } };
        },
        { step: 'initialize' },
      );
      return client;
    },
  };
}
