import { recordedAfterMs, scene, storyMinutesAgo } from './seed-scene.ts';
import type { WorldItem } from './world-item.ts';

/** What stands in front of the payments: names, ids and addresses by which it can be looked up. */
const front = {
  vpc: 'vpc-0f10f10f10f10f101',
  subnet: 'subnet-0f10f10f10f10f102',
  interface: 'eni-0f10f10f10f10f103',
  group: 'sg-0f10f10f10f10f104',
  balancer: `arn:aws:elasticloadbalancing:${scene.region}:${scene.prod}:loadbalancer/app/payments-web/50dc6c495c0c9188`,
  host: `payments-web-1234567890.${scene.region}.elb.amazonaws.com`,
  database: 'db-F10F10F10F10F10F10F10F10F1',
  endpoint: `payments-ledger.c0example0.${scene.region}.rds.amazonaws.com`,
} as const;

const day = 86_400_000;

type Draft = Pick<WorldItem, 'configuration'> &
  Partial<Pick<WorldItem, 'tags' | 'relationships'>> &
  Readonly<{ type: string; id: string; arn: string; name?: string }>;

/** The network of payments-prod: VPC, subnet, an interface with addresses, a load balancer and a database. `now` in ms. */
export function seedNetwork(now: number): readonly WorldItem[] {
  const ec2 = (kind: string, id: string): string => `arn:aws:ec2:${scene.region}:${scene.prod}:${kind}/${id}`;
  const inVpc = { type: 'AWS::EC2::VPC', id: front.vpc, relation: 'Is contained in Vpc' };
  const inSubnet = { type: 'AWS::EC2::Subnet', id: front.subnet, relation: 'Is contained in Subnet' };
  const withGroup = { type: 'AWS::EC2::SecurityGroup', id: front.group, relation: 'Is associated with SecurityGroup' };
  const drafts: readonly Draft[] = [
    {
      ...{ type: 'AWS::EC2::VPC', id: front.vpc, arn: ec2('vpc', front.vpc), tags: { Name: 'payments' } },
      configuration: { vpcId: front.vpc, cidrBlock: '10.20.0.0/16', isDefault: false, state: 'available' },
      relationships: [{ type: 'AWS::EC2::Subnet', id: front.subnet, relation: 'Contains Subnet' }],
    },
    {
      ...{ type: 'AWS::EC2::Subnet', id: front.subnet, arn: ec2('subnet', front.subnet) },
      tags: { Name: 'payments-public-a' },
      configuration: {
        ...{
          subnetId: front.subnet,
          vpcId: front.vpc,
          cidrBlock: '10.20.30.0/24',
          availabilityZone: `${scene.region}a`,
        },
        ...{ mapPublicIpOnLaunch: true, availableIpAddressCount: 249 },
      },
      relationships: [inVpc],
    },
    {
      ...{ type: 'AWS::EC2::NetworkInterface', id: front.interface, arn: ec2('network-interface', front.interface) },
      configuration: {
        ...{ networkInterfaceId: front.interface, description: 'ELB app/payments-web/50dc6c495c0c9188' },
        ...{ privateIpAddress: '10.20.30.40', privateDnsName: `ip-10-20-30-40.${scene.region}.compute.internal` },
        association: {
          publicIp: '203.0.113.40',
          publicDnsName: `ec2-203-0-113-40.${scene.region}.compute.amazonaws.com`,
        },
        privateIpAddresses: [{ privateIpAddress: '10.20.30.40', association: { publicIp: '203.0.113.40' } }],
        ...{ ipv6Addresses: [{ ipv6Address: '2001:db8:20:30::40' }], vpcId: front.vpc, subnetId: front.subnet },
      },
      relationships: [inVpc, inSubnet, withGroup],
    },
    {
      ...{ type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', id: front.balancer, arn: front.balancer },
      ...{ name: 'payments-web', tags: { team: 'payments' } },
      configuration: {
        ...{ loadBalancerName: 'payments-web', dNSName: front.host, scheme: 'internet-facing', type: 'application' },
        ...{ vpcId: front.vpc, securityGroups: [front.group], state: { code: 'active' } },
      },
      relationships: [inVpc, inSubnet, withGroup],
    },
    {
      ...{ type: 'AWS::RDS::DBInstance', id: front.database, name: 'payments-ledger' },
      arn: `arn:aws:rds:${scene.region}:${scene.prod}:db:payments-ledger`,
      tags: { team: 'payments' },
      configuration: {
        ...{ dBInstanceIdentifier: 'payments-ledger', engine: 'postgres', dBInstanceStatus: 'available' },
        ...{ publiclyAccessible: false, storageEncrypted: true, endpoint: { address: front.endpoint, port: 5432 } },
      },
      relationships: [inVpc, withGroup],
    },
  ];
  return drafts.map((draft) => itemOf(draft, now));
}

function itemOf({ type, id, arn, name, tags = {}, configuration, relationships = [] }: Draft, now: number): WorldItem {
  return {
    resource: { type, id, arn, accountId: scene.prod, region: scene.region, ...(name !== undefined && { name }) },
    ...{ status: 'OK', stateId: '1', createdAt: now - 120 * day, capturedAt: now - 3 * day },
    ...{ availabilityZone: 'Multiple Availability Zones', tags, configuration, relationships },
  };
}

/** How an item was before the story began, newest first: nobody came to the bastion by SSH until Hana opened it to everybody. */
export function seedHistory(item: WorldItem, now: number): readonly WorldItem[] {
  if (item.resource.id !== scene.securityGroup.id) return [item];
  const closed = { ...item.configuration, ipPermissions: [] };
  const openedAt = now - storyMinutesAgo.openGroup * 60_000;
  return [
    { ...item, stateId: '3', capturedAt: openedAt + recordedAfterMs },
    { ...item, stateId: '2', capturedAt: now - 12 * day, configuration: closed },
    {
      ...{ ...item, stateId: '1', capturedAt: now - 26 * day, status: 'ResourceDiscovered', tags: {} },
      configuration: { ...closed, description: 'Managed by hand' },
    },
  ];
}
