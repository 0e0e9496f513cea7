import type { Instance } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { awsReason, isNamed, isUndone } from '../core/aws-error.ts';
import { ec2Arn } from '../core/ec2/arns.ts';
import { oneLine } from '../core/text/phrase.ts';
import { type Applied, defineRemediation, type Planned, type RemediationContext, type Task } from './define.ts';

const Before = z.object({ state: z.string() });
type Before = z.infer<typeof Before>;

/**
 * Stops an instance; nothing of it is deleted. Docs: Amazon EC2 API Reference, StopInstances; Amazon EC2 User Guide, "Stop and
 * start Amazon EC2 instances" and "Enable stop protection".
 */
export const stopInstance = defineRemediation({
  id: 'stop-instance',
  title: 'Stop the instance',
  effect: 'Stops the instance. What is in its memory and on instance store volumes is lost; undo starts it again.',
  resourceTypes: ['AWS::EC2::Instance'],
  approval: 'clicker',
  permissions: {
    read: ['autoscaling:DescribeAutoScalingInstances', 'ec2:DescribeInstanceAttribute', 'ec2:DescribeInstances'],
    act: ['ec2:StopInstances'],
    undo: ['ec2:StartInstances'],
  },
  before: Before,

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const { id } = task.resource;
    const instance = await findInstance(task, ctx);
    const state = stateOf(instance);
    if (!instance || isOver(state)) return { outcome: 'resource-gone', reason: goneReason(id) };
    const before = { state };
    if (state === 'stopped' || state === 'stopping') return { steps: [], back: [], caveats: [], before };
    const obstacle = await obstacleOf(instance, task, ctx);
    if (obstacle !== undefined) return { outcome: 'failed', reason: obstacle };
    const name = nameOf(instance);
    return {
      steps: [{ what: `stop the instance${name}`, on: id }],
      back: [{ what: `start the instance${name} again`, on: id }],
      caveats: [...caveatsOf(instance), ...(await caveatOfGroup(task, ctx))],
      before,
    };
  },

  async apply(task, _, ctx): Promise<Applied> {
    const { StopInstancesCommand } = await import('@aws-sdk/client-ec2');
    const { resource } = task;
    const client = await (await ctx.act(['ec2:StopInstances'], [ec2Arn(resource, 'instance', resource.id)])).ec2();
    return attempt(task, () => client.send(new StopInstancesCommand({ InstanceIds: [resource.id] })));
  },

  async verify(task, _, ctx) {
    const { id } = task.resource;
    const state = stateOf(await findInstance(task, ctx));
    if (state === 'stopped') return { state: 'reached', what: `${id} is stopped.` };
    if (isOver(state)) return { state: 'reached', what: `${id} is not there any more: somebody terminated it.` };
    return { state: 'not-yet', what: `${id} is ${state}.` };
  },

  async undo(task, _, ctx): Promise<Applied> {
    const { StartInstancesCommand } = await import('@aws-sdk/client-ec2');
    const { resource } = task;
    const client = await (await ctx.act(['ec2:StartInstances'], [ec2Arn(resource, 'instance', resource.id)])).ec2();
    return attempt(task, () => client.send(new StartInstancesCommand({ InstanceIds: [resource.id] })));
  },

  async verifyUndo(task, _, ctx) {
    const { id } = task.resource;
    const instance = await findInstance(task, ctx);
    const state = stateOf(instance);
    if (state === 'running') return { state: 'reached', what: `${id} is running again.` };
    if (isOver(state)) return { state: 'not-reached', what: `${id} is not there any more.` };
    return { state: 'not-yet', what: `${id} is ${state}${whyStopped(instance)}.` };
  },
});

/** The instance, also for an hour or so after it was terminated; undefined when EC2 does not know it. */
async function findInstance({ resource }: Task, ctx: RemediationContext): Promise<Instance | undefined> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await (await ctx.read()).ec2();
  try {
    const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ InstanceIds: [resource.id] }));
    return Reservations[0]?.Instances?.[0];
  } catch (error) {
    if (isNamed(error, 'InvalidInstanceID.NotFound')) return undefined;
    throw error;
  }
}

