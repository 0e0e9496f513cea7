import { readPolicy } from '../../policies/policy-statements.ts';
import { judgedPolicy } from '../../policies/policy-told.ts';
import type { Resource } from '../../resource.ts';
import { type Call, type CallReading, queueOf, resourceAt, type Told } from '../call.ts';
import { at } from '../fields.ts';
import { plainReading } from '../plain-reading.ts';

/** Where the policy of a kind of resource stands in a call, and how the resource is called. */
type Place = Readonly<{
  call: string;
  noun: string;
  policy: readonly string[];
  resource: (call: Call) => Resource | undefined;
  /** What else must be in the record for it to be about a policy. */
  where?: CallReading['where'];
}>;

const by =
  (type: string, ...paths: readonly string[]) =>
  (call: Call) =>
    resourceAt(call, type, ...paths);

const exists = [{ exists: true }];

const places: readonly Place[] = [
  {
    call: 's3:PutBucketPolicy',
    noun: 'the bucket ',
    policy: ['bucketPolicy'],
    resource: by('AWS::S3::Bucket', 'bucketName'),
  },
  { call: 'kms:PutKeyPolicy', noun: 'the key ', policy: ['policy'], resource: by('AWS::KMS::Key', 'keyId') },
  {
    call: 'sqs:SetQueueAttributes',
    noun: 'the queue ',
    policy: ['attributes', 'Policy'],
    resource: queueOf,
    where: { requestParameters: { attributes: { Policy: exists } } },
  },
  {
    call: 'sns:SetTopicAttributes',
    noun: 'the topic ',
    policy: ['attributeValue'],
    resource: by('AWS::SNS::Topic', 'topicArn'),
    where: { requestParameters: { attributeName: ['Policy'] } },
  },
  {
    call: 'ecr:SetRepositoryPolicy',
    noun: 'the image repository ',
    policy: ['policyText'],
    resource: by('AWS::ECR::Repository', 'repositoryName'),
  },
  {
    call: 'secretsmanager:PutResourcePolicy',
    noun: 'the secret ',
    policy: ['resourcePolicy'],
    resource: by('AWS::SecretsManager::Secret', 'secretId', 'arn', 'aRN'),
  },
  {
    call: 'backup:PutBackupVaultAccessPolicy',
    noun: 'the backup vault ',
    policy: ['policy'],
    resource: by('AWS::Backup::BackupVault', 'backupVaultName'),
  },
  { call: 'es:UpdateDomainConfig', ...domain('AWS::Elasticsearch::Domain') },
];

function domain(type: string): Omit<Place, 'call'> {
  return {
    noun: 'the search domain ',
    policy: ['accessPolicies'],
    resource: by(type, 'domainName'),
    where: { requestParameters: { accessPolicies: exists } },
  };
}

/** Calls that put a policy onto a resource, or take it away. */
export const resourcePolicyReadings: readonly CallReading[] = [
  ...places.map(
    (place): CallReading => ({
      service: place.call.split(':')[0] ?? '',
      names: [place.call.split(':')[1] ?? ''],
      ...(place.where ? { where: place.where } : {}),
      tell: (call) => tellPolicyOf(call, place),
    }),
  ),
  removal('s3:DeleteBucketPolicy', 'the bucket ', ['AWS::S3::Bucket', 'bucketName']),
  removal('ecr:DeleteRepositoryPolicy', 'the image repository ', ['AWS::ECR::Repository', 'repositoryName']),
  removal('secretsmanager:DeleteResourcePolicy', 'the secret ', ['AWS::SecretsManager::Secret', 'secretId']),
];

function removal(call: string, noun: string, resource: readonly [string, string]): CallReading {
  return plainReading({
    call,
    verb: ['removed', 'remove'],
    what: [`the policy of ${noun}`],
    severity: 'info',
    undoes: true,
    resource,
  });
}

function tellPolicyOf(call: Call, { noun, policy, resource }: Place): Told | undefined {
  const found = resource(call);
  const statements = readPolicy(at(call.request, ...policy));
  if (!found || !statements) return undefined;
  if (statements.length === 0) {
    return {
      verb: ['removed', 'remove'],
      what: [`the policy of ${noun}`, { resource: 0 }],
      severity: 'info',
      resources: [found],
      undoes: true,
    };
  }
  return {
    ...judgedPolicy(call, statements),
    verb: ['changed', 'change'],
    what: [`the policy of ${noun}`, { resource: 0 }],
    resources: [found],
  };
}
