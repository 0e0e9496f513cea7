import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldItem, WorldRule } from '../world-item.ts';
import { machineOf, withInterfaces } from './ec2-machine.ts';
import { automationCall, type BridgeEvent, complianceChange, instanceState } from './event-shapes.ts';
import type { Run } from './remediation-runs.ts';

/**
 * What a finished automation did, whoever started it: the world is changed, and the events that AWS sends about it come back,
 * oldest first.
 */
export function applyRemediation(
  run: Run,
  { world, at, random }: { world: World; at: number; random: Random },
): readonly BridgeEvent[] {
  const context = { at, random };
  const change = { world, item: world.findItem(run), context };
  // What the custom rule says of a resized instance is its function's to say: AWS Config records the change and asks.
  if (run.document === 'AWS-ResizeInstance') return resize(run, change);
  if (run.document === 'Example-IsolateInstance') return isolate(run, change);
  const events = run.type === 'AWS::EC2::Instance' ? stop(run, change) : close(run, change);
  return [...events, ...rulesOf(run, world).flatMap((rule) => judgeAnew(rule, run, change))];
}

type Change = Readonly<{ world: World; item: WorldItem | undefined; context: { at: number; random: Random } }>;

/** The rule that it was for; else those that this document remedies. */
function rulesOf({ rule, document, accountId, region }: Run, world: World): readonly WorldRule[] {
  if (rule) return [rule];
  return world.rules.filter(
    (one) => one.accountId === accountId && one.region === region && one.remediation?.document === document,
  );
}

function judgeAnew(rule: WorldRule, { type, id }: Run, { world, context }: Change): readonly BridgeEvent[] {
  const { accountId, region } = rule;
  const before = world.findEvaluation({ accountId, region, rule: rule.name, type, id });
  if (before?.compliance !== 'NON_COMPLIANT') return [];
  // Later than what it undoes, also when that came from somebody whose clock is ahead.
  const recordedAt = Math.max(context.at, before.recordedAt + 1000);
  const after = { ...before, compliance: 'COMPLIANT' as const, recordedAt };
  world.putEvaluation(after);
  return [complianceChange({ rule, before, after }, context)];
}

function stop({ accountId, region, id, execution }: Run, { world, item, context }: Change): readonly BridgeEvent[] {
  if (item) world.change(item, { ...item.configuration, state: { code: 80, name: 'stopped' } });
  const place = { accountId, region };
  const requestParameters = { instancesSet: { items: [{ instanceId: id }] }, force: false };
  return [
    automationCall({ ...place, execution, eventName: 'StopInstances', requestParameters }, context),
    ...['stopping', 'stopped'].map((state) => instanceState({ ...place, instanceId: id, state }, context)),
  ];
}

function resize(
  { accountId, region, id, parameters, execution }: Run,
  { world, item, context }: Change,
): readonly BridgeEvent[] {
  const instanceType = parameters['InstanceType']?.[0] ?? 't3.micro';
  if (item) world.change(item, { ...item.configuration, instanceType, state: { code: 16, name: 'running' } });
  const place = { accountId, region };
  const requestParameters = { instanceId: id, instanceType: { value: instanceType } };
  return [
    ...['stopping', 'stopped'].map((state) => instanceState({ ...place, instanceId: id, state }, context)),
    automationCall({ ...place, execution, eventName: 'ModifyInstanceAttribute', requestParameters }, context),
    ...['pending', 'running'].map((state) => instanceState({ ...place, instanceId: id, state }, context)),
  ];
}

/** A group that lets nothing through, for every interface of the instance. */
const isolation = 'sg-0150a7ed150a7ed15';

function isolate({ accountId, region, id, execution }: Run, { world, item, context }: Change): readonly BridgeEvent[] {
  if (item) {
    const interfaces = machineOf(item).interfaces.map((one) => ({ ...one, groups: [isolation] }));
    world.change(item, withInterfaces(item, interfaces));
  }
  const requestParameters = { instanceId: id, groupSet: { items: [{ groupId: isolation }] } };
  return [
    automationCall({ accountId, region, execution, eventName: 'ModifyInstanceAttribute', requestParameters }, context),
  ];
}

function close({ accountId, region, id, execution }: Run, { world, item, context }: Change): readonly BridgeEvent[] {
  const permissions = item?.configuration['ipPermissions'];
  const kept = Array.isArray(permissions) ? permissions.flatMap(withoutWorld) : [];
  if (item) world.change(item, { ...item.configuration, ipPermissions: kept });
  const open = { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };
  const requestParameters = { groupId: id, ipPermissions: { items: [open] } };
  return [
    automationCall(
      { accountId, region, execution, eventName: 'RevokeSecurityGroupIngress', requestParameters },
      context,
    ),
  ];
}

/** What is left of a permission without the addresses of the whole internet; nothing where that was all. */
function withoutWorld(permission: Readonly<Record<string, unknown>>): readonly object[] {
  const isWorld = (range: unknown) => /"(0\.0\.0\.0\/0|::\/0)"/.test(JSON.stringify(range));
  if (!isWorld(permission)) return [permission];
  const lists = Object.entries(permission).flatMap(([key, value]) =>
    Array.isArray(value) ? [[key, value.filter((one) => !isWorld(one))] as const] : [],
  );
  return lists.some(([, left]) => left.length > 0) ? [{ ...permission, ...Object.fromEntries(lists) }] : [];
}