function stateOf(instance: Instance | undefined): string {
  return instance?.State?.Name ?? 'terminated';
}

/** Why EC2 stopped it, or could not start it, unless somebody asked for that: a volume's key that may not be used, for one. */
function whyStopped({ StateReason }: Instance = {}): string {
  const { Code = '', Message = '' } = StateReason ?? {};
  return Code === '' || Code.endsWith('UserInitiatedShutdown') ? '' : ` (${oneLine(`${Code}: ${Message}`, 200)})`;
}

function isOver(state: string): boolean {
  return state === 'terminated' || state === 'shutting-down';
}

/** Why EC2 would not stop it, as far as that can be known before. */
async function obstacleOf(
  instance: Instance,
  { resource }: Task,
  ctx: RemediationContext,
): Promise<string | undefined> {
  if (stateOf(instance) !== 'running') return `${resource.id} is ${stateOf(instance)}: try again when it runs`;
  if (instance.RootDeviceType === 'instance-store') {
    return `${resource.id} starts from an instance store volume and cannot be stopped, only terminated; isolate it instead`;
  }
  const { DescribeInstanceAttributeCommand } = await import('@aws-sdk/client-ec2');
  const client = await (await ctx.read()).ec2();
  const command = new DescribeInstanceAttributeCommand({ InstanceId: resource.id, Attribute: 'disableApiStop' });
  const { DisableApiStop } = await client.send(command);
  if (DisableApiStop?.Value !== true) return undefined;
  return `${resource.id} has stop protection (disableApiStop): whoever put it there must lift it first`;
}

function caveatsOf({ PublicIpAddress, InstanceLifecycle, NetworkInterfaces = [] }: Instance): readonly string[] {
  const owners = NetworkInterfaces.map(({ Association }) => Association?.IpOwnerId);
  const isKept = owners.some((owner) => owner !== undefined && owner !== 'amazon');
  const address = PublicIpAddress !== undefined && !isKept;
  return [
    'What is in its memory and on instance store volumes is lost.',
    'Undo cannot start it where a volume is encrypted with a customer managed key: whoever may use that key must.',
    ...(address ? [`Its public IPv4 address ${PublicIpAddress} is given up; it starts again with another one.`] : []),
    ...(InstanceLifecycle === 'spot'
      ? ['It is a Spot Instance: EC2 stops it only if its request is a persistent one.']
      : []),
  ];
}

async function caveatOfGroup({ resource }: Task, ctx: RemediationContext): Promise<readonly string[]> {
  const { DescribeAutoScalingInstancesCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await (await ctx.read()).autoscaling();
  const { AutoScalingInstances = [] } = await client.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [resource.id] }),
  );
  const [member] = AutoScalingInstances;
  if (!member) return [];
  const group = oneLine(member.AutoScalingGroupName ?? 'one', 120);
  return [
    `It is in the auto scaling group ${group}, which will terminate it as unhealthy and start another one in its place.`,
  ];
}

/** A refusal of EC2's is a failure with its reason; after a lost answer nobody knows, so that is thrown. */
async function attempt({ resource }: Task, send: () => Promise<unknown>): Promise<Applied> {
  try {
    await send();
    return { state: 'applied' };
  } catch (error) {
    if (isNamed(error, 'InvalidInstanceID.NotFound'))
      return { state: 'resource-gone', reason: goneReason(resource.id) };
    const reason = awsReason(error);
    const isRefused = isUndone(error) || isNamed(error, 'InsufficientInstanceCapacity');
    if (reason === undefined || !isRefused) throw error;
    return { state: 'failed', reason };
  }
}

function goneReason(id: string): string {
  return `the instance ${id} is not there any more`;
}

function nameOf({ Tags = [] }: Instance): string {
  const name = oneLine(Tags.find(({ Key }) => Key === 'Name')?.Value ?? '', 120);
  return name === '' ? '' : ` ${name}`;
}
