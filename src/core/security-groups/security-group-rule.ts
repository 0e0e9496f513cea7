import type * as z from 'zod/mini';
import { reachOf } from '../cidr.ts';
import { anyCase, flag, isObject, list, maybe, number, readList, readText, text } from '../text/lenient.ts';
import { portName, sensitiveNames } from './port-names.ts';

/** One rule of a security group: one direction, one protocol, one range of ports, one peer. */
export type SecurityGroupRule = Readonly<{
  /** `sgr-…`, where the event tells it. */
  id?: string;
  direction: 'inbound' | 'outbound';
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a protocol number. */
  protocol: string;
  /** Both missing: all ports. */
  from?: number;
  to?: number;
  peer?: Readonly<{ kind: 'cidr' | 'group' | 'prefix-list'; value: string }>;
  description?: string;
}>;

const Peer = anyCase({
  cidrIp: text,
  cidrIpv4: text,
  cidrIpv6: text,
  prefixListId: text,
  groupId: text,
  groupName: text,
  description: text,
});
type Peer = z.infer<typeof Peer>;

const ports = { ipProtocol: text, fromPort: number, toPort: number };

/** EC2's IpPermission: one protocol and port range, many peers. */
const Permission = anyCase({
  ...ports,
  groups: list(Peer),
  userIdGroupPairs: list(Peer),
  ipRanges: list(Peer),
  ipv6Ranges: list(Peer),
  prefixListIds: list(Peer),
});
type Permission = z.infer<typeof Permission>;

/** EC2's SecurityGroupRule, and the oldest form of a request: everything side by side. */
const Flat = anyCase({
  ...ports,
  cidrIp: text,
  cidrIpv4: text,
  cidrIpv6: text,
  prefixListId: text,
  referencedGroupId: text,
  referencedGroupInfo: maybe(Peer),
  sourceSecurityGroupId: text,
  sourceSecurityGroupName: text,
  securityGroupRuleId: text,
  isEgress: flag,
  description: text,
});
type Flat = z.infer<typeof Flat>;

/** The rules in a list of IpPermissions, however it was written; what is none is left out. */
export function rulesOfPermissions(value: unknown, direction: SecurityGroupRule['direction']): SecurityGroupRule[] {
  return readList(value).flatMap((one) => {
    const parsed = Permission.safeParse(one);
    return parsed.success ? spread(parsed.data, direction) : [];
  });
}

/** The rules in a list of SecurityGroupRules (`securityGroupRuleSet` of an answer), or in a request of the oldest form. */
export function rulesOfFlat(value: unknown, direction: SecurityGroupRule['direction']): SecurityGroupRule[] {
  return readList(value).flatMap((one) => {
    const parsed = Flat.safeParse(one);
    const rule = parsed.success ? flatRule(parsed.data, direction) : undefined;
    return rule ? [rule] : [];
  });
}

/** The rules that ModifySecurityGroupRules asks for: each an id and what the rule shall be. */
export function rulesOfModification(value: unknown): SecurityGroupRule[] {
  const Wanted = anyCase({ securityGroupRuleId: text, securityGroupRule: maybe(Flat) });
  return readList(value).flatMap((one) => {
    const parsed = Wanted.safeParse(one);
    const inner = parsed.success ? parsed.data.securityGroupRule : undefined;
    const rule = inner && flatRule(inner, 'inbound');
    const id = parsed.success ? parsed.data.securityGroupRuleId : undefined;
    return rule ? [{ ...rule, ...(id ? { id } : {}) }] : [];
  });
}

/** Ids of rules in a request: `[{ securityGroupRuleId }]` or plain texts. */
export function ruleIds(value: unknown): readonly string[] {
  return readList(value).flatMap((one) => {
    const parsed = isObject(one) ? Flat.safeParse(one) : undefined;
    const id = parsed?.success ? parsed.data.securityGroupRuleId : readText(one);
    return id ? [id] : [];
  });
}

function spread(permission: Permission, direction: SecurityGroupRule['direction']): SecurityGroupRule[] {
  const { ipProtocol, ipRanges, ipv6Ranges, prefixListIds, groups, userIdGroupPairs } = permission;
  const peers = [ipRanges, ipv6Ranges, prefixListIds, groups, userIdGroupPairs].flatMap((one) => one ?? []);
  if (!ipProtocol && permission.fromPort === undefined && peers.length === 0) return [];
  const base = { direction, ...protocolAndPorts(permission) };
  if (peers.length === 0) return [base];
  return peers.map((one) => ({ ...base, ...peerOf(one), ...described(one) }));
}

