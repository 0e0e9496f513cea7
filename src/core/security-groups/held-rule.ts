import * as z from 'zod/mini';
import { parseCidr, reachOf } from '../cidr.ts';
import { ruleInFull, ruleInShort, rulesOfFlat, type SecurityGroupRule } from './security-group-rule.ts';

const text = z.nullable(z.string());

/** One rule of a security group in full, as EC2 holds it: what it takes to make it again. `null` where it has none. */
export const HeldRule = z.object({
  id: z.string(),
  isEgress: z.boolean(),
  protocol: z.string(),
  from: z.nullable(z.number()),
  to: z.nullable(z.number()),
  cidr4: text,
  cidr6: text,
  prefixList: text,
  group: z.nullable(z.object({ id: z.string(), userId: text })),
  description: text,
  /** Without AWS's own (`aws:…`), which nobody else can put. */
  tags: z.record(z.string(), z.string()),
});
export type HeldRule = z.infer<typeof HeldRule>;

/** The parts of EC2's SecurityGroupRule that are used. Docs: Amazon EC2 API Reference, SecurityGroupRule. */
type Answered = Readonly<{
  SecurityGroupRuleId?: string | undefined;
  IsEgress?: boolean | undefined;
  IpProtocol?: string | undefined;
  FromPort?: number | undefined;
  ToPort?: number | undefined;
  CidrIpv4?: string | undefined;
  CidrIpv6?: string | undefined;
  PrefixListId?: string | undefined;
  ReferencedGroupInfo?: Readonly<{ GroupId?: string | undefined; UserId?: string | undefined }> | undefined;
  Description?: string | undefined;
  Tags?: readonly Readonly<{ Key?: string | undefined; Value?: string | undefined }>[] | undefined;
}>;

/** Reads what DescribeSecurityGroupRules answered; nothing for a rule without an id. */
export function heldRuleOf(answered: Answered): HeldRule | undefined {
  const { SecurityGroupRuleId: id, ReferencedGroupInfo: group, Tags = [] } = answered;
  if (id === undefined) return undefined;
  return {
    id,
    isEgress: answered.IsEgress ?? false,
    protocol: answered.IpProtocol ?? '-1',
    from: answered.FromPort ?? null,
    to: answered.ToPort ?? null,
    cidr4: answered.CidrIpv4 ?? null,
    cidr6: answered.CidrIpv6 ?? null,
    prefixList: answered.PrefixListId ?? null,
    group: group?.GroupId === undefined ? null : { id: group.GroupId, userId: group.UserId ?? null },
    description: answered.Description ?? null,
    tags: Object.fromEntries(
      Tags.flatMap(({ Key = 'aws:', Value = '' }) => (Key.startsWith('aws:') ? [] : [[Key, Value]])),
    ),
  };
}

/** EC2's IpPermission that makes the rule again. Docs: Amazon EC2 API Reference, IpPermission. */
export function permissionOf({ protocol, from, to, cidr4, cidr6, prefixList, group, description }: HeldRule) {
  const said = description === null ? {} : { Description: description };
  const hasPorts = protocol !== '-1';
  return {
    IpProtocol: protocol,
    ...(hasPorts && from !== null && { FromPort: from }),
    ...(hasPorts && to !== null && { ToPort: to }),
    ...(cidr4 !== null && { IpRanges: [{ CidrIp: cidr4, ...said }] }),
    ...(cidr6 !== null && { Ipv6Ranges: [{ CidrIpv6: cidr6, ...said }] }),
    ...(prefixList !== null && { PrefixListIds: [{ PrefixListId: prefixList, ...said }] }),
    ...(group !== null && {
      UserIdGroupPairs: [{ GroupId: group.id, ...(group.userId !== null && { UserId: group.userId }), ...said }],
    }),
  };
}

/** `inbound tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)`. */
export function heldRuleInWords(rule: HeldRule): string {
  const plain = plainOf({ ...rule, description: null });
  return plain ? `${plain.direction} ${ruleInFull(plain)}` : `the rule ${rule.id}`;
}

/** Whether it opens what an event told (`tcp 22 0.0.0.0/0`), however the addresses are written. */
export function opensAsTold(rule: HeldRule, told: string): boolean {
  const plain = plainOf(rule);
  return plain !== undefined && canonical(ruleInShort(plain)) === canonical(told);
}

/** Whether it lets the whole internet in on one of these TCP ports. */
export function admitsTheWorld(rule: HeldRule, ports: readonly number[]): boolean {
  const plain = rule.isEgress ? undefined : plainOf(rule);
  if (plain?.peer?.kind !== 'cidr' || reachOf(plain.peer.value) !== 'world') return false;
  if (plain.protocol === 'all') return true;
  const { protocol, from = 0, to = 65_535 } = plain;
  return protocol === 'tcp' && ports.some((port) => from <= port && port <= to);
}

/** Whether two rules open the same with the same words, whatever their ids. */
export function isEqualRule(one: HeldRule, other: HeldRule): boolean {
  return essence(one) === essence(other);
}

function essence({ id: _, tags, ...rule }: HeldRule): string {
  const sorted = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([rule.isEgress, permissionOf({ ...rule, id: '', tags }), sorted]);
}

function plainOf(rule: HeldRule): SecurityGroupRule | undefined {
  const flat = {
    ...{ securityGroupRuleId: rule.id, isEgress: rule.isEgress, ipProtocol: rule.protocol },
    ...{ fromPort: rule.from, toPort: rule.to, cidrIpv4: rule.cidr4, cidrIpv6: rule.cidr6 },
    ...{ prefixListId: rule.prefixList, referencedGroupId: rule.group?.id, description: rule.description },
  };
  return rulesOfFlat([flat], 'inbound')[0];
}

function canonical(told: string): string {
  const parts = told.split(' ');
  const cidr = parseCidr(parts.at(-1) ?? '');
  return cidr ? [...parts.slice(0, -1), `${cidr.size}:${cidr.start}/${cidr.prefix}`].join(' ') : told;
}
