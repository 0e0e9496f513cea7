import type { EC2Client } from '@aws-sdk/client-ec2';
import { awsReason, isUndone, unlessNamed } from '../core/aws-error.ts';
import { ec2Arn, scalingGroupArn } from '../core/ec2/arns.ts';
import * as iso from '../core/ec2/isolation.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Task } from './define.ts';

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
    return attempt(async () => {
      await keepVolumes(task, before, ctx);
      if (now.scaling !== null) await detach(task, now.scaling, ctx);
      for (const vpcId of iso.vpcsOf(now.interfaces)) await someGroup({ task, vpcId, name: iso.isolationGroup }, ctx);
      const isolation = await findIsolation(now, ctx);
      for (const group of isolation.values()) await seal(task, group, ctx);
      for (const vpcId of iso.vpcsOf(iso.notIsolated(now, isolation))) {
        await cutOff({ task, vpcId, now, isolation }, ctx);
      }
      for (const vpcId of iso.vpcsOf(now.interfaces)) await tidy(task, vpcId, ctx);
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
    return attempt(async () => {
      for (const was of before.interfaces) {
        const is = now.interfaces.find(({ id }) => id === was.id);
        if (is && is.groups.join() !== was.groups.join()) await move(task, { ids: [was.id], to: was.groups }, ctx);
      }
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
  return iso.connectedOf(instance, members.AutoScalingInstances?.[0]?.AutoScalingGroupName);
}

/** The isolation groups of the instance's VPCs. Throws Obstacle where one is not to be trusted. */
async function findIsolation({ interfaces }: iso.Connected, ctx: Ctx): Promise<iso.Isolation> {
  const { DescribeSecurityGroupRulesCommand } = await import('@aws-sdk/client-ec2');
  const client = await (await ctx.read()).ec2();
  const found = new Map<string, iso.IsolationGroup>();
  for (const vpcId of iso.vpcsOf(interfaces)) {
    const id = await findOurs(client, { name: iso.isolationGroup, vpcId });
    if (id === undefined) continue;
    const Filters = [{ Name: 'group-id', Values: [id] }];
    const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const wide = SecurityGroupRules.filter(({ CidrIpv4, CidrIpv6 }) => CidrIpv4 === '0.0.0.0/0' || CidrIpv6 === '::/0');
    if (wide.some(({ IsEgress }) => !IsEgress))
      throw new iso.Obstacle(`${id} (${iso.isolationGroup}) lets the internet in`);
    found.set(vpcId, { id, leaks: wide.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []) });
  }
  return found;
}

type Named = Readonly<{ name: string; vpcId: string }>;

/** The id of our group of that name. Throws Obstacle when somebody else's has it. */
async function findOurs(client: EC2Client, { name, vpcId }: Named): Promise<string | undefined> {
  const { DescribeSecurityGroupsCommand } = await import('@aws-sdk/client-ec2');
  const wanted = { 'group-name': name, 'vpc-id': vpcId };
  const Filters = Object.entries(wanted).map(([Name, value]) => ({ Name, Values: [value] }));
  const { SecurityGroups: [group] = [] } = await client.send(new DescribeSecurityGroupsCommand({ Filters }));
  if (!group || group.Tags?.some(({ Key, Value }) => Key === iso.purposeTag && Value === name)) return group?.GroupId;
  throw new iso.Obstacle(
    `${group.GroupId} in ${vpcId} is called ${name} and is not ours: it has no tag ${iso.purposeTag}`,
  );
}

/** The id of our group of that name, made when it is missing. */
async function someGroup({ task, vpcId, name }: Named & { task: Task }, ctx: Ctx): Promise<string> {
  const { CreateSecurityGroupCommand } = await import('@aws-sdk/client-ec2');
  const found = await findOurs(await (await ctx.read()).ec2(), { name, vpcId });
  if (found !== undefined) return found;
  const arns = [ec2Arn(task.resource, 'security-group', '*'), ec2Arn(task.resource, 'vpc', vpcId)];
  const client = await (await ctx.act(['ec2:CreateSecurityGroup', 'ec2:CreateTags'], arns)).ec2();
  const TagSpecifications = iso.tagged('security-group', { [iso.purposeTag]: name });
  const input = {
    GroupName: name,
    Description: 'Made by Noroshi to isolate instances',
    VpcId: vpcId,
    TagSpecifications,
  };
  const { GroupId } = await client.send(new CreateSecurityGroupCommand(input));
  if (GroupId === undefined) throw new Error('EC2 made a security group and did not say which');
  return GroupId;
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

/** A new group lets everything out; this one must not. */
async function seal({ resource }: Task, { id, leaks }: iso.IsolationGroup, ctx: Ctx): Promise<void> {
  if (leaks.length === 0) return;
  const { RevokeSecurityGroupEgressCommand } = await import('@aws-sdk/client-ec2');
  const arns = [ec2Arn(resource, 'security-group', id), ec2Arn(resource, 'security-group-rule', '*')];
  const client = await (await ctx.act(['ec2:RevokeSecurityGroupEgress'], arns)).ec2();
  await client.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, SecurityGroupRuleIds: [...leaks] }));
}

