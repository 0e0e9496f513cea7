import { z } from 'zod';
import { hex } from '../random.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { loadGroup } from './ec2-groups.ts';
import {
  type Ec2Actions,
  type Ec2Parts,
  ec2Arn,
  filtered,
  filters,
  itemsAt,
  mustBeAllowedInEc2,
  mustBeAllowedToTag,
  pageOf,
  paging,
  record,
  tagSet,
  tagSpecifications,
  tagsFor,
} from './ec2-parts.ts';
import { type GroupRule, isSameRule, type MarkedRule, putRules, rulesOf } from './ec2-rules.ts';
import { judgeAgain } from './ec2-verdicts.ts';
import { defineAction } from './model.ts';

const Description = z.string().max(255).optional();
const permissions = z
  .array(
    z.strictObject({
      IpProtocol: z.string(),
      FromPort: z.coerce.number().int().optional(),
      ToPort: z.coerce.number().int().optional(),
      IpRanges: z.array(z.strictObject({ CidrIp: z.string(), Description })).default([]),
      Ipv6Ranges: z.array(z.strictObject({ CidrIpv6: z.string(), Description })).default([]),
      PrefixListIds: z.array(z.strictObject({ PrefixListId: z.string(), Description })).default([]),
      Groups: z.array(z.strictObject({ GroupId: z.string(), UserId: z.string().optional(), Description })).default([]),
    }),
  )
  .min(1);

type Direction = 'Ingress' | 'Egress';

/** The rules of security groups, each by its id. */
export function ruleActions(parts: Ec2Parts): Ec2Actions {
  return {
    DescribeSecurityGroupRules: defineAction(
      z.strictObject({ ...paging, SecurityGroupRuleId: z.array(z.string()).optional(), Filter: filters.optional() }),
      ({ SecurityGroupRuleId, Filter, ...asked }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeSecurityGroupRules', '*');
        const all = itemsAt(parts.world, caller, 'AWS::EC2::SecurityGroup').flatMap((group) =>
          rulesOf(parts.world, group).map((rule) => ({ group, rule })),
        );
        const named = SecurityGroupRuleId?.map((id) => all.find(({ rule }) => rule.id === id) ?? noRule(id)) ?? all;
        const found = filtered(named, Filter, ({ group, rule }) => ({
          values: { 'group-id': [group.resource.id], 'security-group-rule-id': [rule.id] },
          tags: rule.tags,
        }));
        const { page, next } = pageOf(found, asked);
        return { securityGroupRuleSet: page.map(({ group, rule }) => toAnswer(group, rule)), ...next };
      },
    ),
    RevokeSecurityGroupIngress: revoke(parts, 'Ingress'),
    RevokeSecurityGroupEgress: revoke(parts, 'Egress'),
    AuthorizeSecurityGroupIngress: authorize(parts, 'Ingress'),
    AuthorizeSecurityGroupEgress: authorize(parts, 'Egress'),
  };
}

const revoked = z.union([
  z.strictObject({ GroupId: z.string(), SecurityGroupRuleId: z.array(z.string()).min(1) }),
  z.strictObject({ GroupId: z.string(), IpPermissions: permissions }),
]);

/** By the rules' ids, or by what they say: of a rule that is not there, AWS says so and takes none. */
function revoke(parts: Ec2Parts, direction: Direction) {
  return defineAction(revoked, (asked, caller) => {
    const { GroupId } = asked;
    const eventName = `RevokeSecurityGroup${direction}`;
    mustBeAllowedInEc2(caller, eventName, ec2Arn(caller, 'security-group', GroupId));
    const group = loadGroup(parts, caller, GroupId);
    const rules = rulesOf(parts.world, group);
    const ids =
      'SecurityGroupRuleId' in asked
        ? asked.SecurityGroupRuleId
        : asked.IpPermissions.flatMap((one) => rulesIn(one, direction)).map((wanted) => idOf(wanted, rules));
    const isOurs = (rule: MarkedRule) => ids.includes(rule.id) && rule.isEgress === (direction === 'Egress');
    for (const id of ids) if (!rules.some((rule) => rule.id === id && isOurs(rule))) noRule(id);
    putRules(
      parts.world,
      group,
      rules.filter((rule) => !isOurs(rule)),
    );
    const gone = rules.filter(isOurs).map((rule) => toAnswer(group, rule));
    const securityGroupRuleIds = { items: ids.map((securityGroupRuleId) => ({ securityGroupRuleId })) };
    record(parts, caller, {
      ...{ eventName, requestParameters: { groupId: GroupId, securityGroupRuleIds } },
      responseElements: { _return: true, revokedSecurityGroupRuleSet: { items: gone } },
    });
    judgeAgain(parts, group);
    return { return: true, revokedSecurityGroupRuleSet: gone, unknownIpPermissionSet: [] };
  });
}

