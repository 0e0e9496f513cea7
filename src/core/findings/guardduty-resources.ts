import * as z from 'zod/mini';
import { type Place, resourceOfArn } from '../arn.ts';
import { accountItself } from '../cloudtrail/call.ts';
import { nameAmong } from '../items/name-tag.ts';
import { type Resource, resourceKey } from '../resource.ts';
import { isObject, list, maybe, readText, text } from '../text/lenient.ts';

const tags = list(z.object({ key: text, value: text }));
const named = z.object({ name: text, arn: text });

/** GuardDuty's `resource` ("Resource" in its API reference): what a finding is about, one part for each kind of thing. */
export const FindingResource = z.object({
  resourceType: text,
  instanceDetails: maybe(z.object({ instanceId: text, instanceType: text, imageId: text, tags })),
  accessKeyDetails: maybe(z.object({ userName: text, userType: text, accessKeyId: text, principalId: text })),
  s3BucketDetails: list(named),
  eksClusterDetails: maybe(named),
  kubernetesDetails: maybe(
    z.object({
      kubernetesUserDetails: maybe(z.object({ username: text })),
      kubernetesWorkloadDetails: maybe(z.object({ name: text, type: text, namespace: text })),
    }),
  ),
  ecsClusterDetails: maybe(z.object({ name: text, arn: text, taskDetails: maybe(z.object({ arn: text })) })),
  containerDetails: maybe(z.object({ id: text, name: text, image: text })),
  lambdaDetails: maybe(z.object({ functionName: text, functionArn: text })),
  rdsDbInstanceDetails: maybe(
    z.object({ dbInstanceIdentifier: text, dbInstanceArn: text, dbClusterIdentifier: text, engine: text, tags }),
  ),
  rdsLimitlessDbDetails: maybe(z.object({ dbShardGroupIdentifier: text, dbShardGroupArn: text, engine: text })),
  rdsDbUserDetails: maybe(z.object({ user: text, database: text, application: text })),
  ebsVolumeDetails: maybe(
    z.object({
      scannedVolumeDetails: list(z.object({ volumeArn: text })),
      skippedVolumeDetails: list(z.object({ volumeArn: text })),
    }),
  ),
  ebsSnapshotDetails: maybe(z.object({ snapshotArn: text })),
  ec2ImageDetails: maybe(z.object({ imageArn: text })),
});
export type FindingResource = z.infer<typeof FindingResource>;

/** An attack sequence names its resources by ARN or id, each with an account and region of its own. */
export const SequenceResource = z.object({ uid: text, name: text, resourceType: text, accountId: text, region: text });
export type SequenceResource = z.infer<typeof SequenceResource>;

/** Everything that a finding is about, the thing that its `resourceType` names first. */
export function resourcesOfFinding(resource: FindingResource | undefined, place: Place): readonly Resource[] {
  if (!resource) return [];
  const primary = resource.resourceType ?? '';
  const found = readers.map(({ types, read }) => ({ first: types.test(primary), resources: read(resource, place) }));
  const ordered = [...found.filter(({ first }) => first), ...found.filter(({ first }) => !first)];
  return unique(ordered.flatMap(({ resources }) => resources));
}

/** The resources of an attack sequence, those whose type we can name. */
export function resourcesOfSequence(listed: readonly SequenceResource[], place: Place): readonly Resource[] {
  return unique(
    listed.flatMap(({ uid, name, resourceType, accountId, region }) => {
      const where = { accountId: accountId ?? place.accountId, region: region ?? place.region };
      const byArn = uid && resourceOfArn(uid, where);
      if (byArn) return [byArn];
      const type = sequenceTypes.get((resourceType ?? '').replaceAll('_', '').toLowerCase());
      const id = name ?? uid;
      return type && id ? [{ type, id, ...where }] : [];
    }),
  );
}

/** What a call affected, by type, as GuardDuty writes it: `{ 'AWS::CloudTrail::Trail': 'arn:…' }`. */
export function resourcesAffected(affected: unknown, { accountId, region }: Place): readonly Resource[] {
  if (!isObject(affected)) return [];
  return Object.entries(affected).flatMap(([type, value]) => {
    const id = readText(value);
    if (!id || !/^AWS::\w+::\w+$/.test(type)) return [];
    return [resourceOfArn(id, { accountId, region }) ?? { type, id, accountId, region }];
  });
}

/** Ids that a text mentions, for findings that say no more. */
export function resourcesMentioned(mention: string, { accountId, region }: Place): readonly Resource[] {
  const ids = mention.match(/\b(?:i|vol|snap|sg|eni)-[0-9a-f]{8,17}\b/g) ?? [];
  const users = [...mention.matchAll(/\bIAMUser\/([\w+=,.@-]{1,64})/g)].flatMap(([, name]) => name ?? []);
  return unique([
    ...ids.flatMap((id) => {
      const type = prefixes.get(id.slice(0, id.indexOf('-')));
      return type ? [{ type, id, accountId, region }] : [];
    }),
    ...users.map((id) => ({ type: 'AWS::IAM::User', id, accountId, region: 'global' })),
  ]);
}

