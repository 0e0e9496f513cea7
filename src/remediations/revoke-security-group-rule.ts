import type { EC2Client } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import type { Alert } from '../core/alert.ts';
import { isNamed } from '../core/aws-error.ts';
import { ec2Arn } from '../core/ec2/arns.ts';
import {
  admitsTheWorld,
  HeldRule,
  heldRuleInWords,
  heldRuleOf,
  isEqualRule,
  opensAsTold,
  permissionOf,
} from '../core/security-groups/held-rule.ts';
import { listed } from '../core/text/phrase.ts';
import {
  type Applied,
  defineRemediation,
  type Planned,
  type RemediationContext,
  type Subject,
  type Task,
} from './define.ts';

const Before = z.object({ rules: z.array(HeldRule) });
type Before = z.infer<typeof Before>;

const group = 'AWS::EC2::SecurityGroup';

/**
 * Config rules that mean the same in every account: the ports that they want closed to the whole internet. Those whose ports
 * are parameters are none of them.
 */
const portsOf: Readonly<Record<string, readonly number[]>> = { 'restricted-ssh': [22] };

/** So many ARNs fit into a session's policy. */
const mostNamed = 10;

/**
 * Takes away the rules of a security group that an alert is about, by their ids and no others. Docs: Amazon EC2 API Reference,
 * RevokeSecurityGroupIngress, DescribeSecurityGroupRules; Amazon EC2 User Guide, "Amazon EC2 security group connection tracking".
 */
export const revokeSecurityGroupRule = defineRemediation({
  id: 'revoke-security-group-rule',
  title: 'Close the rule',
  effect: 'Revokes exactly the rules of this alert from the security group. Undo makes them again, with new ids.',
  resourceTypes: [group],
  approval: 'clicker',
  permissions: {
    read: ['ec2:DescribeSecurityGroupRules', 'ec2:DescribeSecurityGroups'],
    act: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
    undo: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateTags'],
  },
  inputs: {
    rules: {
      help: 'the ids of the rules, separated by commas',
      example: 'sgr-0123456789abcdef0',
      pattern: /^sgr-[0-9a-f]{8,17}(,sgr-[0-9a-f]{8,17}){0,59}$/,
    },
  },
  before: Before,

  subjectOf(alert: Alert): Subject | undefined {
    const resource = alert.resources.find(({ type }) => type === group);
    const { rules, opens } = alert.ids ?? {};
    if (!resource || alert.attempted) return undefined;
    if (rules !== undefined && opens !== undefined) return { resource, input: { rules, opens } };
    const ports = Object.hasOwn(portsOf, alert.rule ?? '') ? portsOf[alert.rule ?? ''] : undefined;
    return ports && { resource, input: { ports: ports.join(',') } };
  },

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const { id } = task.resource;
    if (!id.startsWith('sg-')) return { outcome: 'failed', reason: `${id} is not the id of a security group` };
    const held = await findRules(task, ctx);
    if (!held) return { outcome: 'resource-gone', reason: `the security group ${id} is not there any more` };
    const { rules, caveats } = task.input['rules'] === undefined ? openRules(task, held) : namedRules(task, held);
    if (rules.length === 0) return { steps: [], back: [], caveats, before: { rules } };
    return {
      steps: rules.map((rule) => ({ what: `close the rule ${rule.id}: ${heldRuleInWords(rule)}`, on: id })),
      back: rules.map((rule) => ({ what: `open again ${heldRuleInWords(rule)}, under a new id`, on: id })),
      caveats: [...caveats, 'Connections that are open already may go on until they end or time out.'],
      before: { rules },
    };
  },

  async apply(task, { rules }, ctx): Promise<Applied> {
    for (const isEgress of [false, true]) {
      const ids = rules.filter((rule) => rule.isEgress === isEgress).map(({ id }) => id);
      const failure = ids.length > 0 ? await revoke(task, { ids, isEgress }, ctx) : undefined;
      if (failure) return failure;
    }
    return { state: 'applied' };
  },

  async verify(task, { rules }, ctx) {
    const held = await findRules(task, ctx);
    const left = rules.filter((rule) => held?.some(({ id }) => id === rule.id)).map(({ id }) => id);
    if (left.length > 0)
      return { state: 'not-yet', what: `${listed(left)} ${left.length > 1 ? 'are' : 'is'} still there.` };
    return { state: 'reached', what: `${listed(rules.map(({ id }) => id))} of ${task.resource.id}: gone.` };
  },

  async undo(task, { rules }, ctx): Promise<Applied> {
    for (const rule of rules) {
      const failure = await authorize(task, rule, ctx);
      if (failure) return failure;
    }
    return { state: 'applied' };
  },

  async verifyUndo(task, { rules }, ctx) {
    const held = (await findRules(task, ctx)) ?? [];
    const missing = rules.filter((rule) => !held.some((one) => isEqualRule(one, rule)));
    if (missing.length === 0) return { state: 'reached', what: `${task.resource.id} has the rules again that it had.` };
    return { state: 'not-yet', what: `Not there yet: ${listed(missing.map(heldRuleInWords))}.` };
  },
});

type Chosen = { rules: HeldRule[]; caveats: string[] };

