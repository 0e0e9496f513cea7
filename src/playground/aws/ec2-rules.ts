import { createHash } from 'node:crypto';
import { z } from 'zod';
import { resourceKey } from '../../core/resource.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';

type Peer = Readonly<{ kind: 'ipv4' | 'ipv6' | 'prefix-list' | 'group'; value: string; description?: string }>;

/** One rule of a security group: a direction, a protocol, a range of ports and a peer. */
export type GroupRule = Readonly<{ isEgress: boolean; protocol: string; from?: number; to?: number; peer: Peer }>;

/** A rule with what EC2 calls it. */
export type MarkedRule = GroupRule & Readonly<{ id: string; tags: Readonly<Record<string, string>> }>;

const description = z.string().optional();
/** A permission as AWS Config records it. */
const permissions = z
  .array(
    z.object({
      ipProtocol: z.string(),
      fromPort: z.number().optional(),
      toPort: z.number().optional(),
      ipv4Ranges: z.array(z.object({ cidrIp: z.string(), description })).default([]),
      ipv6Ranges: z.array(z.object({ cidrIpv6: z.string(), description })).default([]),
      prefixListIds: z.array(z.object({ prefixListId: z.string(), description })).default([]),
      userIdGroupPairs: z.array(z.object({ groupId: z.string(), description })).default([]),
    }),
  )
  .default([]);

/** The rules of a group, each with its id: the one that it was given, or one that is always the same for it. */
export function rulesOf(world: World, group: WorldItem): readonly MarkedRule[] {
  return bareRules(group).map((rule) => ({
    ...rule,
    ...(world.ruleMarks.get(keyOf(group, rule)) ?? firstMark(group, rule)),
  }));
}

/** Gives a group these rules, and remembers their ids and tags. */
export function putRules(world: World, group: WorldItem, rules: readonly MarkedRule[]): void {
  for (const rule of bareRules(group)) world.ruleMarks.delete(keyOf(group, rule));
  for (const rule of rules) world.ruleMarks.set(keyOf(group, rule), { id: rule.id, tags: rule.tags });
  world.change(group, {
    ...group.configuration,
    ipPermissions: permissionsOf(rules.filter(({ isEgress }) => !isEgress)),
    ipPermissionsEgress: permissionsOf(rules.filter(({ isEgress }) => isEgress)),
  });
}

/** Whether two rules let the same through, whatever they are called: EC2 holds each only once. */
export function isSameRule(one: GroupRule, other: GroupRule): boolean {
  return wordsOf(one) === wordsOf(other);
}

/** Gives a rule that is there another id: somebody else saw it made. */
export function markRule(world: World, group: WorldItem, { id, tags, ...rule }: MarkedRule): void {
  world.ruleMarks.set(keyOf(group, rule), { id, tags });
}

function bareRules({ configuration }: WorldItem): readonly GroupRule[] {
  return [...spread(configuration['ipPermissions'], false), ...spread(configuration['ipPermissionsEgress'], true)];
}

function spread(recorded: unknown, isEgress: boolean): readonly GroupRule[] {
  return permissions.parse(recorded).flatMap(({ ipProtocol, fromPort, toPort, ...lists }) => {
    const peers: Peer[] = [
      ...lists.ipv4Ranges.map(({ cidrIp: value, ...rest }) => ({ kind: 'ipv4' as const, value, ...said(rest) })),
      ...lists.ipv6Ranges.map(({ cidrIpv6: value, ...rest }) => ({ kind: 'ipv6' as const, value, ...said(rest) })),
      ...lists.prefixListIds.map(({ prefixListId: value, ...rest }) => ({
        ...{ kind: 'prefix-list' as const, value },
        ...said(rest),
      })),
      ...lists.userIdGroupPairs.map(({ groupId: value, ...rest }) => ({
        kind: 'group' as const,
        value,
        ...said(rest),
      })),
    ];
    const range = { ...(fromPort !== undefined && { from: fromPort }), ...(toPort !== undefined && { to: toPort }) };
    return peers.map((peer) => ({ isEgress, protocol: ipProtocol, ...range, peer }));
  });
}

function permissionsOf(rules: readonly GroupRule[]): readonly object[] {
  const by = new Map<string, GroupRule[]>();
  for (const rule of rules) {
    const key = [rule.protocol, rule.from, rule.to].join(':');
    by.set(key, [...(by.get(key) ?? []), rule]);
  }
  return [...by.values()].map((same) => {
    const peers = (kind: Peer['kind'], name: string) =>
      same.filter(({ peer }) => peer.kind === kind).map(({ peer }) => ({ [name]: peer.value, ...said(peer) }));
    const prefixListIds = peers('prefix-list', 'prefixListId');
    return {
      ipProtocol: same[0]?.protocol,
      ...(same[0]?.from !== undefined && { fromPort: same[0].from }),
      ...(same[0]?.to !== undefined && { toPort: same[0].to }),
      ipv4Ranges: peers('ipv4', 'cidrIp'),
      ipv6Ranges: peers('ipv6', 'cidrIpv6'),
      userIdGroupPairs: peers('group', 'groupId'),
      ...(prefixListIds.length > 0 && { prefixListIds }),
    };
  });
}

function said({ description: words }: { description?: string | undefined }): { description?: string } {
  return words === undefined ? {} : { description: words };
}

function wordsOf({ isEgress, protocol, from, to, peer }: GroupRule): string {
  return [isEgress, protocol, from ?? -1, to ?? -1, peer.kind, peer.value].join('|');
}

function keyOf({ resource }: WorldItem, rule: GroupRule): string {
  return `${resourceKey(resource)}|${wordsOf(rule)}`;
}

function firstMark(group: WorldItem, rule: GroupRule): { id: string; tags: Readonly<Record<string, string>> } {
  return { id: `sgr-${createHash('sha256').update(keyOf(group, rule)).digest('hex').slice(0, 17)}`, tags: {} };
}
