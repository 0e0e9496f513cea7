import { z } from 'zod';
import { hex } from '../random.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { machineOf, vpcOf } from './ec2-machine.ts';
import {
  type Ec2Actions,
  type Ec2Parts,
  ec2Arn,
  filtered,
  filters,
  itemsAt,
  loadItem,
  mustBeAllowedInEc2,
  mustBeAllowedToTag,
  pageOf,
  paging,
  record,
  seeingTags,
  tagSet,
  tagSpecifications,
  tagsFor,
} from './ec2-parts.ts';
import { type MarkedRule, putRules } from './ec2-rules.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

const type = 'AWS::EC2::SecurityGroup';

/** Security groups; their rules are in `ec2-rule-actions.ts`. */
export function groupActions(parts: Ec2Parts): Ec2Actions {
  return {
    DescribeSecurityGroups: defineAction(
      z.strictObject({ ...paging, GroupId: z.array(z.string()).optional(), Filter: filters.optional() }),
      ({ GroupId, Filter, ...asked }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeSecurityGroups', '*');
        const named = GroupId?.map((id) => loadGroup(parts, caller, id)) ?? itemsAt(parts.world, caller, type);
        const found = filtered(named, Filter, (group) => ({
          values: {
            'group-id': [group.resource.id],
            'group-name': [nameOf(group)],
            'vpc-id': [vpcOf(group)],
          },
          tags: group.tags,
        }));
        const { page, next } = pageOf(found, asked);
        return { securityGroupInfo: page.map(toAnswer), ...next };
      },
    ),
    CreateSecurityGroup: defineAction(
      z.strictObject({
        GroupName: z.string().min(1).max(255),
        GroupDescription: z.string().min(1).max(255),
        VpcId: z.string(),
        TagSpecification: tagSpecifications,
      }),
      (input, caller) => createGroup(parts, caller, input),
    ),
    DeleteSecurityGroup: defineAction(z.strictObject({ GroupId: z.string() }), ({ GroupId }, caller) => {
      const group = loadGroup(parts, caller, GroupId);
      mustBeAllowedInEc2(seeingTags(caller, group), 'DeleteSecurityGroup', ec2Arn(caller, 'security-group', GroupId));
      const isUsed = itemsAt(parts.world, caller, 'AWS::EC2::Instance').some((item) =>
        machineOf(item).interfaces.some(({ groups }) => groups.includes(GroupId)),
      );
      if (isUsed) throw new AwsError('DependencyViolation', `resource ${GroupId} has a dependent object`);
      parts.world.remove(group.resource);
      const requestParameters = { groupId: GroupId };
      record(parts, caller, {
        eventName: 'DeleteSecurityGroup',
        requestParameters,
        responseElements: { _return: true },
      });
      return { return: true, groupId: GroupId };
    }),
  };
}

/** The group of that id in the caller's account and region; `InvalidGroup.NotFound` when there is none. */
export function loadGroup(parts: Ec2Parts, caller: Caller, id: string): WorldItem {
  return loadItem(parts, caller, { type, id, code: 'InvalidGroup.NotFound', what: 'security group' });
}

function createGroup(
  parts: Ec2Parts,
  caller: Caller,
  input: {
    GroupName: string;
    GroupDescription: string;
    VpcId: string;
    TagSpecification?: z.infer<typeof tagSpecifications>;
  },
): object {
  const { world, now, random } = parts;
  const { GroupName: groupName, GroupDescription: description, VpcId: vpcId } = input;
  const tags = tagsFor(input.TagSpecification, 'security-group');
  const id = `sg-${hex(random, 17)}`;
  const arn = ec2Arn(caller, 'security-group', id);
  mustBeAllowedInEc2(caller, 'CreateSecurityGroup', arn);
  mustBeAllowedInEc2(caller, 'CreateSecurityGroup', ec2Arn(caller, 'vpc', vpcId));
  if (Object.keys(tags).length > 0) mustBeAllowedToTag(caller, 'CreateSecurityGroup', arn);
  if (itemsAt(world, caller, type).some((one) => nameOf(one) === groupName && vpcOf(one) === vpcId)) {
    throw new AwsError('InvalidGroup.Duplicate', `The security group '${groupName}' already exists for VPC '${vpcId}'`);
  }
  const group: WorldItem = {
    resource: { type, id, accountId: caller.accountId, region: caller.region, arn, name: groupName },
    ...{ status: 'ResourceDiscovered', stateId: '1', createdAt: now(), capturedAt: now() },
    availabilityZone: 'Not Applicable',
    tags,
    configuration: { groupId: id, groupName, ownerId: caller.accountId, description, vpcId },
    relationships: [],
  };
  world.add(group);
  // A new group lets everything out until somebody revokes it. Docs: Amazon VPC User Guide, "Default security groups".
  const everywhere: MarkedRule = {
    ...{ id: `sgr-${hex(random, 17)}`, tags: {}, isEgress: true, protocol: '-1' },
    peer: { kind: 'ipv4', value: '0.0.0.0/0' },
  };
  putRules(world, group, [everywhere]);
  const requestParameters = { groupName, groupDescription: description, vpcId };
  record(parts, caller, {
    ...{ eventName: 'CreateSecurityGroup', requestParameters },
    responseElements: { _return: true, groupId: id },
  });
  return { return: true, groupId: id, securityGroupArn: arn, tagSet: tagSet(tags) };
}

function nameOf({ resource, configuration }: WorldItem): string {
  return String(configuration['groupName'] ?? resource.name ?? resource.id);
}

function toAnswer(group: WorldItem): object {
  const { resource, configuration, tags } = group;
  return {
    ...{ ownerId: resource.accountId, groupId: resource.id, groupName: nameOf(group), vpcId: vpcOf(group) },
    groupDescription: String(configuration['description'] ?? ''),
    tagSet: tagSet(tags),
  };
}
