import { z } from 'zod';
import type { SecurityEvent } from '../../core/events/event.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { type GroupRule, isSameRule, type MarkedRule, markRule, putRules, rulesOf } from './ec2-rules.ts';

type Context = Readonly<{ world: World }>;

const id = z.string().regex(/^sgr-[0-9a-f]{8,17}$/);
const answered = z.object({
  ...{ securityGroupRuleId: id, groupId: z.string(), isEgress: z.boolean(), ipProtocol: z.string() },
  ...{ fromPort: z.number().optional(), toPort: z.number().optional() },
  ...{ cidrIpv4: z.string().optional(), cidrIpv6: z.string().optional(), description: z.string().optional() },
});
const done = { errorCode: z.undefined().optional(), eventSource: z.literal('ec2.amazonaws.com') };
const opened = z.object({
  ...done,
  eventName: z.enum(['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress']),
  responseElements: z.object({ securityGroupRuleSet: z.object({ items: z.array(answered) }) }),
});
const foundOpen = z.object({
  ...{ configRuleName: z.literal('restricted-ssh'), resourceId: z.string() },
  newEvaluationResult: z.object({ complianceType: z.literal('NON_COMPLIANT') }),
});

/** Rules that were opened are there from then on, under the ids that the event tells; and SSH is, where AWS Config finds it. */
export function adoptRules(event: SecurityEvent, { world }: Context): void {
  const { account: accountId, region, detail } = event;
  const find = (groupId: string) => world.findItem({ accountId, region, type: 'AWS::EC2::SecurityGroup', id: groupId });
  const call = opened.safeParse(detail);
  for (const one of call.data?.responseElements.securityGroupRuleSet.items ?? []) {
    const group = find(one.groupId);
    const rule = ruleOf(one);
    if (group && rule) open(world, group, rule);
  }
  const group = find(foundOpen.safeParse(detail).data?.resourceId ?? '');
  if (group && !rulesOf(world, group).some(isOpenSsh)) {
    open(world, group, { ...ssh, id: `sgr-${group.resource.id.slice(3)}`, tags: {} });
  }
}

const ssh: GroupRule = {
  ...{ isEgress: false, protocol: 'tcp', from: 22, to: 22 },
  peer: { kind: 'ipv4', value: '0.0.0.0/0' },
};

function isOpenSsh({ isEgress, protocol, from = 0, to = 65_535, peer }: GroupRule): boolean {
  const isWorld = peer.value === '0.0.0.0/0' || peer.value === '::/0';
  return !isEgress && isWorld && (protocol === '-1' || (protocol === 'tcp' && from <= 22 && to >= 22));
}

function open(world: World, group: WorldItem, rule: MarkedRule): void {
  const rules = rulesOf(world, group);
  if (rules.some((other) => isSameRule(other, rule))) markRule(world, group, rule);
  else putRules(world, group, [...rules.filter((other) => other.id !== rule.id), rule]);
}

function ruleOf(one: z.infer<typeof answered>): MarkedRule | undefined {
  const { securityGroupRuleId, isEgress, ipProtocol: protocol, fromPort: from, toPort: to, description } = one;
  const value = one.cidrIpv4 ?? one.cidrIpv6;
  if (value === undefined) return undefined;
  const kind = one.cidrIpv4 === undefined ? 'ipv6' : 'ipv4';
  const ports = protocol === '-1' || from === undefined || to === undefined ? {} : { from, to };
  const peer = { kind, value, ...(description !== undefined && { description }) } as const;
  return { id: securityGroupRuleId, tags: {}, isEgress, protocol, ...ports, peer };
}