const prefixes = new Map([
  ['i', 'AWS::EC2::Instance'],
  ['vol', 'AWS::EC2::Volume'],
  ['snap', 'AWS::EC2::Snapshot'],
  ['sg', 'AWS::EC2::SecurityGroup'],
  ['eni', 'AWS::EC2::NetworkInterface'],
]);

const sequenceTypes = new Map([
  ['ec2instance', 'AWS::EC2::Instance'],
  ['ec2networkinterface', 'AWS::EC2::NetworkInterface'],
  ['s3bucket', 'AWS::S3::Bucket'],
  ['ekscluster', 'AWS::EKS::Cluster'],
  ['ecscluster', 'AWS::ECS::Cluster'],
]);

type Reader = Readonly<{ types: RegExp; read: (resource: FindingResource, place: Place) => readonly Resource[] }>;

const readers: readonly Reader[] = [
  {
    types: /^Instance$/,
    read: ({ instanceDetails }, place) =>
      resourceNamed('AWS::EC2::Instance', instanceDetails?.instanceId, {
        place,
        name: nameAmong(instanceDetails?.tags),
      }),
  },
  { types: /^AccessKey$/, read: ({ accessKeyDetails }, place) => principal(accessKeyDetails, place) },
  {
    types: /^S3/,
    read: ({ s3BucketDetails }, place) =>
      (s3BucketDetails ?? []).flatMap(({ name, arn }) => resourceNamed('AWS::S3::Bucket', name, { place, arn })),
  },
  {
    types: /^(?:EKS|Kubernetes)/,
    read: ({ eksClusterDetails: eks }, place) =>
      resourceNamed('AWS::EKS::Cluster', eks?.name, { place, arn: eks?.arn }),
  },
  {
    types: /^(?:ECS|Container)/,
    read: ({ ecsClusterDetails: ecs }, place) => [
      ...resourceNamed('AWS::ECS::Cluster', ecs?.name, { place, arn: ecs?.arn }),
      ...ofArns([ecs?.taskDetails?.arn], place),
    ],
  },
  {
    types: /^Lambda/,
    read: ({ lambdaDetails: lambda }, place) =>
      resourceNamed('AWS::Lambda::Function', lambda?.functionName, { place, arn: lambda?.functionArn }),
  },
  {
    types: /^RDS/,
    read: ({ rdsDbInstanceDetails: rds, rdsLimitlessDbDetails: limitless }, place) => [
      ...resourceNamed('AWS::RDS::DBInstance', rds?.dbInstanceIdentifier, { place, arn: rds?.dbInstanceArn }),
      ...resourceNamed('AWS::RDS::DBShardGroup', limitless?.dbShardGroupIdentifier, {
        place,
        arn: limitless?.dbShardGroupArn,
      }),
    ],
  },
  {
    types: /^E(?:BS|C2)/,
    read: ({ ebsVolumeDetails, ebsSnapshotDetails, ec2ImageDetails }, place) => {
      const scanned = ebsVolumeDetails?.scannedVolumeDetails ?? ebsVolumeDetails?.skippedVolumeDetails ?? [];
      const arns = scanned.map(({ volumeArn }) => volumeArn);
      return ofArns([...arns, ebsSnapshotDetails?.snapshotArn, ec2ImageDetails?.imageArn], place);
    },
  },
];

type Named = Readonly<{ place: Place; name?: string | undefined; arn?: string | undefined }>;

function resourceNamed(type: string, id: string | undefined, { place, name, arn }: Named): readonly Resource[] {
  if (!id) return [];
  const { accountId, region } = place;
  return [{ type, id, accountId, region, ...(name ? { name } : {}), ...(arn ? { arn } : {}) }];
}

function ofArns(arns: readonly (string | undefined)[], place: Place): readonly Resource[] {
  return arns.flatMap((arn) => {
    const resource = arn && resourceOfArn(arn, place);
    return resource ? [resource] : [];
  });
}

/** The user or role whose key it was; of the root user, the account. */
function principal(key: FindingResource['accessKeyDetails'], place: Place): readonly Resource[] {
  if (key?.userType === 'Root') return [accountItself(place)];
  if (!key?.userName) return [];
  const type = /Role/.test(key.userType ?? '') ? 'AWS::IAM::Role' : 'AWS::IAM::User';
  return [{ type, id: key.userName, accountId: place.accountId, region: 'global' }];
}

/** Each resource once, in the order in which they come. */
export function unique(resources: readonly Resource[]): readonly Resource[] {
  return [...new Map(resources.map((resource) => [resourceKey(resource), resource])).values()];
}
