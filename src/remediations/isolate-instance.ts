import { awsReason, isUndone, unlessNamed } from '../core/aws-error.ts';
import { ec2Arn, scalingGroupArn } from '../core/ec2/arns.ts';
import * as iso from '../core/ec2/isolation.ts';
import { listed } from '../core/text/phrase.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Task } from './define.ts';
import { findIsolation, makeIsolation, openGroup, tidy } from './isolate-instance/groups.ts';

type Ctx = RemediationContext;

/**
 * Cuts an instance off and keeps it for whoever investigates. A change of groups does not end connections that are tracked, so
 * each interface first goes through a group in whose rules nothing is tracked. Docs: Amazon EC2 User Guide, "Amazon EC2
 * security group connection tracking"; Amazon EC2 Auto Scaling User Guide, "Detach or attach instances".
 */
export const isolateInstance = defineRemediation({
  id: 'isolate-instance',
  title: 'Isolate the instance',
  effect:
    'Takes a snapshot of each volume, takes the instance out of its auto scaling group and cuts all its connections. Undo reconnects it.',
  resourceTypes: ['AWS::EC2::Instance'],
  approval: 'second-person',
  permissions: {
    read: [
      ...['autoscaling:DescribeAutoScalingInstances', 'ec2:DescribeInstances', 'ec2:DescribeSecurityGroupRules'],
      ...['ec2:DescribeSecurityGroups', 'ec2:DescribeSnapshots'],
    ],
    act: [
      ...['autoscaling:DetachInstances', 'ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress'],
      ...['ec2:CreateSecurityGroup', 'ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DeleteSecurityGroup'],
      ...['ec2:ModifyNetworkInterfaceAttribute', 'ec2:RevokeSecurityGroupEgress'],
    ],
    undo: ['autoscaling:AttachInstances', 'ec2:ModifyNetworkInterfaceAttribute'],
  },
  before: iso.Connected,

  async plan(task, ctx): Promise<Planned & { before?: iso.Connected }> {
    const before = await findConnected(task, ctx);
    if (!before) return { outcome: 'resource-gone', reason: goneReason(task) };
    const isolation = await findIsolation(before, ctx).catch(iso.obstacleIn);
    if (typeof isolation === 'string') return { outcome: 'failed', reason: isolation };
    return { ...iso.isolationPlan(task.resource.id, before, isolation), before };
  },

  async apply(task, before, ctx): Promise<Applied> {
    const now = await findConnected(task, ctx);
    if (!now) return { state: 'resource-gone', reason: goneReason(task) };
    return attempt(async (done) => {
      await keepVolumes(task, before, ctx);
      if (before.volumes.length > 0) done.push('the snapshots were taken');
      const isolation = await makeIsolation(task, now, ctx);
      if (now.scaling !== null) {
        await detach(task, now.scaling, ctx);
        done.push(`it left ${now.scaling}`);
      }
      const refused: iso.Refused = new Map();
      for (const vpcId of iso.vpcsOf(iso.notIsolated(now, isolation))) {
        await cutOff({ task, vpcId, now, isolation, refused }, ctx);
      }
      for (const vpcId of iso.vpcsOf(now.interfaces)) await tidy(task, vpcId, ctx);
      iso.complain(refused);
    });
  },

  async verify(task, _, ctx) {
    const now = await findConnected(task, ctx);
    const isolation = now && (await findIsolation(now, ctx).catch(iso.obstacleIn));
    return iso.isolationSeen(task.resource.id, now, isolation);
  },

  async undo(task, before, ctx): Promise<Applied> {
    const now = await findConnected(task, ctx);
    if (!now) return { state: 'resource-gone', reason: goneReason(task) };
    return attempt(async (done) => {
      const refused: iso.Refused = new Map();
      for (const { id, groups } of before.interfaces) {
        const is = now.interfaces.find((one) => one.id === id);
        if (!is || is.groups.join() === groups.join()) continue;
        await move(task, { id, to: groups }, ctx).catch((error: unknown) => void refused.set(id, error));
      }
      iso.complain(refused);
      done.push('its interfaces have their groups again');
      if (before.scaling !== null && now.scaling !== before.scaling) await attach(task, before.scaling, ctx);
    });
  },

  async verifyUndo(task, before, ctx) {
    return iso.reconnectionSeen(task.resource.id, await findConnected(task, ctx), before);
  },
});

/** How it is connected now; undefined when it is gone, or going. */
async function findConnected({ resource }: Task, ctx: Ctx): Promise<iso.Connected | undefined> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const { DescribeAutoScalingInstancesCommand } = await import('@aws-sdk/client-auto-scaling');
  const clients = await ctx.read();
  const ids = { InstanceIds: [resource.id] };
  const gone = unlessNamed('InvalidInstanceID.NotFound');
  const answer = await (await clients.ec2()).send(new DescribeInstancesCommand(ids)).catch(gone);
  const instance = answer?.Reservations?.[0]?.Instances?.[0];
  if (!instance || ['shutting-down', 'terminated'].includes(instance.State?.Name ?? '')) return undefined;
  const members = await (await clients.autoscaling()).send(new DescribeAutoScalingInstancesCommand(ids));
  return iso.connectedOf(instance, members.AutoScalingInstances?.[0]);
}

