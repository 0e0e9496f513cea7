import * as z from 'zod/mini';
import { awsReason, isUndone } from '../aws-error.ts';
import type { Plan, PlanStep } from '../remediation.ts';
import { listed } from '../text/phrase.ts';

/** Lets nothing in or out; one in each VPC, made when it is first needed, and kept. */
export const isolationGroup = 'noroshi-isolation';
/** Lets everything through, so that what flows is tracked no more; there for the moment of a move, then deleted. */
export const untrackedGroup = 'noroshi-untracked';
/** The tag that tells our groups from others of the same name; its value is the group's name. */
export const purposeTag = 'noroshi:purpose';
/** The tag of a snapshot that says for which request it was taken. */
export const requestTag = 'noroshi:request';

/** Behind a trunk, containers have interfaces of their own, which are none of the instance's. */
const Interface = z.object({ id: z.string(), vpcId: z.string(), groups: z.array(z.string()), isTrunk: z.boolean() });

/** An instance as it is connected: its interfaces with their groups, its auto scaling group, its EBS volumes. */
export const Connected = z.object({
  interfaces: z.array(Interface),
  scaling: z.nullable(z.string()),
  volumes: z.array(z.string()),
});
export type Connected = z.infer<typeof Connected>;
export type Interface = z.infer<typeof Interface>;

/** The parts of EC2's Instance that are used. Docs: Amazon EC2 API Reference, Instance. */
type Answered = Readonly<{
  NetworkInterfaces?:
    | readonly Readonly<{
        NetworkInterfaceId?: string | undefined;
        VpcId?: string | undefined;
        InterfaceType?: string | undefined;
        Groups?: readonly Readonly<{ GroupId?: string | undefined }>[] | undefined;
      }>[]
    | undefined;
  BlockDeviceMappings?:
    | readonly Readonly<{ Ebs?: Readonly<{ VolumeId?: string | undefined }> | undefined }>[]
    | undefined;
}>;

type Member = Readonly<{ AutoScalingGroupName?: string | undefined; LifecycleState?: string | undefined }>;

/** Reads what EC2 and Auto Scaling answered, in an order that is always the same. Who is leaving a group is in none any more. */
export function connectedOf(instance: Answered, member: Member | undefined): Connected {
  const interfaces = (instance.NetworkInterfaces ?? []).map((one) => ({
    ...{ id: one.NetworkInterfaceId ?? '', vpcId: one.VpcId ?? '', isTrunk: one.InterfaceType === 'trunk' },
    groups: (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []).sort(),
  }));
  const isLeaving = member?.LifecycleState?.startsWith('Detach') ?? false;
  return {
    interfaces: interfaces.sort((a, b) => (a.id < b.id ? -1 : 1)),
    scaling: (isLeaving ? undefined : member?.AutoScalingGroupName) ?? null,
    volumes: (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []).sort(),
  };
}

/** What stands in the way of isolating anything, in words for people. */
export class Obstacle extends Error {}

/** Why single interfaces could not be moved, by their ids. */
export type Refused = Map<string, unknown>;

/** Throws when something was refused: Obstacle with all of it in words; or an error of which nobody knows what came of it. */
export function complain(refused: Refused): void {
  const lost = [...refused.values()].find((error) => !(error instanceof Obstacle) && !isUndone(error));
  if (lost !== undefined) throw lost;
  const words = [...refused].map(
    ([id, error]) => `${id}: ${error instanceof Obstacle ? error.message : awsReason(error)}`,
  );
  if (words.length > 0) throw new Obstacle(`not every interface could be moved (${words.join('; ')})`);
}

/** For `catch`: the words of an obstacle; throws any other error. */
export function obstacleIn(error: unknown): string {
  if (error instanceof Obstacle) return error.message;
  throw error;
}

