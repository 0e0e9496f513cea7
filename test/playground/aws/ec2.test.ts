import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SecurityEvent } from '../../../src/core/events/event.ts';
import { adoptRules } from '../../../src/playground/aws/adopt-rules.ts';
import { makeAutoScaling } from '../../../src/playground/aws/autoscaling.ts';
import { makeEc2 } from '../../../src/playground/aws/ec2.ts';
import { serveEc2 } from '../../../src/playground/aws/ec2-protocol.ts';
import { rulesOf } from '../../../src/playground/aws/ec2-rules.ts';
import type { BridgeEvent } from '../../../src/playground/aws/event-shapes.ts';
import type { Caller } from '../../../src/playground/aws/identity.ts';
import { makeRandom } from '../../../src/playground/random.ts';
import { groupOpened } from '../../../src/playground/scenes/group-opened.ts';
import { openSshRule } from '../../../src/playground/scenes/open-ssh-rule.ts';
import { scene } from '../../../src/playground/seed-scene.ts';
import { makeWorld, type World } from '../../../src/playground/world.ts';
import { loadPlaygroundSettings } from './settings.ts';

const settings = await loadPlaygroundSettings();
const caller: Caller = {
  ...{ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'x', accountId: scene.prod, region: scene.region, tags: {} },
  ...{ roleArn: `arn:aws:iam::${scene.prod}:role/noroshi-remediate`, roleId: 'AROAEXAMPLE', sessionName: 'noroshi-1' },
  ...{ sourceIdentity: 'slack-U0ALICE', policy: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }] },
};
const group = scene.securityGroup.id;
const instance = scene.instance.id;

let clock: number;
let world: World;
let events: BridgeEvent[];
let ec2: ReturnType<typeof makeEc2>;
let parts: Parameters<typeof makeEc2>[0];
beforeEach(() => {
  clock = 1_700_000_000_000;
  events = [];
  world = makeWorld({ settings, seed: 7, now: () => clock });
  parts = { world, now: () => clock, random: makeRandom(7, 'ec2'), emit: (event) => void events.push(event) };
  ec2 = makeEc2(parts);
});