/** A snapshot of each volume that has none of this request yet. */
async function keepVolumes({ resource }: Task, { volumes }: iso.Connected, ctx: Ctx): Promise<void> {
  const { CreateSnapshotCommand, DescribeSnapshotsCommand } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: `tag:${iso.requestTag}`, Values: [ctx.token] }];
  const reader = await (await ctx.read()).ec2();
  const { Snapshots = [] } = await reader.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters }));
  const kept = Snapshots.filter(({ State }) => State !== 'error').map(({ VolumeId }) => VolumeId);
  for (const VolumeId of volumes.filter((id) => !kept.includes(id))) {
    const arns = [ec2Arn(resource, 'volume', VolumeId), ec2Arn(resource, 'snapshot', '*')];
    const client = await (await ctx.act(['ec2:CreateSnapshot', 'ec2:CreateTags'], arns)).ec2();
    const Description = `Taken before ${resource.id} was isolated`;
    const TagSpecifications = iso.tagged('snapshot', { [iso.requestTag]: ctx.token, Name: `noroshi-${resource.id}` });
    await client.send(new CreateSnapshotCommand({ VolumeId, Description, TagSpecifications }));
  }
}

type Cut = Readonly<{ task: Task; vpcId: string; now: iso.Connected; isolation: iso.Isolation; refused: iso.Refused }>;

/** Through the group that tracks nothing into the one that lets nothing through; one that is refused keeps none of the others. */
async function cutOff({ task, vpcId, now, isolation, refused }: Cut, ctx: Ctx): Promise<void> {
  const open = iso.notIsolated(now, isolation).filter((one) => one.vpcId === vpcId);
  const target = isolation.get(vpcId)?.id;
  if (target === undefined) throw new Error('There is no isolation group, although one was made');
  const untracked = await openGroup(task, vpcId, ctx);
  for (const { id } of open) {
    await move(task, { id, to: [untracked] }, ctx).catch((error: unknown) => void refused.set(id, error));
  }
  for (const { id, groups } of open) {
    await move(task, { id, to: [target] }, ctx).catch(async (error: unknown) => {
      refused.set(id, error);
      // It must not stay where everything gets through.
      await move(task, { id, to: groups }, ctx).catch(() => undefined);
    });
  }
}

type Move = Readonly<{ id: string; to: readonly string[] }>;

async function move({ resource }: Task, { id: NetworkInterfaceId, to }: Move, ctx: Ctx): Promise<void> {
  const { ModifyNetworkInterfaceAttributeCommand } = await import('@aws-sdk/client-ec2');
  const arns = [
    ec2Arn(resource, 'network-interface', NetworkInterfaceId),
    ...to.map((id) => ec2Arn(resource, 'security-group', id)),
  ];
  const client = await (await ctx.act(['ec2:ModifyNetworkInterfaceAttribute'], arns)).ec2();
  await client.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [...to] }));
}

async function detach({ resource }: Task, name: string, ctx: Ctx): Promise<void> {
  const { DetachInstancesCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await (
    await ctx.act(['autoscaling:DetachInstances'], [scalingGroupArn(resource, name)])
  ).autoscaling();
  const which = { AutoScalingGroupName: name, InstanceIds: [resource.id] };
  await client.send(new DetachInstancesCommand({ ...which, ShouldDecrementDesiredCapacity: false }));
}

async function attach({ resource }: Task, name: string, ctx: Ctx): Promise<void> {
  const { AttachInstancesCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await (
    await ctx.act(['autoscaling:AttachInstances'], [scalingGroupArn(resource, name)])
  ).autoscaling();
  await client.send(new AttachInstancesCommand({ AutoScalingGroupName: name, InstanceIds: [resource.id] }));
}

/** A refusal of AWS's is a failure with its reason, and what was done before it stays and is said; a lost answer is thrown. */
async function attempt(work: (done: string[]) => Promise<void>): Promise<Applied> {
  const done: string[] = [];
  try {
    await work(done);
    return { state: 'applied' };
  } catch (error) {
    const reason = error instanceof iso.Obstacle ? error.message : isUndone(error) ? awsReason(error) : undefined;
    if (reason === undefined) throw error;
    return { state: 'failed', reason: done.length > 0 ? `${reason}; before that, ${listed(done)}` : reason };
  }
}

function goneReason({ resource }: Task): string {
  return `the instance ${resource.id} is not there any more`;
}
