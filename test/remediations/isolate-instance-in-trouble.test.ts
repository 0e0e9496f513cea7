import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectedOf, isolationGroup, isolationPlan, untrackedGroup } from '../../src/core/ec2/isolation.ts';
import { machineOf, withInterfaces } from '../../src/playground/aws/ec2-machine.ts';
import { putRules, rulesOf } from '../../src/playground/aws/ec2-rules.ts';
import type { MemberClients, Task } from '../../src/remediations/define.ts';
import { isolateInstance as remediation } from '../../src/remediations/isolate-instance.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { groupBeside } from './instances.ts';
import { stage } from './stages/isolate-instance.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

async function planned(task: Task) {
  const ctx = theatre.contextOf(remediation, task);
  const plan = await remediation.plan(task, ctx);
  if ('outcome' in plan || plan.before === undefined) throw new Error('Nothing was planned');
  return { ctx, before: plan.before };
}

const items = (type: string) => theatre.aws.world.listItems().filter(({ resource }) => resource.type === type);
const groupsOf = ({ resource }: Task) => {
  const item = theatre.aws.world.findItem(resource);
  return item ? machineOf(item).interfaces.map(({ groups }) => groups) : [];
};

const groupIn = (task: Task, name: string) => groupBeside(task, name, theatre.aws);

describe('isolating an instance where something is in the way', () => {
  it('is not over while its group lets everything out, and says what else that lets through', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);
    const isolation = groupIn(task, isolationGroup);
    if (!isolation) throw new Error('Nothing was isolated');
    const put = (id: string, isEgress: boolean, value: string) =>
      putRules(theatre.aws.world, isolation, [
        { id, isEgress, protocol: '-1', tags: {}, peer: { kind: 'ipv4', value } },
      ]);

    put('sgr-0bbbbbbbbbbbbbbbb', true, '0.0.0.0/0');
    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({ state: 'not-yet' });
    put('sgr-0cccccccccccccccc', false, '198.51.100.7/32');
    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({
      state: 'reached',
      what: expect.stringMatching(/but for what noroshi-isolation lets through: inbound .*198\.51\.100\.7/),
    });
  });

  it('closes a group that it has just made although its rules are not listed yet', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    const lag = { isOn: true };
    const late = { ...ctx, read: async () => blind(await ctx.read(), lag) };

    const applied = await remediation.apply(task, before, late);
    lag.isOn = false;
    expect(applied).toEqual({ state: 'applied' });

    const isolation = groupIn(task, isolationGroup);
    expect(isolation && rulesOf(theatre.aws.world, isolation)).toEqual([]);
  });

  it('cuts off every other interface when one belongs to a service of AWS, and leaves that one as it was', async () => {
    const task = await stage.set(theatre.aws);
    const item = theatre.aws.world.findItem(task.resource);
    const interfaces = item && machineOf(item).interfaces.map((one, n) => ({ ...one, requesterManaged: n === 0 }));
    if (!item || !interfaces) throw new Error('There is no instance');
    theatre.aws.world.change(item, withInterfaces(item, interfaces));
    const [was] = groupsOf(task);
    const { before, ctx } = await planned(task);

    expect(await remediation.apply(task, before, ctx)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/eni-.*AuthFailure.*before that, the snapshots were taken and it left batch-/),
    });

    expect(groupsOf(task)).toEqual([was, [groupIn(task, isolationGroup)?.resource.id]]);
    expect(groupIn(task, untrackedGroup)).toBeUndefined();
  });

  it('goes on while the instance is still leaving its auto scaling group', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    const scaling = items('AWS::AutoScaling::AutoScalingGroup').find(
      ({ resource }) => resource.name === `batch-${task.resource.id}`,
    );
    if (!scaling) throw new Error('There is no group');
    const instances = [{ instanceId: task.resource.id, lifecycleState: 'Detaching' }];
    theatre.aws.world.change(scaling, { ...scaling.configuration, instances });

    expect(await remediation.apply(task, before, ctx)).toEqual({ state: 'applied' });
    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({ state: 'reached' });
  });

  it('says of containers behind a trunk that they stay connected', () => {
    const eni = { NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', InterfaceType: 'trunk', Groups: [{ GroupId: 'sg-1' }] };
    const { caveats } = isolationPlan('i-1', connectedOf({ NetworkInterfaces: [eni] }, undefined), new Map());

    expect(caveats.join(' ')).toContain('Behind the trunk eni-1');
  });
});

/** EC2 as it is in the seconds after a write: it lists no rules yet. Clients are kept, so the lag is switched off again. */
function blind(clients: MemberClients, lag: Readonly<{ isOn: boolean }>): MemberClients {
  return {
    ...clients,
    async ec2() {
      const client = await clients.ec2();
      client.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            const answer = await next(args);
            if (!lag.isOn || commandName !== 'DescribeSecurityGroupRulesCommand') return answer;
            return { ...answer, output: { ...answer.output, SecurityGroupRules: [] } };
          },
        { step: 'initialize' },
      );
      return client;
    },
  };
}
