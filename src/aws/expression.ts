import type { Named, ResourceQuery } from '../core/look-ups.ts';
import type { Resource } from '../core/resource.ts';

const columns = 'accountId, awsRegion, resourceId, resourceType, resourceName, arn, tags';

/** The longest expression that SelectAggregateResourceConfig takes. Docs: AWS Config API Reference. */
export const longestExpression = 4096;

/** Advanced queries know no bind parameters, so only characters that cannot leave a quoted string are let in. */
export function isSafe(text: string): boolean {
  return /^[A-Za-z0-9 _./:=+@-]+$/.test(text);
}

/** One expression for all resources, or several where one would be too long. What cannot be asked safely is left out. */
export function summaryExpressions(resources: readonly Resource[]): readonly string[] {
  const askable = resources.filter(({ id, accountId }) => isSafe(id) && /^\d{12}$/.test(accountId));
  const expressions: string[] = [];
  let batch: readonly Resource[] = [];
  for (const resource of askable) {
    if (batch.length > 0 && expressionOf([...batch, resource]).length > longestExpression) {
      expressions.push(expressionOf(batch));
      batch = [];
    }
    batch = [...batch, resource];
  }
  return batch.length > 0 ? [...expressions, expressionOf(batch)] : expressions;
}

/**
 * Where AWS Config keeps the addresses of instances, network interfaces, elastic addresses, NAT gateways and load balancers.
 * Docs: github.com/awslabs/aws-config-resource-schema.
 */
const addresses = [
  ...['privateIpAddress', 'publicIpAddress', 'publicIp', 'ipv6Address', 'ipv6Addresses.ipv6Address'],
  ...['association.publicIp', 'privateIpAddresses.privateIpAddress', 'privateIpAddresses.association.publicIp'],
  ...['networkInterfaces.privateIpAddresses.privateIpAddress', 'networkInterfaces.ipv6Addresses.ipv6Address'],
  ...['networkInterfaces.privateIpAddresses.association.publicIp'],
  ...['natGatewayAddresses.privateIp', 'natGatewayAddresses.publicIp'],
  ...['availabilityZones.loadBalancerAddresses.ipAddress', 'availabilityZones.loadBalancerAddresses.iPv6Address'],
  ...['availabilityZones.loadBalancerAddresses.privateIPv4Address'],
];

/** The same of names in the DNS: EC2, load balancers, databases, CloudFront, search domains, endpoints in a VPC. */
const hosts = [
  ...['privateDnsName', 'publicDnsName', 'association.publicDnsName', 'privateIpAddresses.privateDnsName'],
  ...['privateIpAddresses.association.publicDnsName', 'networkInterfaces.privateDnsName'],
  ...['networkInterfaces.association.publicDnsName', 'dNSName', 'dnsname'],
  ...['endpoint.address', 'endpoint.value', 'readerEndpoint', 'customEndpoints', 'listenerEndpoint.address'],
  ...['domainName', 'distributionConfig.aliases.items', 'DomainEndpoint', 'DomainEndpointOptions.CustomEndpoint'],
  ...['domainEndpointOptions.customEndpoint', 'endpoints.vpc', 'dnsEntries.dnsName'],
];

/** One way to be what is asked for: a condition, and what of an item must be shown so that it can be checked again. */
type Way = Readonly<{ condition: string; shows?: string }>;

/**
 * What a person asks for, as one expression, or as several where one would be too long. Every term must be safe, and stands
 * in it as a quoted literal only.
 */
export function queryExpressions({ named, type, accountId, region }: ResourceQuery): readonly string[] {
  const also = [
    ...(type === undefined ? [] : [`resourceType = ${quoted(type)}`]),
    ...(accountId === undefined ? [] : [`accountId = ${quoted(accountId)}`]),
    ...(region === undefined ? [] : [`awsRegion = ${quoted(region)}`]),
  ];
  const made = (ways: readonly Way[]): string => {
    const found = ways.map(({ condition }) => condition).join(' OR ');
    const shown = [columns, ...ways.flatMap(({ shows }) => shows ?? [])].join(', ');
    return `SELECT ${shown} WHERE ${also.length === 0 ? found : [`(${found})`, ...also].join(' AND ')}`;
  };
  const batches: Way[][] = [];
  for (const way of waysOf(named)) {
    const last = batches.at(-1);
    if (last && made([...last, way]).length <= longestExpression) last.push(way);
    else batches.push([way]);
  }
  return batches.map(made);
}

/** Ids, names and Name tags that begin so. A `_` in it stands for any character: the suffix form knows no other way. */
export function likeExpression(beginning: string): string {
  const text = quoted(`${beginning}%`);
  return `SELECT ${columns} WHERE resourceName LIKE ${text} OR resourceId LIKE ${text} OR tags.tag LIKE ${quoted(`Name=${beginning}%`)}`;
}

/** Whether AWS Config can be asked for all that a query says. */
export function isAskable({ named, type = 'a', accountId = '1', region = 'a' }: ResourceQuery): boolean {
  const terms = named.by === 'tag' ? [named.key, named.value ?? 'a'] : [named.text];
  return [...terms, type, accountId, region].every((term) => isSafe(term) && term.length <= 800);
}

function waysOf(named: Named): readonly Way[] {
  switch (named.by) {
    case 'name':
      return calledSo(named.text);
    case 'address':
      return addresses.map((path) => inConfiguration(path, `= ${quoted(named.text)}`));
    case 'host': {
      const spelled = listOf([named.text, named.text.toLowerCase()]);
      return [...calledSo(named.text), ...hosts.map((path) => inConfiguration(path, `IN (${spelled})`))];
    }
    case 'tag':
      return named.value === undefined
        ? [{ condition: `tags.key = ${quoted(named.key)}` }]
        : [{ condition: `tags.tag = ${quoted(`${named.key}=${named.value}`)}` }];
  }
}

function inConfiguration(path: string, test: string): Way {
  const shows = `configuration.${path}`;
  return { condition: `${shows} ${test}`, shows };
}

function calledSo(term: string): readonly Way[] {
  const text = quoted(term);
  const tag = quoted(`Name=${term}`);
  return [`resourceId = ${text}`, `resourceName = ${text}`, `arn = ${text}`, `tags.tag = ${tag}`].map((condition) => ({
    condition,
  }));
}

function expressionOf(resources: readonly Resource[]): string {
  const ids = listOf(resources.map(({ id }) => id));
  const accounts = listOf(resources.map(({ accountId }) => accountId));
  return `SELECT ${columns} WHERE resourceId IN (${ids}) AND accountId IN (${accounts})`;
}

function listOf(values: readonly string[]): string {
  return [...new Set(values)].map(quoted).join(', ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
