import type { EC2Client, RevokeSecurityGroupEgressCommandInput } from '@aws-sdk/client-ec2';
import { unlessNamed } from '../../core/aws-error.ts';
import { ec2Arn } from '../../core/ec2/arns.ts';
import * as iso from '../../core/ec2/isolation.ts';
import { type HeldRule, heldRuleInWords, heldRuleOf } from '../../core/security-groups/held-rule.ts';
import type { RemediationContext, Task } from '../define.ts';

type Ctx = RemediationContext;

/** The isolation groups of the instance's VPCs. Throws Obstacle where one is not to be trusted. */
export async function findIsolation({ interfaces }: iso.Connected, ctx: Ctx): Promise<iso.Isolation> {
  const { DescribeSecurityGroupRulesCommand } = await import('@aws-sdk/client-ec2');
  const client = await (await ctx.read()).ec2();
  const found = new Map<string, iso.IsolationGroup>();
  for (const vpcId of iso.vpcsOf(interfaces)) {
    const id = await findOurs(client, { name: iso.isolationGroup, vpcId });
    if (id === undefined) continue;
    const Filters = [{ Name: 'group-id', Values: [id] }];
    const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const rules = SecurityGroupRules.flatMap((one) => heldRuleOf(one) ?? []);
    const isWide = ({ cidr4, cidr6 }: HeldRule) => cidr4 === '0.0.0.0/0' || cidr6 === '::/0';
    if (rules.some((one) => isWide(one) && !one.isEgress))
      throw new iso.Obstacle(`${id} (${iso.isolationGroup}) lets the internet in`);
    const others = rules.filter((one) => !isWide(one)).map(heldRuleInWords);
    found.set(vpcId, { id, leaks: rules.filter(isWide).map((one) => one.id), others });
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

/** The id of our group of that name, made when it is missing, and then waited for: EC2 may take seconds to know it. */
async function someGroup({ task, vpcId, name }: Named & { task: Task }, ctx: Ctx): Promise<string> {
  const { CreateSecurityGroupCommand, waitUntilSecurityGroupExists } = await import('@aws-sdk/client-ec2');
  const reader = await (await ctx.read()).ec2();
  const found = await findOurs(reader, { name, vpcId });
  if (found !== undefined) return found;
  const arns = [ec2Arn(task.resource, 'security-group', '*'), ec2Arn(task.resource, 'vpc', vpcId)];
  const client = await (await ctx.act(['ec2:CreateSecurityGroup', 'ec2:CreateTags'], arns)).ec2();
  const TagSpecifications = iso.tagged('security-group', { [iso.purposeTag]: name });
  const Description = 'Made by Noroshi to isolate instances';
  const command = new CreateSecurityGroupCommand({ GroupName: name, Description, VpcId: vpcId, TagSpecifications });
  // Where two instances are isolated at once, the other one made it.
  const made = await client.send(command).catch(unlessNamed('InvalidGroup.Duplicate'));
  const GroupId = made ? made.GroupId : await findOurs(reader, { name, vpcId });
  if (GroupId === undefined) throw new iso.Obstacle(`the security group ${name} in ${vpcId} is not to be seen yet`);
  await waitUntilSecurityGroupExists({ client: reader, maxWaitTime: 15, minDelay: 1 }, { GroupIds: [GroupId] });
  return GroupId;
}

/** The isolation groups of the instance's VPCs, made and closed where they are not. */
export async function makeIsolation(task: Task, now: iso.Connected, ctx: Ctx): Promise<iso.Isolation> {
  const isolation = new Map(await findIsolation(now, ctx));
  for (const vpcId of iso.vpcsOf(now.interfaces)) {
    const group = isolation.get(vpcId);
    if (group) {
      if (group.leaks.length > 0)
        await revokeOut(task, { GroupId: group.id, SecurityGroupRuleIds: [...group.leaks] }, ctx);
      continue;
    }
    const GroupId = await someGroup({ task, vpcId, name: iso.isolationGroup }, ctx);
    // A new group lets everything out, and its rules may not be listed yet: they are named by what they say.
    for (const kind of ['v4', 'v6'] as const)
      await revokeOut(task, { GroupId, IpPermissions: iso.everything(kind) }, ctx);
    isolation.set(vpcId, { id: GroupId, leaks: [], others: [] });
  }
  return isolation;
}

type Out = RevokeSecurityGroupEgressCommandInput & { GroupId: string };

/** A rule that is not there is none that lets something out; whether one is left is seen afterwards. */
async function revokeOut({ resource }: Task, out: Out, ctx: Ctx): Promise<void> {
  const { RevokeSecurityGroupEgressCommand } = await import('@aws-sdk/client-ec2');
  const arns = [ec2Arn(resource, 'security-group', out.GroupId), ec2Arn(resource, 'security-group-rule', '*')];
  const client = await (await ctx.act(['ec2:RevokeSecurityGroupEgress'], arns)).ec2();
  const absent = unlessNamed(
    'InvalidPermission.NotFound',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidParameterValue',
  );
  await client.send(new RevokeSecurityGroupEgressCommand(out)).catch(absent);
}

/** The group that lets everything through. */
export async function openGroup(task: Task, vpcId: string, ctx: Ctx): Promise<string> {
  const ec2 = await import('@aws-sdk/client-ec2');
  const GroupId = await someGroup({ task, vpcId, name: iso.untrackedGroup }, ctx);
  const arns = [ec2Arn(task.resource, 'security-group', GroupId), ec2Arn(task.resource, 'security-group-rule', '*')];
  const opening = ['ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress'];
  const client = await (await ctx.act(opening, arns)).ec2();
  const known = unlessNamed('InvalidPermission.Duplicate');
  const inward = { GroupId, IpPermissions: iso.everything('v4', 'v6') };
  await client.send(new ec2.AuthorizeSecurityGroupIngressCommand(inward)).catch(known);
  const outward = { GroupId, IpPermissions: iso.everything('v6') };
  await client.send(new ec2.AuthorizeSecurityGroupEgressCommand(outward)).catch(known);
  return GroupId;
}

/** Takes away the group that lets everything through; whoever comes last does, where several are on their way through it. */
export async function tidy({ resource }: Task, vpcId: string, ctx: Ctx): Promise<void> {
  const { DeleteSecurityGroupCommand } = await import('@aws-sdk/client-ec2');
  const GroupId = await findOurs(await (await ctx.read()).ec2(), { name: iso.untrackedGroup, vpcId });
  if (GroupId === undefined) return;
  const arn = ec2Arn(resource, 'security-group', GroupId);
  const client = await (await ctx.act(['ec2:DeleteSecurityGroup'], [arn])).ec2();
  const left = unlessNamed('DependencyViolation', 'InvalidGroup.NotFound');
  await client.send(new DeleteSecurityGroupCommand({ GroupId })).catch(left);
}