function idOf(wanted: GroupRule, rules: readonly MarkedRule[]): string {
  const found = rules.find((rule) => isSameRule(rule, wanted));
  if (found) return found.id;
  throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
}

function authorize(parts: Ec2Parts, direction: Direction) {
  return defineAction(
    z.strictObject({ GroupId: z.string(), IpPermissions: permissions, TagSpecification: tagSpecifications }),
    ({ GroupId, IpPermissions, TagSpecification }, caller) => {
      const eventName = `AuthorizeSecurityGroup${direction}`;
      const tags = tagsFor(TagSpecification, 'security-group-rule');
      mustBeAllowedInEc2(caller, eventName, ec2Arn(caller, 'security-group', GroupId));
      if (Object.keys(tags).length > 0) {
        mustBeAllowedToTag(caller, eventName, ec2Arn(caller, 'security-group-rule', '*'));
      }
      const group = loadGroup(parts, caller, GroupId);
      const rules = rulesOf(parts.world, group);
      const added = IpPermissions.flatMap((one) => rulesIn(one, direction)).map((rule) => ({
        ...{ ...rule, id: `sgr-${hex(parts.random, 17)}`, tags },
      }));
      if (added.length === 0) throw new AwsError('MissingParameter', 'The request names no source or destination.');
      for (const rule of added) mustBeNew(rule, rules);
      putRules(parts.world, group, [...rules, ...added]);
      const made = added.map((rule) => toAnswer(group, rule));
      record(parts, caller, {
        ...{ eventName, requestParameters: { groupId: GroupId, ipPermissions: {} } },
        responseElements: { _return: true, securityGroupRuleSet: { items: made } },
      });
      judgeAgain(parts, group);
      return { return: true, securityGroupRuleSet: made };
    },
  );
}

function rulesIn(permission: z.infer<typeof permissions>[number], direction: Direction): readonly GroupRule[] {
  const { IpProtocol: protocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, Groups } = permission;
  const range = { ...(FromPort !== undefined && { from: FromPort }), ...(ToPort !== undefined && { to: ToPort }) };
  const base = { isEgress: direction === 'Egress', protocol, ...(protocol === '-1' ? {} : range) };
  const peer = (kind: GroupRule['peer']['kind'], value: string, description: string | undefined): GroupRule => ({
    ...base,
    peer: { kind, value, ...(description !== undefined && { description }) },
  });
  return [
    ...IpRanges.map((one) => peer('ipv4', one.CidrIp, one.Description)),
    ...Ipv6Ranges.map((one) => peer('ipv6', one.CidrIpv6, one.Description)),
    ...PrefixListIds.map((one) => peer('prefix-list', one.PrefixListId, one.Description)),
    ...Groups.map((one) => peer('group', one.GroupId, one.Description)),
  ];
}

function mustBeNew(rule: GroupRule, rules: readonly GroupRule[]): void {
  if (!rules.some((other) => isSameRule(rule, other))) return;
  const said = `peer: ${rule.peer.value}, ${rule.protocol}, from port: ${rule.from}, to port: ${rule.to}, ALLOW`;
  throw new AwsError('InvalidPermission.Duplicate', `the specified rule "${said}" already exists`);
}

function noRule(id: string): never {
  throw new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
}

function toAnswer({ resource }: WorldItem, { id, tags, isEgress, protocol, from, to, peer }: MarkedRule): object {
  return {
    ...{ securityGroupRuleId: id, groupId: resource.id, groupOwnerId: resource.accountId, isEgress },
    ...{ ipProtocol: protocol, fromPort: from ?? -1, toPort: to ?? -1, description: peer.description },
    ...(peer.kind === 'ipv4' && { cidrIpv4: peer.value }),
    ...(peer.kind === 'ipv6' && { cidrIpv6: peer.value }),
    ...(peer.kind === 'prefix-list' && { prefixListId: peer.value }),
    ...(peer.kind === 'group' && { referencedGroupInfo: { groupId: peer.value, userId: resource.accountId } }),
    tagSet: tagSet(tags),
  };
}
