import { z } from 'zod';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { machineOf, stateOf } from './ec2-machine.ts';
import {
  type Ec2Actions,
  type Ec2Parts,
  ec2Arn,
  filtered,
  filters,
  itemsAt,
  loadItem,
  mustBeAllowedInEc2,
  pageOf,
  paging,
  record,
  tagSet,
} from './ec2-parts.ts';
import { instanceState } from './event-shapes.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

const type = 'AWS::EC2::Instance';
/** How long an instance takes to stop or to start, in ms. */
const changingMs = 8000;

const states = {
  pending: { code: 0, name: 'pending' },
  running: { code: 16, name: 'running' },
  stopping: { code: 64, name: 'stopping' },
  stopped: { code: 80, name: 'stopped' },
} as const;

const one = z.array(z.string().regex(/^i-[0-9a-f]{8,17}$/)).min(1);

/** Instances, and how they stop and start. */
export function instanceActions(parts: Ec2Parts): Ec2Actions {
  return {
    DescribeInstances: defineAction(
      z.strictObject({ ...paging, InstanceId: one.optional(), Filter: filters.optional() }),
      ({ InstanceId, Filter, ...asked }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeInstances', '*');
        const named = InstanceId?.map((id) => loadInstance(parts, caller, id)) ?? itemsAt(parts.world, caller, type);
        const found = filtered(named, Filter, (item) => ({
          values: { 'instance-id': [item.resource.id], 'instance-state-name': [machineOf(item).state.name] },
          tags: item.tags,
        }));
        const { page, next } = pageOf(found, asked);
        const reservations = page.map((item) => ({
          ...{ reservationId: `r-${item.resource.id.slice(2)}`, ownerId: caller.accountId },
          instancesSet: [toAnswer(item)],
        }));
        return { reservationSet: reservations, ...next };
      },
    ),
    DescribeInstanceAttribute: defineAction(
      z.strictObject({ InstanceId: one.element, Attribute: z.enum(['disableApiStop', 'disableApiTermination']) }),
      ({ InstanceId, Attribute }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeInstanceAttribute', ec2Arn(caller, 'instance', InstanceId));
        const machine = machineOf(loadInstance(parts, caller, InstanceId));
        return { instanceId: InstanceId, [Attribute]: { value: machine[Attribute] } };
      },
    ),
    StopInstances: defineAction(z.strictObject({ InstanceId: one }), ({ InstanceId }, caller) =>
      turn(parts, caller, { ids: InstanceId, eventName: 'StopInstances' }),
    ),
    StartInstances: defineAction(z.strictObject({ InstanceId: one }), ({ InstanceId }, caller) =>
      turn(parts, caller, { ids: InstanceId, eventName: 'StartInstances' }),
    ),
  };
}

/** The instance of that id in the caller's account and region. */
function loadInstance(parts: Ec2Parts, caller: Caller, id: string): WorldItem {
  return loadItem(parts, caller, { type, id, code: 'InvalidInstanceID.NotFound', what: 'instance ID' });
}

/** Lets every instance that has been stopping or starting long enough come to its end. */
export function settleInstances({ world, now, random, emit }: Ec2Parts): void {
  for (const item of world.listItems()) {
    if (item.resource.type !== type || item.capturedAt + changingMs > now()) continue;
    const next = { stopping: states.stopped, pending: states.running }[stateOf(item)];
    if (!next) continue;
    world.change(item, { ...item.configuration, state: next });
    const { accountId, region, id } = item.resource;
    emit(instanceState({ accountId, region, instanceId: id, state: next.name }, { at: now(), random }));
  }
}

type Turn = Readonly<{ ids: readonly string[]; eventName: 'StopInstances' | 'StartInstances' }>;

