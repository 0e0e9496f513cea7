import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { automationCall, type BridgeEvent, complianceChange, instanceState } from './event-shapes.ts';
import type { Run } from './remediation-runs.ts';

/** What a finished remediation did: the world is changed, and the events that AWS sends about it come back, oldest first. */
export function applyRemediation(
  run: Run,
  { world, at, random }: { world: World; at: number; random: Random },
): readonly BridgeEvent[] {
  const { rule, type, id } = run;
  const { accountId, region } = rule;
  const item = world.findItem({ accountId, region, type, id });
  const context = { at, random };
  const change = { world, item, context };
  if (rule.remediation?.document === 'AWS-ResizeInstance') return resize(run, change);
  const events = type === 'AWS::EC2::Instance' ? stop(run, change) : close(run, change);
  const before = world.findEvaluation({ accountId, region, rule: rule.name, type, id });
  if (!before) return events;
  // Later than what it undoes, also when that came from somebody whose clock is ahead.
  const after = { ...before, compliance: 'COMPLIANT' as const, recordedAt: Math.max(at, before.recordedAt + 1000) };
  world.putEvaluation(after);
  return [...events, complianceChange({ rule, before, after }, context)];
}

type Change = Readonly<{ world: World; item: WorldItem | undefined; context: { at: number; random: Random } }>;

function stop({ rule, id }: Run, { world, item, context }: Change): readonly BridgeEvent[] {
  if (item) world.change(item, { ...item.configuration, state: { code: 80, name: 'stopped' } });
  const place = { accountId: rule.accountId, region: rule.region };
  const requestParameters = { instancesSet: { items: [{ instanceId: id }] }, force: false };
  return [
    automationCall({ ...place, eventName: 'StopInstances', requestParameters }, context),
    ...['stopping', 'stopped'].map((state) => instanceState({ ...place, instanceId: id, state }, context)),
  ];
}

/** What the rule says of it afterwards is its function's to say: AWS Config records the change and asks. */
function resize({ rule, id }: Run, { world, item, context }: Change): readonly BridgeEvent[] {
  const instanceType = rule.remediation?.values?.['InstanceType'] ?? 't3.micro';
  if (item) world.change(item, { ...item.configuration, instanceType, state: { code: 16, name: 'running' } });
  const place = { accountId: rule.accountId, region: rule.region };
  const requestParameters = { instanceId: id, instanceType: { value: instanceType } };
  return [
    ...['stopping', 'stopped'].map((state) => instanceState({ ...place, instanceId: id, state }, context)),
    automationCall({ ...place, eventName: 'ModifyInstanceAttribute', requestParameters }, context),
    ...['pending', 'running'].map((state) => instanceState({ ...place, instanceId: id, state }, context)),
  ];
}

function close({ rule, id }: Run, { world, item, context }: Change): readonly BridgeEvent[] {
  const permissions = item?.configuration['ipPermissions'];
  const kept = Array.isArray(permissions)
    ? permissions.filter((one) => !/"(0\.0\.0\.0\/0|::\/0)"/.test(JSON.stringify(one)))
    : [];
  if (item) world.change(item, { ...item.configuration, ipPermissions: kept });
  const open = { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };
  const requestParameters = { groupId: id, ipPermissions: { items: [open] } };
  return [
    automationCall(
      { accountId: rule.accountId, region: rule.region, eventName: 'RevokeSecurityGroupIngress', requestParameters },
      context,
    ),
  ];
}