type Cut = Readonly<{ task: Task; vpcId: string; now: iso.Connected; isolation: iso.Isolation }>;

/** Through the group that tracks nothing into the one that lets nothing through. */
async function cutOff({ task, vpcId, now, isolation }: Cut, ctx: Ctx): Promise<void> {
  const ec2 = await import('@aws-sdk/client-ec2');
  const ids = iso.notIsolated(now, isolation).flatMap((one) => (one.vpcId === vpcId ? [one.id] : []));
  const target = isolation.get(vpcId)?.id;
  if (target === undefined) throw new Error('An isolation group that was just made is not to be seen');
  const GroupId = await someGroup({ task, vpcId, name: iso.untrackedGroup }, ctx);
  const arns = [ec2Arn(task.resource, 'security-group', GroupId), ec2Arn(task.resource, 'security-group-rule', '*')];
  const opening = ['ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress'];
  const opener = await (await ctx.act(opening, arns)).ec2();
  const known = unlessNamed('InvalidPermission.Duplicate');
  const inward = { GroupId, IpPermissions: iso.everything('v4', 'v6') };
  await opener.send(new ec2.AuthorizeSecurityGroupIngressCommand(inward)).catch(known);
  const outward = { GroupId, IpPermissions: iso.everything('v6') };
  await opener.send(new ec2.AuthorizeSecurityGroupEgressCommand(outward)).catch(known);
  await move(task, { ids, to: [GroupId] }, ctx);
  await move(task, { ids, to: [target] }, ctx);
}

/** Takes away the group that lets everything through; whoever comes last does, where several are on their way through it. */
async function tidy({ resource }: Task, vpcId: string, ctx: Ctx): Promise<void> {
  const { DeleteSecurityGroupCommand } = await import('@aws-sdk/client-ec2');
  const GroupId = await findOurs(await (await ctx.read()).ec2(), { name: iso.untrackedGroup, vpcId });
  if (GroupId === undefined) return;
  const arn = ec2Arn(resource, 'security-group', GroupId);
  const client = await (await ctx.act(['ec2:DeleteSecurityGroup'], [arn])).ec2();
  await client.send(new DeleteSecurityGroupCommand({ GroupId })).catch(unlessNamed('DependencyViolation'));
}

type Move = Readonly<{ ids: readonly string[]; to: readonly string[] }>;

async function move({ resource }: Task, { ids, to }: Move, ctx: Ctx): Promise<void> {
  const { ModifyNetworkInterfaceAttributeCommand } = await import('@aws-sdk/client-ec2');
  const groups = to.map((id) => ec2Arn(resource, 'security-group', id));
  for (const NetworkInterfaceId of ids) {
    const arns = [ec2Arn(resource, 'network-interface', NetworkInterfaceId), ...groups];
    const client = await (await ctx.act(['ec2:ModifyNetworkInterfaceAttribute'], arns)).ec2();
    await client.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [...to] }));
  }
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

/** A refusal of AWS's is a failure with its reason, and what was done before it stays; a lost answer is thrown. */
async function attempt(work: () => Promise<void>): Promise<Applied> {
  try {
    await work();
    return { state: 'applied' };
  } catch (error) {
    const reason = error instanceof iso.Obstacle ? error.message : isUndone(error) ? awsReason(error) : undefined;
    if (reason === undefined) throw error;
    return { state: 'failed', reason };
  }
}

function goneReason({ resource }: Task): string {
  return `the instance ${resource.id} is not there any more`;
}
