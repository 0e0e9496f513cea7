import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WorldItem } from '../world-item.ts';

const text = z.string();
const Stated = z.object({ state: z.object({ code: z.number(), name: text }) });
const Configuration = Stated.extend({
  imageId: text.optional(),
  instanceType: text.optional(),
  privateIpAddress: text.optional(),
  publicIpAddress: text.optional(),
  rootDeviceType: z.enum(['ebs', 'instance-store']).default('ebs'),
  stateReason: z.object({ code: text, message: text }).optional(),
  instanceLifecycle: z.enum(['spot', 'scheduled']).optional(),
  disableApiStop: z.boolean().default(false),
  disableApiTermination: z.boolean().default(false),
  securityGroups: z.array(z.object({ groupId: text })).default([]),
  networkInterfaces: z
    .array(
      z.object({
        networkInterfaceId: text,
        deviceIndex: z.number(),
        groups: z.array(text),
        sourceDestCheck: z.boolean().default(true),
        requesterManaged: z.boolean().default(false),
      }),
    )
    .optional(),
});

/** A network interface of an instance. */
export type Interface = Readonly<{
  networkInterfaceId: string;
  deviceIndex: number;
  groups: readonly string[];
  sourceDestCheck: boolean;
  requesterManaged: boolean;
}>;

/** An instance as EC2 sees it: what AWS Config recorded, and the rest of it, which is always the same for its id. */
export type Machine = Readonly<
  Omit<z.infer<typeof Configuration>, 'networkInterfaces' | 'securityGroups'> & {
    id: string;
    vpcId: string;
    subnetId: string;
    interfaces: readonly Interface[];
    volumes: readonly string[];
  }
>;

/** Reads an instance out of its item. */
export function machineOf(item: WorldItem): Machine {
  const { networkInterfaces, securityGroups, ...rest } = Configuration.parse(item.configuration);
  const { id } = item.resource;
  const first = {
    ...{ networkInterfaceId: `eni-${id.slice(2)}`, deviceIndex: 0, sourceDestCheck: true, requesterManaged: false },
    groups: securityGroups.map(({ groupId }) => groupId),
  };
  return {
    ...rest,
    id,
    vpcId: vpcOf(item),
    subnetId: `subnet-${digits(item, 'subnet')}`,
    interfaces: networkInterfaces ?? [first],
    volumes: item.relationships.filter(({ type }) => type === 'AWS::EC2::Volume').map((one) => one.id),
  };
}

/** The name of an instance's state, without the rest of it. */
export function stateOf(item: WorldItem): string {
  return Stated.parse(item.configuration).state.name;
}

/** An instance's configuration with its interfaces; the primary one's groups are the instance's own. */
export function withInterfaces(item: WorldItem, interfaces: readonly Interface[]): WorldItem['configuration'] {
  const primary = interfaces.find(({ deviceIndex }) => deviceIndex === 0);
  return {
    ...item.configuration,
    networkInterfaces: interfaces,
    securityGroups: (primary?.groups ?? []).map((groupId) => ({ groupId })),
  };
}

/** The VPC of a thing: the one that it names, or the only one that the account has in the region. */
export function vpcOf(item: WorldItem): string {
  const named = item.configuration['vpcId'];
  return typeof named === 'string' ? named : `vpc-${digits(item, 'vpc')}`;
}

function digits({ resource: { accountId, region } }: WorldItem, kind: string): string {
  return createHash('sha256').update(`${kind} ${accountId} ${region}`).digest('hex').slice(0, 17);
}