/** Those that are named and still are what was told; of each other one, why it is left alone. */
function namedRules({ input }: Task, held: readonly HeldRule[]): Chosen {
  const told = input['opens']?.split(',');
  const rules: HeldRule[] = [];
  const caveats: string[] = [];
  for (const [index, id] of (input['rules'] ?? '').split(',').entries()) {
    const rule = held.find((one) => one.id === id);
    const opens = told?.[index];
    if (!rule) caveats.push(`${id} is gone already.`);
    else if (opens === undefined || opensAsTold(rule, opens)) rules.push(rule);
    else
      caveats.push(`${id} was changed since and is left alone: it was ${opens}, and is ${heldRuleInWords(rule)} now.`);
  }
  return { rules, caveats };
}

/** Those that let the whole internet in on one of the ports. */
function openRules({ input }: Task, held: readonly HeldRule[]): Chosen {
  const ports = (input['ports'] ?? '').split(',').filter(Boolean).map(Number);
  const rules = held.filter((rule) => admitsTheWorld(rule, ports));
  const isWide = rules.some(({ from, to, protocol }) => protocol === '-1' || from !== to);
  return { rules, caveats: isWide ? ['A rule that opens more than the port in question is closed as a whole.'] : [] };
}

/** Every rule that the group has now; undefined when the group is gone. */
async function findRules({ resource }: Task, ctx: RemediationContext): Promise<readonly HeldRule[] | undefined> {
  const { DescribeSecurityGroupsCommand, paginateDescribeSecurityGroupRules } = await import('@aws-sdk/client-ec2');
  const client = await (await ctx.read()).ec2();
  try {
    await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [resource.id] }));
  } catch (error) {
    if (isNamed(error, 'InvalidGroup.NotFound')) return undefined;
    throw error;
  }
  const found: HeldRule[] = [];
  const Filters = [{ Name: 'group-id', Values: [resource.id] }];
  for await (const page of paginateDescribeSecurityGroupRules({ client, pageSize: 1000 }, { Filters })) {
    found.push(...(page.SecurityGroupRules ?? []).flatMap((one) => heldRuleOf(one) ?? []));
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Revoked = Readonly<{ ids: readonly string[]; isEgress: boolean }>;

/** Nothing when it worked. One rule that is gone lets EC2 refuse them all, so then each is asked for alone. */
async function revoke(task: Task, { ids, isEgress }: Revoked, ctx: RemediationContext): Promise<Applied | undefined> {
  const action = isEgress ? 'ec2:RevokeSecurityGroupEgress' : 'ec2:RevokeSecurityGroupIngress';
  const { resource } = task;
  const arns = [ec2Arn(resource, 'security-group', resource.id)];
  const named = ids.length > mostNamed ? ['*'] : ids;
  const rules = named.map((id) => ec2Arn(resource, 'security-group-rule', id));
  const client = await (await ctx.act([action], [...arns, ...rules])).ec2();
  try {
    return await sendRevoke(client, { groupId: resource.id, ids, isEgress });
  } catch (error) {
    if (isNamed(error, 'InvalidGroup.NotFound')) return gone(resource.id);
    if (!isNamed(error, 'InvalidSecurityGroupRuleId.NotFound')) throw error;
    if (ids.length === 1) return undefined;
  }
  for (const id of ids) {
    const failure = await revoke(task, { ids: [id], isEgress }, ctx);
    if (failure) return failure;
  }
  return undefined;
}

async function sendRevoke(
  client: EC2Client,
  { groupId: GroupId, ids, isEgress }: Revoked & { groupId: string },
): Promise<Applied | undefined> {
  const { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } = await import('@aws-sdk/client-ec2');
  const input = { GroupId, SecurityGroupRuleIds: [...ids] };
  const answer = isEgress
    ? await client.send(new RevokeSecurityGroupEgressCommand(input))
    : await client.send(new RevokeSecurityGroupIngressCommand(input));
  if (answer.Return !== false && !answer.UnknownIpPermissions?.length) return undefined;
  return { state: 'failed', reason: `EC2 did not know every rule of ${ids.join(', ')} and left the group as it was` };
}

async function authorize(task: Task, rule: HeldRule, ctx: RemediationContext): Promise<Applied | undefined> {
  const ec2 = await import('@aws-sdk/client-ec2');
  const { resource } = task;
  const action = rule.isEgress ? 'ec2:AuthorizeSecurityGroupEgress' : 'ec2:AuthorizeSecurityGroupIngress';
  const Tags = Object.entries(rule.tags).map(([Key, Value]) => ({ Key, Value }));
  const arns = [ec2Arn(resource, 'security-group', resource.id), ec2Arn(resource, 'security-group-rule', '*')];
  const client = await (await ctx.act(Tags.length > 0 ? [action, 'ec2:CreateTags'] : [action], arns)).ec2();
  const input = {
    GroupId: resource.id,
    IpPermissions: [permissionOf(rule)],
    ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'security-group-rule' as const, Tags }] }),
  };
  try {
    if (rule.isEgress) await client.send(new ec2.AuthorizeSecurityGroupEgressCommand(input));
    else await client.send(new ec2.AuthorizeSecurityGroupIngressCommand(input));
    return undefined;
  } catch (error) {
    if (isNamed(error, 'InvalidPermission.Duplicate')) return undefined;
    if (!isNamed(error, 'InvalidGroup.NotFound')) throw error;
    if (rule.group === null) return gone(resource.id);
    return {
      state: 'failed',
      reason: `${resource.id} or the group ${rule.group.id} that it let in is not there any more`,
    };
  }
}

function gone(id: string): Applied {
  return { state: 'resource-gone', reason: `the security group ${id} is not there any more` };
}
