import type { Resource } from '../../resource.ts';
import { readList } from '../../text/lenient.ts';
import { listed } from '../../text/phrase.ts';
import { type Call, type CallReading, factsAt, resourceAt, resourceNamed, type Told } from '../call.ts';
import { at, flagAt, textAt, textsAt } from '../fields.ts';

const exists = [{ exists: true }];
/** What a service does with network interfaces of its own is not news. */
const byPerson = { userIdentity: { invokedBy: [{ exists: false }] } };
const publicly = { requestParameters: { publiclyAccessible: [true, false, 'true', 'false'] } };
const databases = [
  'ModifyDBInstance',
  'CreateDBInstance',
  'RestoreDBInstanceFromDBSnapshot',
  'CreateDBInstanceReadReplica',
];

/** Calls that say what a thing can be reached by: its security groups, a public address, how its metadata is guarded. */
export const reachReadings: readonly CallReading[] = [
  attach('ModifyNetworkInterfaceAttribute', 'the network interface ', [
    'AWS::EC2::NetworkInterface',
    'networkInterfaceId',
  ]),
  attach('ModifyInstanceAttribute', 'the instance ', ['AWS::EC2::Instance', 'instanceId']),
  {
    ...attach('CreateNetworkInterface', 'a new network interface ', [
      'AWS::EC2::NetworkInterface',
      'networkInterface.networkInterfaceId',
      'subnetId',
    ]),
    where: byPerson,
  },
  {
    service: 'ec2',
    names: ['ApplySecurityGroupsToClientVpnTargetNetwork'],
    tell: (call) =>
      tellGroups(call, 'the client VPN ', resourceAt(call, 'AWS::EC2::ClientVpnEndpoint', 'clientVpnEndpointId')),
  },
  {
    service: 'elasticloadbalancing',
    names: ['SetSecurityGroups', 'ApplySecurityGroupsToLoadBalancer'],
    tell: (call) => tellGroups(call, 'the load balancer ', balancerOf(call)),
  },
  { service: 'elasticloadbalancing', names: ['CreateLoadBalancer'], tell: tellBalancer },
  { service: 'elasticloadbalancing', names: ['CreateListener', 'CreateLoadBalancerListeners'], tell: tellListener },
  { service: 'rds', names: databases, where: publicly, tell: tellDatabase },
  {
    service: 'rds',
    names: ['ModifyDBInstance', 'ModifyDBCluster'],
    where: { requestParameters: { vpcSecurityGroupIds: exists } },
    tell: (call) =>
      tellGroups(
        call,
        'the database ',
        resourceAt(call, 'AWS::RDS::DBInstance', 'dBInstanceIdentifier') ??
          resourceAt(call, 'AWS::RDS::DBCluster', 'dBClusterIdentifier'),
      ),
  },
  { service: 'ec2', names: ['ModifyInstanceMetadataOptions'], tell: tellMetadata },
  { service: 'ec2', names: ['AssociateAddress'], tell: tellAddress },
  {
    service: 'ec2',
    names: ['ModifySubnetAttribute'],
    where: { requestParameters: { mapPublicIpOnLaunch: { value: [true, false] } } },
    tell: tellSubnet,
  },
];

function attach(name: string, noun: string, resource: readonly [string, ...string[]]): CallReading {
  return {
    service: 'ec2',
    names: [name],
    where: { requestParameters: { groupSet: { items: { groupId: exists } } } },
    tell: (call) => tellGroups(call, noun, resourceAt(call, ...resource)),
  };
}

/** The groups that something has from now on; which it had, the record does not tell. */
function tellGroups(call: Call, noun: string, resource: Resource | undefined): Told | undefined {
  const { request, place } = call;
  const ids = [
    ...textsAt(request, ['groupSet'], 'groupId'),
    ...textsAt(request, ['securityGroupId']),
    ...textsAt(request, ['securityGroupIds']),
    ...textsAt(request, ['securityGroups']),
    ...textsAt(request, ['vpcSecurityGroupIds']),
  ];
  const groups = [...new Set(ids)].map((id) => resourceNamed(id, 'AWS::EC2::SecurityGroup', place));
  if (!resource || groups.length === 0) return undefined;
  const names = groups.flatMap((_, index) => [
    ...(index === 0 ? [] : [index === groups.length - 1 ? ' and ' : ', ']),
    { resource: index + 1 },
  ]);
  const isNew = call.name.startsWith('Create');
  return {
    verb: isNew ? ['made', 'make'] : ['put', 'put'],
    what: [
      noun,
      { resource: 0 },
      ` ${isNew ? 'with' : 'into'} the security group${groups.length > 1 ? 's' : ''} `,
      ...names,
    ],
    severity: isNew ? 'low' : 'medium',
    resources: [resource, ...groups],
    changes: [
      {
        field: 'Security groups',
        before: isNew ? null : 'the groups it had',
        after: listed(groups.map(({ id }) => id)),
      },
    ],
  };
}

function balancerOf(call: Call): Resource | undefined {
  const isV2 = textAt(call.request, 'loadBalancerArn');
  if (isV2) return resourceNamed(isV2, 'AWS::ElasticLoadBalancingV2::LoadBalancer', call.place);
  return resourceAt(call, 'AWS::ElasticLoadBalancing::LoadBalancer', 'loadBalancerName');
}

