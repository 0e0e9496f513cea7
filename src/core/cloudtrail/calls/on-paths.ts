import { reachOf } from '../../cidr.ts';
import { aroundOf } from '../../policies/policy-told.ts';
import { accountInWords } from '../../policies/policy-words.ts';
import { isAllowed, rulesInWords, severityOfOpening } from '../../security-groups/security-group-opening.ts';
import { ruleInFull, rulesOfFlat, type SecurityGroupRule } from '../../security-groups/security-group-rule.ts';
import { type Call, type CallReading, resourceAt, resourceNamed, type Told } from '../call.ts';
import { flagAt, textAt } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

const acl = ['AWS::EC2::NetworkAcl', 'networkAclId'] as const;
const gateway = ['AWS::EC2::InternetGateway', 'internetGatewayId', 'internetGateway.internetGatewayId'] as const;

/** Calls that open or close the ways into a network: network ACLs, gateways, routes, peerings, addresses. */
export const pathReadings: readonly CallReading[] = [
  { service: 'ec2', names: ['CreateNetworkAclEntry', 'ReplaceNetworkAclEntry'], tell: tellEntry },
  plainReading({
    call: 'ec2:DeleteNetworkAclEntry',
    verb: ['deleted', 'delete'],
    what: ['a rule of the network ACL '],
    severity: 'low',
    resource: acl,
    facts: { ruleNumber: 'Rule number' },
  }),
  plainReading({
    call: 'ec2:CreateInternetGateway',
    verb: ['created', 'create'],
    what: ['the internet gateway '],
    severity: 'low',
    resource: gateway,
  }),
  {
    service: 'ec2',
    names: ['AttachInternetGateway', 'DetachInternetGateway'],
    tell: tellGateway,
  },
  { service: 'ec2', names: ['CreateRoute', 'ReplaceRoute'], tell: tellRoute },
  { service: 'ec2', names: ['CreateVpcPeeringConnection', 'AcceptVpcPeeringConnection'], tell: tellPeering },
  { service: 'ec2', names: ['AllocateAddress'], tell: tellReserved },
];

/** Protocols are numbers here, -1 for all; the rest is what a rule of a security group has. */
function tellEntry(call: Call): Told | undefined {
  const { request, settings } = call;
  const resource = resourceAt(call, ...acl);
  const cidr = textAt(request, 'cidrBlock') ?? textAt(request, 'ipv6CidrBlock');
  if (!resource || !cidr) return undefined;
  const isOutbound = flagAt(request, 'egress') === true;
  const rules = entryAsRule(call, cidr, isOutbound ? 'outbound' : 'inbound');
  const number = textAt(request, 'ruleNumber');
  const field = number ? `Rule ${number}` : 'Rule';
  const before = call.name.startsWith('Create') ? null : 'its earlier form';
  const after = rules.map(ruleInFull).join(', ');
  const what = [rulesInWords(rules, ''), ' in the network ACL ', { resource: 0 }];
  const common = { what: what.filter((piece) => piece !== ''), resources: [resource] };
  if (textAt(request, 'ruleAction')?.toLowerCase() === 'deny') {
    const changes = [{ field, before, after: `deny ${after}` }];
    return { ...common, verb: ['closed', 'close'], severity: 'info', changes };
  }
  const allowed = isAllowed(rules, resource.accountId, settings);
  return {
    ...common,
    verb: ['opened', 'open'],
    severity: allowed ? 'info' : severityOfOpening(rules),
    changes: [{ field, before, after: `allow ${after}` }],
    wanted: allowed,
    facts: allowed ? [{ label: 'Allowed', value: 'The settings say that this is normal here' }] : [],
  };
}

function entryAsRule(
  { request }: Call,
  cidr: string,
  direction: SecurityGroupRule['direction'],
): readonly SecurityGroupRule[] {
  const ipProtocol = textAt(request, 'aclProtocol') ?? textAt(request, 'protocol') ?? '-1';
  const flat = {
    ipProtocol,
    fromPort: textAt(request, 'portRange', 'from'),
    toPort: textAt(request, 'portRange', 'to'),
    ...(cidr.includes(':') ? { cidrIpv6: cidr } : { cidrIp: cidr }),
  };
  return rulesOfFlat([flat], direction);
}