function turn(parts: Ec2Parts, caller: Caller, { ids, eventName }: Turn): object {
  const isStop = eventName === 'StopInstances';
  for (const id of ids) mustBeAllowedInEc2(caller, eventName, ec2Arn(caller, 'instance', id));
  const items = ids.map((id) => loadInstance(parts, caller, id));
  for (const item of items) (isStop ? mustBeStoppable : mustBeStartable)(item);
  const changes = items.map((item) => {
    const previousState = machineOf(item).state;
    const currentState = isStop ? stopped(previousState) : started(previousState);
    if (currentState.code !== previousState.code) {
      parts.world.change(item, { ...item.configuration, state: currentState });
    }
    return { instanceId: item.resource.id, currentState, previousState };
  });
  const requestParameters = { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } };
  record(parts, caller, { eventName, requestParameters, responseElements: { instancesSet: { items: changes } } });
  for (const { instanceId, currentState, previousState } of changes) {
    if (currentState.code === previousState.code) continue;
    const { accountId, region } = caller;
    const context = { at: parts.now(), random: parts.random };
    parts.emit(instanceState({ accountId, region, instanceId, state: currentState.name }, context));
  }
  return { instancesSet: changes };
}

type State = Readonly<{ code: number; name: string }>;

function stopped(state: State): State {
  return state.name === 'stopped' || state.name === 'stopping' ? state : states.stopping;
}

function started(state: State): State {
  return state.name === 'running' || state.name === 'pending' ? state : states.pending;
}

function mustBeStoppable(item: WorldItem): void {
  const { id, state, rootDeviceType, instanceLifecycle, disableApiStop } = machineOf(item);
  if (state.name === 'terminated' || state.name === 'shutting-down' || state.name === 'pending') {
    throw new AwsError(
      'IncorrectInstanceState',
      `This instance '${id}' is not in a state from which it can be stopped.`,
    );
  }
  if (disableApiStop) {
    const what = "may not be stopped. Modify its 'disableApiStop' instance attribute and try again.";
    throw new AwsError('OperationNotPermitted', `The instance '${id}' ${what}`);
  }
  if (rootDeviceType !== 'ebs') {
    const why = "does not have an 'ebs' root device type and cannot be stopped.";
    throw new AwsError('UnsupportedOperation', `The instance '${id}' ${why}`);
  }
  if (instanceLifecycle === 'spot') {
    const why = 'because it is associated with a one-time Spot Instance request.';
    throw new AwsError('UnsupportedOperation', `You can't stop the Spot Instance '${id}' ${why}`);
  }
}

function mustBeStartable(item: WorldItem): void {
  const { id, state } = machineOf(item);
  if (state.name === 'stopped' || state.name === 'running' || state.name === 'pending') return;
  throw new AwsError('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be started.`);
}

function toAnswer(item: WorldItem): object {
  const machine = machineOf(item);
  const { id, state, imageId, instanceType, privateIpAddress, publicIpAddress, vpcId, subnetId } = machine;
  const { rootDeviceType, instanceLifecycle, stateReason, interfaces, volumes } = machine;
  const groupSet = (groups: readonly string[]) => groups.map((groupId) => ({ groupId }));
  return {
    ...{ instanceId: id, imageId, instanceType, instanceState: state, privateIpAddress, ipAddress: publicIpAddress },
    ...{ vpcId, subnetId, rootDeviceType, instanceLifecycle, stateReason },
    groupSet: groupSet(interfaces.find(({ deviceIndex }) => deviceIndex === 0)?.groups ?? []),
    networkInterfaceSet: interfaces.map(({ networkInterfaceId, groups, deviceIndex, sourceDestCheck }) => ({
      ...{ networkInterfaceId, vpcId, subnetId, sourceDestCheck, groupSet: groupSet(groups) },
      attachment: { deviceIndex, status: 'attached' },
    })),
    blockDeviceMapping: volumes.map((volumeId, index) => ({
      deviceName: `/dev/xvd${'abcdefghij'[index]}`,
      ebs: { volumeId, status: 'attached', deleteOnTermination: true },
    })),
    tagSet: tagSet(item.tags),
  };
}