/** A load balancer faces the internet unless it is told not to ("CreateLoadBalancer"). */
function tellBalancer(call: Call): Told | undefined {
  const [first] = readList(at(call.response, 'loadBalancers'));
  const name = textAt(call.request, 'name') ?? textAt(call.request, 'loadBalancerName');
  const arn = textAt(first, 'loadBalancerArn');
  if (!name) return undefined;
  const isClassic = textAt(call.request, 'loadBalancerName') !== undefined;
  const type = isClassic ? 'AWS::ElasticLoadBalancing::LoadBalancer' : 'AWS::ElasticLoadBalancingV2::LoadBalancer';
  const isInternal = (textAt(first, 'scheme') ?? textAt(call.request, 'scheme')) === 'internal';
  return {
    verb: ['created', 'create'],
    what: [
      isInternal ? 'the internal load balancer ' : 'the load balancer ',
      { resource: 0 },
      isInternal ? '' : ', which faces the internet',
    ].filter((piece) => piece !== ''),
    severity: isInternal ? 'info' : 'medium',
    resources: [resourceNamed(arn ?? name, type, call.place)],
  };
}

function tellListener(call: Call): Told | undefined {
  const resource = balancerOf(call);
  const [listener = call.request] = readList(at(call.request, 'listeners'));
  const port = textAt(listener, 'port') ?? textAt(listener, 'loadBalancerPort');
  if (!resource || !port) return undefined;
  const protocol = textAt(listener, 'protocol');
  return {
    verb: ['opened', 'open'],
    what: [`port ${port} on the load balancer `, { resource: 0 }],
    severity: 'low',
    resources: [resource],
    changes: [{ field: 'Listener', before: null, after: protocol ? `${protocol} ${port}` : port }],
  };
}

function tellDatabase(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::RDS::DBInstance', 'dBInstanceIdentifier');
  const isPublic = flagAt(call.request, 'publiclyAccessible');
  if (!resource || isPublic === undefined) return undefined;
  const isNew = call.name !== 'ModifyDBInstance';
  const field = 'Publicly accessible';
  const changes = [{ field, before: isNew ? null : 'as it was', after: isPublic ? 'yes' : 'no' }];
  if (!isPublic) {
    const verb = isNew ? (['created', 'create'] as const) : (['made', 'make'] as const);
    const what = isNew ? ['the private database ', { resource: 0 }] : ['the database ', { resource: 0 }, ' private'];
    return { verb, what, severity: 'info', resources: [resource], changes, undoes: !isNew };
  }
  return {
    verb: isNew ? ['created', 'create'] : ['made', 'make'],
    what: isNew
      ? ['the database ', { resource: 0 }, ' with a public address']
      : ['the database ', { resource: 0 }, ' publicly accessible'],
    effect: 'only its security groups keep the internet out',
    severity: 'high',
    resources: [resource],
    changes,
  };
}

/** Without required tokens, a program that can be made to fetch an address can be made to tell the instance's credentials. */
function tellMetadata(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::EC2::Instance', 'instanceId');
  const tokens = textAt(call.request, 'httpTokens');
  if (!resource) return undefined;
  const isOpen = tokens === 'optional';
  return {
    verb: isOpen ? ['let', 'let'] : ['changed', 'change'],
    what: isOpen
      ? ['the metadata of ', { resource: 0 }, ' be read without a token (IMDSv1)']
      : ['how the metadata of ', { resource: 0 }, ' can be read'],
    severity: isOpen ? 'high' : 'info',
    resources: [resource],
    changes: tokens ? [{ field: 'Metadata tokens', before: 'as it was', after: tokens }] : [],
    undoes: tokens === 'required',
  };
}

function tellAddress(call: Call): Told | undefined {
  const resource =
    resourceAt(call, 'AWS::EC2::Instance', 'instanceId') ??
    resourceAt(call, 'AWS::EC2::NetworkInterface', 'networkInterfaceId');
  if (!resource) return undefined;
  const address = textAt(call.request, 'publicIp');
  return {
    verb: ['gave', 'give'],
    what: [{ resource: 0 }, address ? ` the public address ${address}` : ' a public address'],
    severity: 'medium',
    resources: [resource],
    changes: address ? [{ field: 'Public address', before: null, after: address }] : [],
    facts: factsAt(call.request, { allocationId: 'Allocation' }),
  };
}

function tellSubnet(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::EC2::Subnet', 'subnetId');
  const isOn = flagAt(call.request, 'mapPublicIpOnLaunch');
  if (!resource || isOn === undefined) return undefined;
  return {
    verb: isOn ? ['let', 'let'] : ['stopped', 'stop'],
    what: isOn
      ? ['new instances in ', { resource: 0 }, ' have public addresses']
      : ['giving new instances in ', { resource: 0 }, ' public addresses'],
    severity: isOn ? 'medium' : 'info',
    resources: [resource],
    changes: [{ field: 'Public addresses', before: 'as it was', after: isOn ? 'on' : 'off' }],
    undoes: !isOn,
  };
}
