import { z } from 'zod';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { type BridgeEvent, sessionCall } from './event-shapes.ts';
import { type Caller, findRefusal } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';

type Parts = Readonly<{ world: World; now: () => number; random: Random; emit(event: BridgeEvent): unknown }>;

const type = 'AWS::AutoScaling::AutoScalingGroup';
const ids = z.array(z.string().regex(/^i-[0-9a-f]{8,17}$/)).max(50);
const name = z.string().min(1).max(255);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const Group = z.object({
  minSize: z.number(),
  maxSize: z.number(),
  desiredCapacity: z.number(),
  instances: z.array(z.object({ instanceId: z.string(), lifecycleState: z.string().default('InService') })),
});
type Group = z.infer<typeof Group> & Readonly<{ item: WorldItem; name: string }>;

/** EC2 Auto Scaling, as far as one instance leaves its group and comes back; a group launches nothing here. */
export function makeAutoScaling(parts: Parts): Model {
  return defineModel(
    {
      DescribeAutoScalingInstances: defineAction(
        z.strictObject({ InstanceIds: ids.optional(), MaxRecords: z.coerce.number().max(50).optional() }),
        ({ InstanceIds }, caller) => {
          mustBeAllowed(caller, 'DescribeAutoScalingInstances', '*');
          const all = groupsAt(parts.world, caller).flatMap((group) =>
            group.instances.map((instance) => toAnswer(group, instance)),
          );
          const wanted = all.filter(({ InstanceId }) => !InstanceIds?.length || InstanceIds.includes(InstanceId));
          return { AutoScalingInstances: wanted };
        },
      ),
      DescribeAutoScalingGroups: defineAction(
        z.strictObject({ AutoScalingGroupNames: z.array(name).optional() }),
        ({ AutoScalingGroupNames: names }, caller) => {
          mustBeAllowed(caller, 'DescribeAutoScalingGroups', '*');
          const found = groupsAt(parts.world, caller).filter((group) => !names?.length || names.includes(group.name));
          return { AutoScalingGroups: found.map(toGroup) };
        },
      ),
      DetachInstances: defineAction(
        z.strictObject({ AutoScalingGroupName: name, InstanceIds: ids.min(1), ShouldDecrementDesiredCapacity: flag }),
        (input, caller) => detach(parts, caller, input),
      ),
      AttachInstances: defineAction(
        z.strictObject({ AutoScalingGroupName: name, InstanceIds: ids.min(1) }),
        (input, caller) => attach(parts, caller, input),
      ),
    },
    { invalid: 'ValidationError', unknownAction: 'InvalidAction' },
  );
}

type Named = Readonly<{ AutoScalingGroupName: string; InstanceIds: readonly string[] }>;

function detach(parts: Parts, caller: Caller, input: Named & { ShouldDecrementDesiredCapacity: boolean }): object {
  const group = loadGroup(parts, caller, { name: input.AutoScalingGroupName, action: 'DetachInstances' });
  const { InstanceIds, ShouldDecrementDesiredCapacity: isSmaller } = input;
  const stranger = InstanceIds.find((id) => !group.instances.some(({ instanceId }) => instanceId === id));
  if (stranger)
    throw new AwsError('ValidationError', `The instance ${stranger} is not part of Auto Scaling group ${group.name}.`);
  const busy = group.instances.find(
    ({ instanceId, lifecycleState }) =>
      InstanceIds.includes(instanceId) && !['InService', 'Standby'].includes(lifecycleState),
  );
  if (busy) {
    const why = `The instance ${busy.instanceId} is not in InService or Standby.`;
    throw new AwsError('ValidationError', why);
  }
  const desiredCapacity = group.desiredCapacity - (isSmaller ? InstanceIds.length : 0);
  if (desiredCapacity < group.minSize) {
    throw new AwsError(
      'ValidationError',
      `Currently, desiredSize equals minSize (${group.minSize}). Terminating instance without replacement will violate group's min size constraint.`,
    );
  }
  const instances = group.instances.filter(({ instanceId }) => !InstanceIds.includes(instanceId));
  parts.world.change(group.item, { ...group.item.configuration, desiredCapacity, instances });
  tell(parts, caller, { eventName: 'DetachInstances', input });
  return { Activities: InstanceIds.map((id) => activity(parts, group, `Detaching EC2 instance: ${id}`)) };
}

