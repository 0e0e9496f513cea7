import { z } from 'zod';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { loadGroup } from './ec2-groups.ts';
import { type Interface, machineOf, withInterfaces } from './ec2-machine.ts';
import {
  type Ec2Actions,
  type Ec2Parts,
  ec2Arn,
  filtered,
  filters,
  itemsAt,
  mustBeAllowedInEc2,
  pageOf,
  paging,
  record,
} from './ec2-parts.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

type Found = Readonly<{ item: WorldItem; one: Interface }>;

/** The network interfaces of instances; each has groups of its own. */
export function interfaceActions(parts: Ec2Parts): Ec2Actions {
  return {
    DescribeNetworkInterfaces: defineAction(
      z.strictObject({ ...paging, NetworkInterfaceId: z.array(z.string()).optional(), Filter: filters.optional() }),
      ({ NetworkInterfaceId, Filter, ...asked }, caller) => {
        mustBeAllowedInEc2(caller, 'DescribeNetworkInterfaces', '*');
        const all = interfacesAt(parts, caller);
        const named = NetworkInterfaceId?.map((id) => load(all, id)) ?? all;
        const found = filtered(named, Filter, ({ item, one }) => ({
          values: {
            'attachment.instance-id': [item.resource.id],
            'network-interface-id': [one.networkInterfaceId],
            'vpc-id': [machineOf(item).vpcId],
            'group-id': one.groups,
          },
          tags: {},
        }));
        const { page, next } = pageOf(found, asked);
        return { networkInterfaceSet: page.map(toAnswer), ...next };
      },
    ),
    ModifyNetworkInterfaceAttribute: defineAction(
      z.strictObject({ NetworkInterfaceId: z.string(), SecurityGroupId: z.array(z.string()).min(1).max(16) }),
      ({ NetworkInterfaceId: id, SecurityGroupId: groups }, caller) => {
        mustBeAllowedInEc2(caller, 'ModifyNetworkInterfaceAttribute', ec2Arn(caller, 'network-interface', id));
        const { item, one: asked } = load(interfacesAt(parts, caller), id);
        // An interface that a service of AWS made for itself is that service's to change.
        if (asked.requesterManaged) {
          throw new AwsError('AuthFailure', 'You do not have permission to access the specified resource.', 403);
        }
        const { interfaces, vpcId } = machineOf(item);
        for (const groupId of groups) mustBeUsable(parts, caller, { groupId, vpcId });
        const moved = interfaces.map((one) => (one.networkInterfaceId === id ? { ...one, groups } : one));
        parts.world.change(item, withInterfaces(item, moved));
        const groupSet = { items: groups.map((groupId) => ({ groupId })) };
        record(parts, caller, {
          eventName: 'ModifyNetworkInterfaceAttribute',
          requestParameters: { networkInterfaceId: id, groupSet },
          responseElements: { _return: true },
        });
        return { return: true };
      },
    ),
  };
}

function interfacesAt({ world }: Ec2Parts, caller: Caller): readonly Found[] {
  return itemsAt(world, caller, 'AWS::EC2::Instance').flatMap((item) =>
    machineOf(item).interfaces.map((one) => ({ item, one })),
  );
}

function load(all: readonly Found[], id: string): Found {
  const found = all.find(({ one }) => one.networkInterfaceId === id);
  if (found) return found;
  throw new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
}

/** EC2 checks the right to every group that is named, and takes none of another VPC. */
function mustBeUsable(parts: Ec2Parts, caller: Caller, { groupId, vpcId }: { groupId: string; vpcId: string }): void {
  mustBeAllowedInEc2(caller, 'ModifyNetworkInterfaceAttribute', ec2Arn(caller, 'security-group', groupId));
  const named = loadGroup(parts, caller, groupId).configuration['vpcId'];
  if (named === undefined || named === vpcId) return;
  throw new AwsError('InvalidGroup.NotFound', `The security group '${groupId}' does not exist in VPC '${vpcId}'`);
}

function toAnswer({ item, one }: Found): object {
  const { networkInterfaceId, deviceIndex, groups, sourceDestCheck, requesterManaged } = one;
  const { vpcId, subnetId, id } = machineOf(item);
  return {
    ...{ networkInterfaceId, vpcId, subnetId, sourceDestCheck, requesterManaged, status: 'in-use' },
    groupSet: groups.map((groupId) => ({ groupId })),
    attachment: { instanceId: id, deviceIndex, status: 'attached' },
  };
}
