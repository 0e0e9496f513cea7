import * as z from 'zod/mini';
import { reachOf } from '../core/cidr.ts';
import { someNumbers } from '../core/items/rule-parameters.ts';
import {
  peerInWords,
  portsInWords,
  rulesOfPermissions,
  type SecurityGroupRule,
} from '../core/security-groups/security-group-rule.ts';
import { isObject, readList } from '../core/text/lenient.ts';
import { listed } from '../core/text/phrase.ts';
import { compliant, defineRule, nonCompliant } from './define.ts';

/** SSH, Telnet, Docker, RDP, VNC, WinRM, the Kubernetes API. */
const adminPorts = [22, 23, 2375, 2376, 3389, 5900, 5985, 5986, 6443];

export const worldOpenAdminPorts = defineRule({
  id: 'world-open-admin-ports',
  summary: 'no security group opens an administrative port to the whole internet',
  resourceTypes: ['AWS::EC2::SecurityGroup'],
  parameters: {
    ports: someNumbers('the administrative ports', { least: 0, most: 65_535, standard: adminPorts }),
  },
  schema: z.object({ ipPermissions: z.optional(z.unknown()) }),
  remediation: {
    id: 'config-remediation',
    document: 'AWS-DisablePublicAccessForSecurityGroup',
    resourceParameter: 'GroupId',
  },
  evaluate({ ipPermissions }, { parameters: { ports } }) {
    if (ipPermissions === undefined || ipPermissions === null) {
      return nonCompliant('Cannot be told: AWS Config recorded no inbound rules, and not that there are none');
    }
    const open = rulesOfPermissions(readList(ipPermissions).map(inEc2Form), 'inbound')
      .filter((rule) => isWorld(rule) && ports.some((port) => admits(rule, port)))
      .map((rule) => `${portsInWords(rule)} to ${peerInWords(rule)}`);
    return open.length === 0 ? compliant : nonCompliant(`Opens ${listed([...new Set(open)])}`);
  },
});

/** AWS Config writes IPv4 ranges twice: as `ipv4Ranges`, and as `ipRanges` of mere texts; the oldest items only so. */
function inEc2Form(permission: unknown): unknown {
  if (!isObject(permission)) return permission;
  const ranges = [...readList(permission['ipv4Ranges']), ...readList(permission['ipRanges'])];
  return { ...permission, ipRanges: ranges.map((one) => (typeof one === 'string' ? { cidrIp: one } : one)) };
}

function isWorld({ peer }: SecurityGroupRule): boolean {
  const reach = peer?.kind === 'cidr' ? reachOf(peer.value) : undefined;
  return reach === 'world' || reach === 'vast';
}

function admits({ protocol, from, to }: SecurityGroupRule, port: number): boolean {
  if (protocol === 'all') return true;
  if (protocol !== 'tcp' && protocol !== 'udp') return false;
  return from === undefined || to === undefined || (from <= port && port <= to);
}