/** EC2's TagSpecifications of one kind. */
export function tagged<Kind extends string>(kind: Kind, tags: Readonly<Record<string, string>>) {
  return [{ ResourceType: kind, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
}

/** Everything, to or from everywhere: flows that such rules let through in both directions are not tracked. */
export function everything(...kinds: readonly ('v4' | 'v6')[]) {
  const ranges = {
    ...(kinds.includes('v4') && { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ...(kinds.includes('v6') && { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
  };
  return [{ IpProtocol: '-1', ...ranges }];
}

/** Its id, the rules by which everything still gets out of it, and in words those by which something else gets through. */
export type IsolationGroup = Readonly<{ id: string; leaks: readonly string[]; others: readonly string[] }>;

/** The isolation groups that there are, by VPC. */
export type Isolation = ReadonlyMap<string, IsolationGroup>;

/** The interfaces that are in anything but their VPC's isolation group alone. */
export function notIsolated({ interfaces }: Connected, isolation: Isolation): readonly Interface[] {
  return interfaces.filter(({ vpcId, groups }) => {
    const group = isolation.get(vpcId);
    return group === undefined || groups.length !== 1 || groups[0] !== group.id;
  });
}

/** What it takes to isolate an instance, in order; no steps when it is isolated. */
export function isolationPlan(id: string, before: Connected, isolation: Isolation): Omit<Plan, 'before'> {
  const { scaling, volumes } = before;
  const open = notIsolated(before, isolation);
  const leaking = before.interfaces.some(({ vpcId }) => (isolation.get(vpcId)?.leaks.length ?? 0) > 0);
  if (open.length === 0 && scaling === null && !leaking) return { steps: [], back: [], caveats: [] };
  const leave = `out of the auto scaling group ${scaling}, which starts another instance in its place`;
  return {
    steps: [
      ...volumes.map((volume) => ({ what: `take a snapshot of the volume ${volume}`, on: id })),
      ...groupSteps(before, isolation),
      ...(scaling === null ? [] : [{ what: `take ${id} ${leave}`, on: scaling }]),
      ...open.map((one) => ({
        what: `move ${namesOf(one)} to ${isolationGroup}, cutting its open connections`,
        on: id,
      })),
    ],
    back: [
      ...open.map(({ id: eni, groups }) => ({ what: `move the interface ${eni} back to ${listed(groups)}`, on: id })),
      ...(scaling === null
        ? []
        : [{ what: `put ${id} back into the auto scaling group ${scaling}, one larger than now`, on: scaling }]),
    ],
    caveats: [
      ...passing(before, isolation).map((words) => `${isolationGroup} does let something through: ${words}.`),
      ...before.interfaces.flatMap(({ id: eni, isTrunk }) =>
        isTrunk ? [`Behind the trunk ${eni} containers have interfaces of their own: those stay connected.`] : [],
      ),
      'Its open connections are cut, also those of people who work on it.',
      `To cut them, ${untrackedGroup} lets everything through for some seconds before ${isolationGroup} lets nothing.`,
      'Connections through a NAT gateway, a Network Load Balancer or PrivateLink are always tracked and may last until they end.',
      ...(volumes.length > 0 ? ['The snapshots stay, also after an undo, and cost what they hold.'] : []),
      ...(scaling === null
        ? ['Where a load balancer sends to it directly, it stays registered there and turns unhealthy.']
        : []),
      "The credentials of the instance's role still work wherever they were taken to: revoke the role's sessions as well.",
    ],
  };
}

function groupSteps({ interfaces }: Connected, isolation: Isolation): readonly PlanStep[] {
  return vpcsOf(interfaces).flatMap((vpcId) => {
    const group = isolation.get(vpcId);
    if (!group) return [{ what: `make the security group ${isolationGroup}, without any rule`, on: vpcId }];
    if (group.leaks.length === 0) return [];
    return [{ what: `revoke ${listed(group.leaks)} of ${isolationGroup}, which let everything out`, on: vpcId }];
  });
}

/** What the isolation groups of these interfaces let through on purpose, such as the way in for whoever investigates. */
function passing({ interfaces }: Connected, isolation: Isolation): readonly string[] {
  return vpcsOf(interfaces).flatMap((vpcId) => isolation.get(vpcId)?.others ?? []);
}

function namesOf({ id, groups }: Interface): string {
  return `the interface ${id} from ${listed(groups)}`;
}

/** The VPCs of interfaces, each once. */
export function vpcsOf(interfaces: readonly Interface[]): readonly string[] {
  return [...new Set(interfaces.map(({ vpcId }) => vpcId))];
}

type Seen = Readonly<{ state: 'reached' | 'not-yet' | 'not-reached'; what: string }>;

/** How far an instance is isolated, in a sentence; `now` is undefined when it is gone, `isolation` a text where something is in the way. */
export function isolationSeen(id: string, now: Connected | undefined, isolation: Isolation | string | undefined): Seen {
  if (!now) return { state: 'not-reached', what: `${id} is not there any more.` };
  if (typeof isolation === 'string') return { state: 'not-reached', what: `${isolation}.` };
  const open = notIsolated(now, isolation ?? new Map());
  if (open.length > 0) return { state: 'not-yet', what: `Not isolated yet: ${listed(open.map((one) => one.id))}.` };
  const leaking = vpcsOf(now.interfaces).flatMap((vpcId) => isolation?.get(vpcId)?.leaks ?? []);
  if (leaking.length > 0)
    return { state: 'not-yet', what: `${listed(leaking)} of ${isolationGroup} let everything out.` };
  if (now.scaling !== null) return { state: 'not-yet', what: `${id} is still leaving ${now.scaling}.` };
  const through = passing(now, isolation ?? new Map());
  const but = through.length > 0 ? `, but for what ${isolationGroup} lets through: ${listed(through)}` : '';
  return { state: 'reached', what: `${id} is cut off: ${listed(now.interfaces.map((one) => one.id))}${but}.` };
}

/** Whether an instance is connected as it was: the same groups of each interface that is still there, the same auto scaling group. */
export function reconnectionSeen(id: string, now: Connected | undefined, before: Connected): Seen {
  if (!now) return { state: 'not-reached', what: `${id} is not there any more.` };
  const isBack = (was: Interface) => {
    const found = now.interfaces.find((one) => one.id === was.id);
    return found === undefined || found.groups.join() === was.groups.join();
  };
  const isAsBefore = now.scaling === before.scaling && before.interfaces.every(isBack);
  return isAsBefore
    ? { state: 'reached', what: `${id} is connected as it was.` }
    : { state: 'not-yet', what: `${id} is not connected yet as it was.` };
}
