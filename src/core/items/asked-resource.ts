import { isIP } from 'node:net';
import { parseArn, resourceOfArn } from '../arn.ts';
import type { Named } from '../look-ups.ts';
import type { Resource } from '../resource.ts';

/** What somebody typed to name a resource, and what it says of where that is. */
export type Asked = Readonly<{ named: Named; type?: string; accountId?: string }>;

const bucketHost = /^(.+)\.s3(?:-website)?(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/i;
const host = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/i;

/**
 * Reads what a person typed or pasted: an IP address, a name in the DNS (in a URL, with a port, with a dot at its end), the
 * ARN of a role's session, or whatever else it is called: an id, an ARN, a name.
 */
export function readAsked(typed: string): Asked {
  const text = typed.trim();
  const session = parseArn(text);
  const role = session?.service === 'sts' ? /^assumed-role\/([^/]+)\//.exec(session.resource)?.[1] : undefined;
  if (session && role !== undefined) {
    return { named: { by: 'name', text: role }, type: 'AWS::IAM::Role', accountId: session.account };
  }
  if (text.startsWith('arn:')) return { named: { by: 'name', text } };
  const bare = /^(?:[a-z][a-z0-9+]*:\/\/)?(\[[^\]]+\]|[^/?#]*?)(?::\d{1,5})?(?:[/?#].*)?$/i.exec(text)?.[1] ?? text;
  const address = canonicalAddress(text) ?? canonicalAddress(bare.replace(/^\[|\]$/g, ''));
  if (address !== undefined) return { named: { by: 'address', text: address } };
  const name = bare.replace(/\.$/, '');
  const bucket = bucketHost.exec(name)?.[1];
  if (bucket !== undefined) return { named: { by: 'name', text: bucket }, type: 'AWS::S3::Bucket' };
  return host.test(name) ? { named: { by: 'host', text: name } } : { named: { by: 'name', text } };
}

/** An address as AWS writes it, IPv6 in its short form; undefined for what is none. */
export function canonicalAddress(text: string): string | undefined {
  switch (isIP(text)) {
    case 4:
      return text;
    case 6:
      // A zone (`fe80::1%eth0`) is of one machine's own, and no address in a URL.
      return text.includes('%') ? undefined : new URL(`http://[${text}]/`).hostname.slice(1, -1);
    default:
      return undefined;
  }
}

/** Ids that tell their type by how they begin. Docs: Amazon EC2 User Guide, "Resource IDs". */
const prefixes: Readonly<Record<string, string>> = {
  i: 'AWS::EC2::Instance',
  sg: 'AWS::EC2::SecurityGroup',
  vol: 'AWS::EC2::Volume',
  eni: 'AWS::EC2::NetworkInterface',
  vpc: 'AWS::EC2::VPC',
  subnet: 'AWS::EC2::Subnet',
  eipalloc: 'AWS::EC2::EIP',
  rtb: 'AWS::EC2::RouteTable',
  acl: 'AWS::EC2::NetworkAcl',
  igw: 'AWS::EC2::InternetGateway',
  nat: 'AWS::EC2::NatGateway',
};

/**
 * The one resource that is meant where nobody need be asked for it: an ARN with all its parts, or an id together with account,
 * region and type. What was deleted can still be named so. Undefined when something of it is missing.
 */
export function exactlyNamed(
  text: string,
  { type, accountId, region }: Readonly<{ type?: string; accountId?: string; region?: string }>,
): Resource | undefined {
  const place = { accountId: accountId ?? '', region: region ?? '' };
  const ofArn = resourceOfArn(text, place);
  if (ofArn) return ofArn.accountId !== '' && ofArn.region !== '' ? ofArn : undefined;
  const known = type ?? prefixes[/^([a-z]+)-[0-9a-f]{8,17}$/.exec(text)?.[1] ?? ''];
  if (known === undefined || accountId === undefined || region === undefined) return undefined;
  return { type: known, id: text, accountId, region };
}

/** How a resource is asked for so that no other one is meant; undefined where its id cannot be typed. */
export function exactWords({ id, accountId, region, type }: Resource): string | undefined {
  const isTypable = /^[\w.:/+=@-](?:[\w.:/+=@ -]{0,765}[\w.:/+=@-])?$/.test(id) && /^\d{12}$/.test(accountId);
  if (!isTypable || !/^[\w:]{1,128}$/.test(type) || !/^[a-z0-9-]{1,30}$/.test(region)) return undefined;
  return `"${id}" account:${accountId} region:${region} type:${type}`;
}