function flatRule(flat: Flat, direction: SecurityGroupRule['direction']): SecurityGroupRule | undefined {
  const group = flat.referencedGroupId ?? flat.referencedGroupInfo?.groupId ?? flat.sourceSecurityGroupId;
  const peer = peerOf({ ...flat, groupId: group, groupName: flat.sourceSecurityGroupName });
  if (!flat.ipProtocol && flat.fromPort === undefined && !peer.peer) return undefined;
  return {
    ...(flat.securityGroupRuleId ? { id: flat.securityGroupRuleId } : {}),
    direction: flat.isEgress === undefined ? direction : flat.isEgress ? 'outbound' : 'inbound',
    ...protocolAndPorts(flat),
    ...peer,
    ...described(flat),
  };
}

function peerOf(peer: Peer): Pick<SecurityGroupRule, 'peer'> {
  const cidr = peer.cidrIp ?? peer.cidrIpv4 ?? peer.cidrIpv6;
  if (cidr) return { peer: { kind: 'cidr', value: cidr } };
  if (peer.prefixListId) return { peer: { kind: 'prefix-list', value: peer.prefixListId } };
  const group = peer.groupId ?? peer.groupName;
  return group ? { peer: { kind: 'group', value: group } } : {};
}

function described({ description }: { description?: string | undefined }): Pick<SecurityGroupRule, 'description'> {
  return description ? { description } : {};
}

const protocolNames = new Map([
  ['-1', 'all'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

function protocolAndPorts({ ipProtocol, fromPort, toPort }: Pick<Permission, 'ipProtocol' | 'fromPort' | 'toPort'>) {
  const protocol = protocolNames.get(ipProtocol ?? '-1') ?? (ipProtocol ?? 'all').toLowerCase();
  if ((protocol !== 'tcp' && protocol !== 'udp') || fromPort === undefined || fromPort < 0) return { protocol };
  const to = toPort === undefined || toPort < fromPort ? fromPort : toPort;
  return fromPort === 0 && to === 65535 ? { protocol } : { protocol, from: fromPort, to };
}

/** For a sentence: `SSH (port 22)`, `ports 8000–8100`, `all ports`, `all TCP ports`, `ICMP`. */
export function portsInWords({ protocol, from, to }: SecurityGroupRule): string {
  if (protocol === 'all') return 'all ports';
  if (protocol === 'icmp') return 'ICMP';
  if (protocol === 'icmpv6') return 'ICMPv6';
  if (protocol !== 'tcp' && protocol !== 'udp') return `protocol ${protocol}`;
  if (from === undefined || to === undefined) return `all ${protocol.toUpperCase()} ports`;
  const udp = protocol === 'udp' ? 'UDP ' : '';
  if (from === to) {
    const name = portName(from);
    return name ? `${name} (${udp}port ${from})` : `${udp}port ${from}`;
  }
  const names = sensitiveNames(from, to);
  const among = names.length === 0 || names.length > 3 ? '' : ` (${names.join(', ')} among them)`;
  return `${udp}ports ${from}–${to}${among}`;
}

/** For a sentence: `the whole internet`, an address range, `its own members`, a group, a prefix list. */
export function peerInWords({ peer }: SecurityGroupRule, groupId?: string): string | undefined {
  if (!peer) return undefined;
  if (peer.kind === 'prefix-list') return `prefix list ${peer.value}`;
  if (peer.kind === 'group') return peer.value === groupId ? 'its own members' : `group ${peer.value}`;
  const reach = reachOf(peer.value);
  if (reach === 'world') return 'the whole internet';
  return reach === 'vast' ? `a vast part of the internet (${peer.value})` : peer.value;
}

/** For before and after: `tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)`. */
export function ruleInFull(rule: SecurityGroupRule): string {
  const { protocol, from, to, peer, description } = rule;
  const name = from !== undefined && from === to ? portName(from) : undefined;
  const range = from === undefined ? '' : ` ${from === to ? from : `${from}–${to}`}${name ? ` (${name})` : ''}`;
  const all =
    protocol === 'all'
      ? 'all traffic'
      : from === undefined && /^(tcp|udp)$/.test(protocol)
        ? `all ${protocol}`
        : protocol;
  const preposition = rule.direction === 'inbound' ? 'from' : 'to';
  const world = peer?.kind === 'cidr' && reachOf(peer.value) === 'world' ? ' (the whole internet)' : '';
  const label = peer?.kind === 'prefix-list' ? 'prefix list ' : peer?.kind === 'group' ? 'group ' : '';
  const where = peer ? ` ${preposition} ${label}${peer.value}${world}` : '';
  return `${all}${range}${where}${description ? `, described as “${description}”` : ''}`;
}

/** For comparing, whatever its direction, name and description: `tcp 22 0.0.0.0/0`, `all sg-0123`. No commas. */
export function ruleInShort({ protocol, from, to, peer }: SecurityGroupRule): string {
  const ports = from === undefined ? '' : from === to ? String(from) : `${from}-${to}`;
  return [protocol, ports, peer?.value ?? '']
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(',', '');
}
