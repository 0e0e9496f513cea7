import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { alertOf, settings } from '../fixtures/alerts.ts';

const kind = 'network-exposure';

describe('a network that is exposed', () => {
  it.each([
    [
      'acl-all-out',
      'alice opened all outbound ports to the whole internet in the network ACL acl-0123456789abcdef0',
      'low',
    ],
    ['acl-denied', 'alice closed SSH (port 22) to the whole internet in the network ACL acl-0123456789abcdef0', 'info'],
    [
      'acl-ssh-open',
      'alice opened SSH (port 22) to the whole internet in the network ACL acl-0123456789abcdef0',
      'critical',
    ],
    ['address-given', 'alice gave i-0123456789abcdef0 a public address', 'medium'],
    ['address-reserved', 'alice reserved the public address 203.0.113.9 (eipalloc-0123456789abcdef0)', 'low'],
    ['balancer-created', 'alice created the load balancer web, which faces the internet', 'medium'],
    ['balancer-groups', 'alice put the load balancer web into the security group sg-0a1b2c3d4e5f60718', 'medium'],
    [
      'database-created-public',
      'alice created the database orders with a public address: only its security groups keep the internet out',
      'high',
    ],
    ['database-groups', 'alice put the database orders into the security group sg-0a1b2c3d4e5f60718', 'medium'],
    [
      'database-public-refused',
      'alice tried to make the database orders publicly accessible but was refused (AccessDenied)',
      'medium',
    ],
    ['database-private', 'alice made the database orders private', 'info'],
    [
      'database-public',
      'alice made the database orders publicly accessible: only its security groups keep the internet out',
      'high',
    ],
    [
      'gateway-attached',
      'alice attached the internet gateway igw-0123456789abcdef0 to vpc-0a1b2c3d4e5f60718: routes of it can lead to the internet',
      'medium',
    ],
    ['gateway-created', 'alice created the internet gateway igw-0123456789abcdef0', 'low'],
    [
      'gateway-detached',
      'alice detached the internet gateway igw-0123456789abcdef0 from vpc-0a1b2c3d4e5f60718',
      'info',
    ],
    [
      'groups-of-an-instance',
      'alice put the instance i-0123456789abcdef0 into the security group sg-0a1b2c3d4e5f60718',
      'medium',
    ],
    [
      'groups-of-an-interface',
      'alice put the network interface eni-0123456789abcdef0 into the security groups sg-0a1b2c3d4e5f60718 and sg-0f1e2d3c4b5a69788',
      'medium',
    ],
    [
      'groups-refused',
      'alice tried to put the instance i-0123456789abcdef0 into the security group sg-0a1b2c3d4e5f60718 but was refused (Client.UnauthorizedOperation)',
      'low',
    ],
    [
      'interface-made',
      'alice made a new network interface eni-0123456789abcdef0 with the security groups sg-0a1b2c3d4e5f60718 and sg-0f1e2d3c4b5a69788',
      'low',
    ],
    ['listener-added', 'alice opened port 443 on the load balancer web', 'low'],
    [
      'metadata-without-token',
      'alice let the metadata of i-0123456789abcdef0 be read without a token (IMDSv1)',
      'high',
    ],
    ['peering-accepted', 'alice accepted the peering pcx-0123456789abcdef0 with our account payments-dev', 'low'],
    ['peering-asked', 'alice asked for a peering of vpc-0a1b2c3d4e5f60718 with account 777788889999', 'high'],
    [
      'route-private',
      'alice changed the route to 10.1.0.0/16 through pcx-0123456789abcdef0 in the route table rtb-0123456789abcdef0',
      'low',
    ],
    [
      'route-public',
      'alice added a route to the whole internet through igw-0123456789abcdef0 to the route table rtb-0123456789abcdef0: what has a public address there can be reached',
      'high',
    ],
    ['subnet-public', 'alice let new instances in subnet-0123456789abcdef0 have public addresses', 'medium'],
    [
      'vpn-groups',
      'alice put the client VPN cvpn-endpoint-0123456789abcdef0 into the security group sg-0a1b2c3d4e5f60718',
      'medium',
    ],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('names what has the groups, then the groups', () => {
    expect(alertOf(kind, 'groups-of-an-interface').resources.map(({ type }) => type)).toEqual([
      'AWS::EC2::NetworkInterface',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroup',
    ]);
  });

  it('is wanted where the settings allow it', () => {
    const allowed = [{ cidr: '0.0.0.0/0', ports: [22] }];
    const allowing: Settings = { ...settings, securityGroups: { tell: 'all', allowed } };

    expect(alertOf(kind, 'acl-ssh-open', allowing)).toMatchObject({ severity: 'info', wanted: true });
    expect(alertOf(kind, 'acl-ssh-open').wanted).toBeUndefined();
  });
});