function tellGateway(call: Call): Told | undefined {
  const resource = resourceAt(call, ...gateway);
  const vpc = resourceAt(call, 'AWS::EC2::VPC', 'vpcId');
  if (!resource || !vpc) return undefined;
  const isOn = call.name.startsWith('Attach');
  return {
    verb: isOn ? ['attached', 'attach'] : ['detached', 'detach'],
    what: ['the internet gateway ', { resource: 1 }, isOn ? ' to ' : ' from ', { resource: 0 }],
    effect: isOn ? 'routes of it can lead to the internet' : undefined,
    severity: isOn ? 'medium' : 'info',
    resources: [vpc, resource],
    changes: [{ field: 'Internet gateway', before: isOn ? null : resource.id, after: isOn ? resource.id : null }],
    undoes: !isOn,
  };
}

const targets = [
  'gatewayId',
  'natGatewayId',
  'transitGatewayId',
  'vpcPeeringConnectionId',
  'networkInterfaceId',
  'instanceId',
  'egressOnlyInternetGatewayId',
  'vpcEndpointId',
  'localGatewayId',
  'carrierGatewayId',
];

/** A route to everywhere through an internet gateway makes a network public; through anything else it leads out only. */
function tellRoute(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::EC2::RouteTable', 'routeTableId');
  const to = ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId'].flatMap(
    (key) => textAt(call.request, key) ?? [],
  )[0];
  const through = targets.flatMap((key) => textAt(call.request, key) ?? [])[0];
  if (!resource || !to) return undefined;
  const isWorld = reachOf(to) === 'world';
  const isPublic = isWorld && through?.startsWith('igw-') === true;
  const isNew = call.name.startsWith('Create');
  return {
    verb: isNew ? ['added', 'add'] : ['changed', 'change'],
    what: [
      `${isNew ? 'a' : 'the'} route to ${isWorld ? 'the whole internet' : to}${through ? ` through ${through}` : ''} ${isNew ? 'to' : 'in'} the route table `,
      { resource: 0 },
    ],
    effect: isPublic ? 'what has a public address there can be reached' : undefined,
    severity: isPublic ? 'high' : 'low',
    resources: [resource],
    changes: through ? [{ field: `Route to ${to}`, before: isNew ? null : 'as it was', after: through }] : [],
  };
}

/** The two ends of a peering; the far one may be in another account. */
function tellPeering(call: Call): Told | undefined {
  const { request, response, place } = call;
  const id =
    textAt(request, 'vpcPeeringConnectionId') ?? textAt(response, 'vpcPeeringConnection', 'vpcPeeringConnectionId');
  const own = textAt(request, 'vpcId') ?? textAt(response, 'vpcPeeringConnection', 'accepterVpcInfo', 'vpcId');
  const isAsked = call.name.startsWith('Create');
  const far = isAsked
    ? (textAt(request, 'peerOwnerId') ?? textAt(response, 'vpcPeeringConnection', 'accepterVpcInfo', 'ownerId'))
    : textAt(response, 'vpcPeeringConnection', 'requesterVpcInfo', 'ownerId');
  const first = isAsked ? own : (id ?? own);
  if (!first) return undefined;
  const isVpc = first.startsWith('vpc-');
  const resource = resourceNamed(first, isVpc ? 'AWS::EC2::VPC' : 'AWS::EC2::VPCPeeringConnection', place);
  const isForeign = far !== undefined && far !== place.accountId;
  const who = far && isForeign ? ` with ${accountInWords(far, aroundOf(call))}` : '';
  const peer = textAt(request, 'peerVpcId');
  return {
    verb: isAsked ? ['asked', 'ask'] : ['accepted', 'accept'],
    what: isAsked
      ? ['for a peering of ', { resource: 0 }, who].filter((piece) => piece !== '')
      : ['the peering ', { resource: 0 }, who].filter((piece) => piece !== ''),
    severity: isForeign && !accountInWords(far ?? '', aroundOf(call)).startsWith('our') ? 'high' : 'low',
    resources: [resource],
    facts: peer ? [{ label: 'Other VPC', value: peer }] : [],
  };
}

function tellReserved(call: Call): Told | undefined {
  const resource = resourceAt(call, 'AWS::EC2::EIP', 'allocationId', 'publicIp');
  const name = textAt(call.response, 'publicIp') ?? textAt(call.request, 'publicIp');
  const what = resource ? ['the public address ', { resource: 0 }] : ['a public address'];
  const resources = resource ? [name ? { ...resource, name } : resource] : [];
  return { verb: ['reserved', 'reserve'], what, severity: 'low', resources };
}