const call = (action: string, input: object, who: Caller = caller) => ec2.call(action, input, who);
const Rules = z.object({ securityGroupRuleSet: z.array(z.object({ securityGroupRuleId: z.string() })) });
const idsIn = (answer: unknown) => Rules.parse(answer).securityGroupRuleSet.map((one) => one.securityGroupRuleId);
const inGroup = { Filter: [{ Name: 'group-id', Value: [group] }] };
const open22 = { IpProtocol: 'tcp', FromPort: '22', ToPort: '22', IpRanges: [{ CidrIp: '198.51.100.0/24' }] };

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the rules of security groups', () => {
  it('have ids, and a rule that is made again has another', () => {
    const [id = ''] = idsIn(call('DescribeSecurityGroupRules', inGroup));
    call('RevokeSecurityGroupIngress', { GroupId: group, SecurityGroupRuleId: [id] });
    expect(idsIn(call('DescribeSecurityGroupRules', inGroup))).toEqual([]);

    const world22 = { ...open22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const [again] = idsIn(call('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [world22] }));

    expect(again).toMatch(/^sgr-[0-9a-f]{17}$/);
    expect(again).not.toBe(id);
  });

  it('are told to CloudTrail with whoever the session is for, and to the managed rules', () => {
    const ids = idsIn(call('DescribeSecurityGroupRules', inGroup));
    call('RevokeSecurityGroupIngress', { GroupId: group, SecurityGroupRuleId: ids });

    const [told, verdict] = events;
    expect(told).toMatchObject({
      source: 'aws.ec2',
      detail: {
        eventName: 'RevokeSecurityGroupIngress',
        userIdentity: { sessionContext: { sourceIdentity: 'slack-U0ALICE' } },
        responseElements: { revokedSecurityGroupRuleSet: { items: [{ securityGroupRuleId: ids[0] }] } },
      },
    });
    expect(verdict?.detail).toMatchObject({
      configRuleName: 'restricted-ssh',
      newEvaluationResult: { complianceType: 'COMPLIANT' },
    });
  });

  it.each([
    ['no such group', 'InvalidGroup.NotFound', () => ({ GroupId: 'sg-0', SecurityGroupRuleId: ['sgr-0'] })],
    ['no such rule', 'InvalidSecurityGroupRuleId.NotFound', () => ({ GroupId: group, SecurityGroupRuleId: ['sgr-0'] })],
    ['a field that is none', 'InvalidParameterValue', () => ({ GroupId: group, RuleIds: ['sgr-0'] })],
  ])('are not revoked with %s', (_, code, input) => {
    expect(thrown(() => call('RevokeSecurityGroupIngress', input()))).toMatchObject({ code });
  });

  it('are not revoked in the wrong direction, and not made twice', () => {
    const ids = idsIn(call('DescribeSecurityGroupRules', inGroup));
    const authorize = () => call('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [open22] });
    authorize();

    expect(thrown(() => call('RevokeSecurityGroupEgress', { GroupId: group, SecurityGroupRuleId: ids }))).toMatchObject(
      { code: 'InvalidSecurityGroupRuleId.NotFound' },
    );
    expect(thrown(authorize)).toMatchObject({ code: 'InvalidPermission.Duplicate' });
  });

  it('come in pages', () => {
    const ports = Array.from({ length: 6 }, (_, at) => ({ ...open22, FromPort: `${at + 1}`, ToPort: `${at + 1}` }));
    call('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: ports });
    const Page = z.object({ nextToken: z.string() });

    const first = call('DescribeSecurityGroupRules', { ...inGroup, MaxResults: '5' });
    const { nextToken: NextToken } = Page.parse(first);
    const second = call('DescribeSecurityGroupRules', { ...inGroup, MaxResults: '5', NextToken });

    expect(new Set([...idsIn(first), ...idsIn(second)]).size).toBe(7);
    expect(Page.safeParse(second).success).toBe(false);
  });
});

describe('what somebody sends about a group', () => {
  const send = (event: object | undefined) => adoptRules(event as SecurityEvent, { world });
  const rules = () => {
    const item = world.findItem({ ...caller, type: 'AWS::EC2::SecurityGroup', id: group });
    return item ? rulesOf(world, item) : [];
  };
  const bridged = (events: readonly object[]) =>
    events.map((event) => ({ ...event, account: scene.prod, region: scene.region }));

  it('gives the rule the id that the event tells', () => {
    bridged(groupOpened.events(clock)).forEach(send);

    expect(rules().map(({ id }) => id)).toEqual([`sgr-${group.slice(3)}`]);
  });

  it('opens again what was closed since, as AWS Config finds it', () => {
    call('RevokeSecurityGroupIngress', { GroupId: group, SecurityGroupRuleId: rules().map(({ id }) => id) });
    bridged(openSshRule.events(clock)).forEach(send);

    expect(rules()).toMatchObject([{ from: 22, peer: { value: '0.0.0.0/0' } }]);
  });
});

describe('instances', () => {
  const stateOf = () => JSON.stringify(call('DescribeInstances', { InstanceId: [instance] }));

  it('are stopping for a while before they are stopped, and the other way round', () => {
    call('StopInstances', { InstanceId: [instance] });
    expect(stateOf()).toContain('"stopping"');
    expect(thrown(() => call('StartInstances', { InstanceId: [instance] }))).toMatchObject({
      code: 'IncorrectInstanceState',
    });
    clock += 10_000;
    expect(stateOf()).toContain('"stopped"');

    call('StartInstances', { InstanceId: [instance] });
    clock += 10_000;
    expect(stateOf()).toContain('"running"');
    const states = events.filter((event) => event['detail-type'].startsWith('EC2 Instance'));
    expect(states.map(({ detail }) => detail['state'])).toEqual(['stopping', 'stopped', 'pending', 'running']);
  });

  it('are not there under another id, in another region, or for who has no right to them', () => {
    const elsewhere = { ...caller, region: 'eu-west-1' };
    const nobody = { ...caller, policy: [] };

    expect(thrown(() => call('StopInstances', { InstanceId: ['i-00000000'] }))).toMatchObject({
      code: 'InvalidInstanceID.NotFound',
    });
    expect(thrown(() => call('StopInstances', { InstanceId: [instance] }, elsewhere))).toMatchObject({
      code: 'InvalidInstanceID.NotFound',
    });
    expect(thrown(() => call('StopInstances', { InstanceId: [instance] }, nobody))).toMatchObject({
      ...{ code: 'UnauthorizedOperation', status: 403 },
    });
  });

  it('have interfaces, each with groups of its own VPC', () => {
    const made = call('CreateSecurityGroup', { GroupName: 'other', GroupDescription: 'x', VpcId: 'vpc-0other' });
    const { groupId } = z.object({ groupId: z.string() }).parse(made);
    const found = call('DescribeNetworkInterfaces', {
      Filter: [{ Name: 'attachment.instance-id', Value: [instance] }],
    });
    const id = `eni-${instance.slice(2)}`;

    expect(JSON.stringify(found)).toContain(id);
    expect(
      thrown(() => call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: id, SecurityGroupId: [groupId] })),
    ).toMatchObject({ code: 'InvalidGroup.NotFound' });
    expect(
      thrown(() => call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-0', SecurityGroupId: [group] })),
    ).toMatchObject({ code: 'InvalidNetworkInterfaceID.NotFound' });
  });

  it('keep a group from being deleted that they are in', () => {
    expect(thrown(() => call('DeleteSecurityGroup', { GroupId: group }))).toMatchObject({
      code: 'DependencyViolation',
    });
  });
});

describe('auto scaling groups', () => {
  it('take no instance back that would make them too large', () => {
    const type = 'AWS::AutoScaling::AutoScalingGroup';
    const { accountId, region } = caller;
    world.add({
      resource: { type, id: 'asg', name: 'batch', accountId, region, arn: 'arn:aws:autoscaling:::x' },
      ...{
        status: 'OK',
        stateId: '1',
        createdAt: 0,
        capturedAt: 0,
        availabilityZone: 'a',
        tags: {},
        relationships: [],
      },
      configuration: { minSize: 1, maxSize: 1, desiredCapacity: 1, instances: [{ instanceId: instance }] },
    });
    const scaling = makeAutoScaling(parts);
    const which = { AutoScalingGroupName: 'batch', InstanceIds: [instance] };
    scaling.call('DetachInstances', { ...which, ShouldDecrementDesiredCapacity: 'false' }, caller);

    expect(thrown(() => scaling.call('AttachInstances', which, caller))).toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining('max-size=1'),
    });
  });
});

describe("EC2's dialect", () => {
  const service = () => serveEc2(ec2);
  const ask = (body: string) =>
    service().handle({ method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from(body) }, caller);

  it('answers without a Result element, with lists of items', async () => {
    const body = `Action=DescribeInstances&Version=2016-11-15&InstanceId.1=${instance}`;

    const { body: xml } = await ask(body);

    expect(String(xml)).toMatch(/^<DescribeInstancesResponse xmlns=.*<reservationSet><item>/);
    expect(String(xml)).toContain(`<instanceId>${instance}</instanceId>`);
  });

  it('refuses another version, and has its errors in a list', async () => {
    await expect(ask('Action=DescribeInstances&Version=2011-01-01')).rejects.toMatchObject({ code: 'NoSuchVersion' });
    const error = await ask('Action=Nothing&Version=2016-11-15').catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'InvalidAction' });
  });
});
