import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isolationGroup, purposeTag, untrackedGroup } from '../../src/core/ec2/isolation.ts';
import { putRules, rulesOf } from '../../src/playground/aws/ec2-rules.ts';
import type { Task } from '../../src/remediations/define.ts';
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
  if ('outcome' in plan) throw new Error(plan.reason);
  return { ctx, ...plan };
}

const items = (type: string) => theatre.aws.world.listItems().filter(({ resource }) => resource.type === type);
const groupsOf = ({ resource }: Task) =>
  Object.values(theatre.aws.world.findItem(resource)?.configuration['networkInterfaces'] ?? {}).map(
    ({ groups }) => groups,
  );

const groupIn = (task: Task, name: string) => groupBeside(task, name, theatre.aws);

const writes = () => theatre.asked.act.map(({ action }) => action.split(':')[1]);

describe('isolating an instance', () => {
  it('says every step: snapshots first, then what it takes, then the auto scaling group, then every interface', async () => {
    const task = await stage.set(theatre.aws);

    const { steps, back, caveats } = await planned(task);

    expect(steps.map(({ what }) => what.replaceAll(/(?<=-)[0-9a-f]{17}/g, '…'))).toEqual([
      'take a snapshot of the volume vol-…',
      'make the security group noroshi-isolation, without any rule',
      'take i-… out of the auto scaling group batch-i-…, which starts another instance in its place',
      'move the interface eni-… from sg-… to noroshi-isolation, cutting its open connections',
      'move the interface eni-… from sg-… to noroshi-isolation, cutting its open connections',
    ]);
    expect(new Set(steps.map(({ on }) => on)).size).toBe(3);
    expect(back).toHaveLength(3);
    expect(caveats.join(' ')).toMatch(/tracked.*snapshots stay.*role still work/);
  });

  it('leaves all interfaces in a group without a rule, and nothing open behind', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);

    expect(await remediation.apply(task, before, ctx)).toEqual({ state: 'applied' });

    const isolation = groupIn(task, isolationGroup);
    expect(groupsOf(task)).toEqual([[isolation?.resource.id], [isolation?.resource.id]]);
    expect(isolation && rulesOf(theatre.aws.world, isolation)).toEqual([]);
    expect(groupIn(task, untrackedGroup)).toBeUndefined();
    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({ state: 'reached' });
    expect(await planned(task)).toMatchObject({ steps: [] });
  });

  it('takes each interface through the group that tracks nothing before the one that lets nothing through', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);

    const history = theatre.aws.world.listHistory(task.resource).slice(0, 4).reverse();
    const names = history.map(({ configuration }) => JSON.stringify(configuration['networkInterfaces']));
    const isolation = groupIn(task, isolationGroup)?.resource.id ?? 'none';
    expect(names.map((one) => one.split(isolation).length - 1)).toEqual([0, 0, 1, 2]);
    expect(writes().indexOf('CreateSnapshot')).toBeLessThan(writes().indexOf('DetachInstances'));
    expect(writes().indexOf('DetachInstances')).toBeLessThan(writes().indexOf('ModifyNetworkInterfaceAttribute'));
  });

  it('takes no second snapshot when it is done again for the same request', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);
    const kept = items('AWS::EC2::Snapshot').length;
    theatre.forget();

    expect(await remediation.apply(task, before, ctx)).toEqual({ state: 'applied' });

    expect(items('AWS::EC2::Snapshot')).toHaveLength(kept);
    expect(writes()).toEqual([]);
  });

  it('goes on where it was broken off: out of the group that tracks nothing, which it takes away', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);
    const item = theatre.aws.world.findItem(task.resource);
    const isolation = groupIn(task, isolationGroup);
    if (!item || !isolation) throw new Error('Nothing was isolated');
    const id = 'sg-0cccccccccccccccc';
    theatre.aws.world.add({
      ...isolation,
      resource: { ...isolation.resource, id },
      tags: { [purposeTag]: untrackedGroup },
      configuration: { ...isolation.configuration, groupId: id, groupName: untrackedGroup },
    });
    const stuck = JSON.stringify(item.configuration['networkInterfaces']).replace(isolation.resource.id, id);
    theatre.aws.world.change(item, { ...item.configuration, networkInterfaces: JSON.parse(stuck) });

    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({ state: 'not-yet' });
    expect(await remediation.apply(task, before, ctx)).toEqual({ state: 'applied' });

    expect(await remediation.verify?.(task, before, ctx)).toMatchObject({ state: 'reached' });
    expect(groupIn(task, untrackedGroup)).toBeUndefined();
  });

  it('puts back the groups of every interface and the place in the auto scaling group', async () => {
    const task = await stage.set(theatre.aws);
    const was = groupsOf(task);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);
    const undo = theatre.contextOf(remediation, task, 'undo');
    expect(await remediation.verifyUndo?.(task, before, undo)).toMatchObject({ state: 'not-yet' });

    expect(await remediation.undo?.(task, before, undo)).toEqual({ state: 'applied' });

    expect(groupsOf(task)).toEqual(was);
    expect(await remediation.verifyUndo?.(task, before, undo)).toMatchObject({ state: 'reached' });
    expect((await planned(task)).before).toEqual(before);
  });

  it('does not trust a group of that name that is not ours', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);
    const isolation = groupIn(task, isolationGroup);
    if (!isolation) throw new Error('Nothing was isolated');
    theatre.aws.world.change({ ...isolation, tags: {} }, isolation.configuration);

    expect(await remediation.plan(task, ctx)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('is not ours'),
    });
  });

  it('closes an isolation group that lets everything out, and refuses one that lets the internet in', async () => {
    const task = await stage.set(theatre.aws);
    const { before, ctx } = await planned(task);
    await remediation.apply(task, before, ctx);
    const open = (isEgress: boolean) => {
      const isolation = groupIn(task, isolationGroup);
      const rule = { id: 'sgr-0aaaaaaaaaaaaaaaa', isEgress, protocol: '-1', tags: {} };
      if (isolation) {
        putRules(theatre.aws.world, isolation, [{ ...rule, peer: { kind: 'ipv4', value: '0.0.0.0/0' } }]);
      }
    };

    open(true);
    expect((await planned(task)).steps.map(({ what }) => what)).toContain(
      'revoke sgr-0aaaaaaaaaaaaaaaa of noroshi-isolation, which let everything out',
    );
    open(false);
    expect(await remediation.plan(task, ctx)).toMatchObject({ outcome: 'failed' });
  });

  it('finds a terminated instance gone', async () => {
    const task = await stage.set(theatre.aws);
    const item = theatre.aws.world.findItem(task.resource);
    if (item) theatre.aws.world.change(item, { ...item.configuration, state: { code: 48, name: 'terminated' } });

    expect(await remediation.plan(task, theatre.contextOf(remediation, task))).toMatchObject({
      outcome: 'resource-gone',
    });
  });
});