function attach(parts: Parts, caller: Caller, input: Named): void {
  const group = loadGroup(parts, caller, { name: input.AutoScalingGroupName, action: 'AttachInstances' });
  const holder = groupsAt(parts.world, caller).find(({ instances }) =>
    instances.some(({ instanceId }) => input.InstanceIds.includes(instanceId)),
  );
  if (holder)
    throw new AwsError(
      'ValidationError',
      `Instance ${input.InstanceIds[0]} is already part of AutoScalingGroup:${holder.name}`,
    );
  for (const id of input.InstanceIds) mustRun(parts, caller, id);
  const desiredCapacity = group.desiredCapacity + input.InstanceIds.length;
  if (desiredCapacity > group.maxSize) {
    throw new AwsError(
      'ValidationError',
      `AutoScalingGroup ${group.name} has min-size=${group.minSize}, max-size=${group.maxSize}, and desired-size=${group.desiredCapacity}. To attach ${input.InstanceIds.length} more instance, please update the AutoScalingGroup sizes appropriately.`,
    );
  }
  const added = input.InstanceIds.map((instanceId) => ({ instanceId, lifecycleState: 'InService' }));
  const instances = [...group.instances, ...added];
  parts.world.change(group.item, { ...group.item.configuration, desiredCapacity, instances });
  tell(parts, caller, { eventName: 'AttachInstances', input });
}

function mustRun({ world }: Parts, { accountId, region }: Caller, id: string): void {
  const item = world.findItem({ accountId, region, type: 'AWS::EC2::Instance', id });
  const state = JSON.stringify(item?.configuration['state'] ?? null);
  if (state.includes('"running"')) return;
  throw new AwsError('ValidationError', `Invalid Instance ID(s): [${id}] specified. It must be a running instance.`);
}

function groupsAt(world: World, { accountId, region }: Caller): readonly Group[] {
  return world
    .listItems()
    .filter(
      ({ resource, status }) =>
        resource.type === type &&
        resource.accountId === accountId &&
        resource.region === region &&
        status !== 'ResourceDeleted',
    )
    .map((item) => ({ ...Group.parse(item.configuration), item, name: item.resource.name ?? item.resource.id }));
}

function loadGroup(
  { world }: Parts,
  caller: Caller,
  { name: wanted, action }: { name: string; action: string },
): Group {
  const group = groupsAt(world, caller).find((one) => one.name === wanted);
  const place = `arn:aws:autoscaling:${caller.region}:${caller.accountId}:autoScalingGroup`;
  mustBeAllowed(caller, action, group?.item.resource.arn ?? `${place}:*:autoScalingGroupName/${wanted}`);
  if (group) return group;
  throw new AwsError('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup ${wanted} not found`);
}

function tell(
  { emit, now, random }: Parts,
  caller: Caller,
  { eventName, input }: { eventName: string; input: Named },
): void {
  const requestParameters = { autoScalingGroupName: input.AutoScalingGroupName, instanceIds: input.InstanceIds };
  const call = { service: 'autoscaling', eventName, requestParameters, responseElements: null };
  emit(sessionCall(caller, call, { at: now(), random }));
}

function activity({ now, random }: Parts, group: Group, Description: string): object {
  return {
    ...{ ActivityId: String(random()).slice(2), AutoScalingGroupName: group.name, Description },
    ...{ Cause: 'At the request of a user.', StartTime: new Date(now()).toISOString(), StatusCode: 'InProgress' },
  };
}

function toAnswer(
  group: Group,
  { instanceId: InstanceId, lifecycleState: LifecycleState }: Group['instances'][number],
) {
  return {
    ...{ InstanceId, AutoScalingGroupName: group.name, AvailabilityZone: group.item.availabilityZone },
    ...{ LifecycleState, HealthStatus: 'HEALTHY', ProtectedFromScaleIn: false },
  };
}

function toGroup({ item, name: AutoScalingGroupName, minSize, maxSize, desiredCapacity, instances }: Group): object {
  return {
    ...{ AutoScalingGroupName, AutoScalingGroupARN: item.resource.arn },
    ...{ MinSize: minSize, MaxSize: maxSize, DesiredCapacity: desiredCapacity },
    ...{ DefaultCooldown: 300, HealthCheckType: 'EC2', AvailabilityZones: [item.availabilityZone] },
    CreatedTime: new Date(item.createdAt).toISOString(),
    Instances: instances.map(({ instanceId: InstanceId }) => ({
      ...{ InstanceId, LifecycleState: 'InService', HealthStatus: 'Healthy', ProtectedFromScaleIn: false },
      AvailabilityZone: item.availabilityZone,
    })),
  };
}

/** The query services' `AccessDenied` unless the caller may do `autoscaling:<action>` to it. */
function mustBeAllowed(caller: Caller, action: string, resource: string): void {
  const refusal = findRefusal(caller, `autoscaling:${action}`, resource);
  if (refusal) throw new AwsError('AccessDenied', refusal, 403);
}
