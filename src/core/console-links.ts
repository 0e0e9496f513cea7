import type { Link } from './alert.ts';
import type { Resource } from './resource.ts';

/** What the console's addresses are made of: only ids of harmless characters, everything encoded, no link otherwise. */
const accountPattern = /^\d{12}$/;
const regionPattern =
  /^(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov)?-(?:central|north|south|east|west|northeast|northwest|southeast|southwest)-\d$/;
const safeId = /^[\w.+=,@/:-]{1,512}$/;

/** Links of an alert: the resource, its AWS Config timeline, and the CloudTrail event behind it. */
export function consoleLinks(about: {
  accountId: string;
  region: string;
  resource?: Resource | undefined;
  /** CloudTrail's eventID. */
  eventId?: string | undefined;
  /** GuardDuty's finding id. */
  findingId?: string | undefined;
  page?: ConsolePage | undefined;
}): readonly Link[] {
  const { resource, eventId, findingId, page } = about;
  return [
    link('Open in the console', resource && resourceLink(resource)),
    link('Config timeline', resource && timelineLink(resource)),
    link('CloudTrail event', eventId && cloudTrailEventLink(about, eventId)),
    link('GuardDuty finding', findingId && findingLink(about, findingId)),
    ...(page ? [link(page.label, pageLink(about, page))] : []),
  ].flat();
}

/** A page of one service's console: what follows the host, with `{region}` for the region and every id encoded. */
export type ConsolePage = Readonly<{ label: string; path: string }>;

function pageLink({ accountId, region }: Place, { path }: ConsolePage): string | undefined {
  return /^[\w.~%+,@:;/?#=&{}-]{1,1500}$/.test(path) ? build({ accountId, region }, path, 'page') : undefined;
}

/** The console's page of a resource; nothing for types without one, or when account or region are not known for sure. */
export function resourceLink(resource: Resource): string | undefined {
  const page = pages.get(resource.type);
  const id = page?.by === 'name' ? (resource.name ?? resource.id) : resource.id;
  return page && build(resource, page.path(encoded(id)), id);
}

/** The resource's history in AWS Config ("Viewing the compliance timeline"); needs a real region, where it was recorded. */
export function timelineLink(resource: Resource): string | undefined {
  const { type, id, region } = resource;
  if (!/^AWS::\w+::\w+$/.test(type) || region === 'global') return undefined;
  const query = `resourceType=${encoded(type)}&resourceId=${encoded(id)}`;
  return build(resource, `config/home?region={region}#/resources/timeline?${query}`, id);
}

/** The event in CloudTrail's event history (last 90 days, in the region that recorded it). */
function cloudTrailEventLink(place: Place, eventId: string): string | undefined {
  return build(place, `cloudtrailv2/home?region={region}#/events/${encoded(eventId)}`, eventId);
}

/** The finding in GuardDuty's list. */
function findingLink(place: Place, findingId: string): string | undefined {
  const path = `guardduty/home?region={region}#/findings?macros=current&fId=${encoded(findingId)}`;
  return build(place, path, findingId);
}

/** Half a character cannot be encoded, and no id of AWS's holds one. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD'));
}

type Place = Readonly<{ accountId: string; region: string; arn?: string }>;
type Page = Readonly<{ path: (id: string) => string; by?: 'name' }>;

const ec2 = (hash: string): Page => ({ path: (id) => `ec2/home?region={region}#${hash}${id}` });
const vpc = (hash: string): Page => ({ path: (id) => `vpcconsole/home?region={region}#${hash}${id}` });
const iam = (folder: string): Page => ({ path: (id) => `iam/home#/${folder}/details/${id}` });

const pages = new Map<string, Page>([
  ['AWS::EC2::Instance', ec2('InstanceDetails:instanceId=')],
  ['AWS::EC2::SecurityGroup', ec2('SecurityGroup:groupId=')],
  ['AWS::EC2::Volume', ec2('VolumeDetails:volumeId=')],
  ['AWS::EC2::Snapshot', ec2('SnapshotDetails:snapshotId=')],
  ['AWS::EC2::Image', ec2('ImageDetails:imageId=')],
  ['AWS::EC2::NetworkInterface', ec2('NetworkInterface:networkInterfaceId=')],
  ['AWS::EC2::VPC', vpc('VpcDetails:VpcId=')],
  ['AWS::EC2::Subnet', vpc('SubnetDetails:subnetId=')],
  ['AWS::IAM::User', { ...iam('users'), by: 'name' }],
  ['AWS::IAM::Role', { ...iam('roles'), by: 'name' }],
  ['AWS::IAM::Group', { ...iam('groups'), by: 'name' }],
  ['AWS::IAM::Policy', iam('policies')],
  ['AWS::S3::Bucket', { path: (id) => `s3/buckets/${id}?region={region}` }],
  ['AWS::Lambda::Function', { path: (id) => `lambda/home?region={region}#/functions/${id}` }],
  ['AWS::RDS::DBInstance', { path: (id) => `rds/home?region={region}#database:id=${id};is-cluster=false` }],
  ['AWS::RDS::DBCluster', { path: (id) => `rds/home?region={region}#database:id=${id};is-cluster=true` }],
  ['AWS::KMS::Key', { path: (id) => `kms/home?region={region}#/kms/keys/${id}` }],
  ['AWS::EKS::Cluster', { path: (id) => `eks/home?region={region}#/clusters/${id}` }],
  ['AWS::ECS::Cluster', { path: (id) => `ecs/v2/clusters/${id}?region={region}` }],
  ['AWS::CloudWatch::Alarm', { path: (id) => `cloudwatch/home?region={region}#alarmsV2:alarm/${id}` }],
  ['AWS::DynamoDB::Table', { path: (id) => `dynamodbv2/home?region={region}#table?name=${id}` }],
]);

/** The whole address in the partition of the region; global services are opened where their console lives. */
function build(place: Place, path: string, id: string): string | undefined {
  const partition = partitionOf(place);
  const region = place.region === 'global' ? partition?.home : place.region;
  if (!partition || !region || !safeId.test(id)) return undefined;
  if (!accountPattern.test(place.accountId) || !regionPattern.test(region)) return undefined;
  return `https://${region}.${partition.console}/${path.replaceAll('{region}', region)}`;
}

function partitionOf({ region, arn }: Place): Readonly<{ console: string; home: string }> | undefined {
  if (region.startsWith('cn-') || arn?.startsWith('arn:aws-cn:')) {
    return { console: 'console.amazonaws.cn', home: 'cn-north-1' };
  }
  if (region.startsWith('us-gov-') || arn?.startsWith('arn:aws-us-gov:')) {
    return { console: 'console.amazonaws-us-gov.com', home: 'us-gov-west-1' };
  }
  if (arn && !arn.startsWith('arn:aws:') && arn.startsWith('arn:')) return undefined;
  return { console: 'console.aws.amazon.com', home: 'us-east-1' };
}

function link(label: string, url: string | undefined | ''): readonly Link[] {
  return url ? [{ label, url }] : [];
}
