import type { Aws } from '../../src/playground/aws/start.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { WorldItem } from '../../src/playground/world-item.ts';

const home = { accountId: scene.prod, region: scene.region };
const everyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' };
const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [everyone] });

/** The bucket of the story's account, open to everybody by its policy; `supplementary` is what else is recorded of it. */
export function makeBucketPublic(aws: Aws, supplementary: WorldItem['supplementary'] = {}): WorldItem {
  const id = 'payments-open';
  const configuration = { name: id, owner: { id: 'c0ffee' } };
  return put(aws, {
    resource: { type: 'AWS::S3::Bucket', id, name: id, arn: `arn:aws:s3:::${id}`, ...home },
    configuration,
    supplementary: { BucketPolicy: { policyText }, ...supplementary },
  });
}

/** The user `deploy` with one access key, or none. */
export function giveKey(aws: Aws, key: { id: string; status: 'Active' | 'Inactive' } | undefined): WorldItem {
  const used = { at: Date.now() - 180_000, service: 's3', region: 'us-east-1' };
  return put(aws, {
    resource: {
      ...{ type: 'AWS::IAM::User', id: 'AIDAC0FFEEC0FFEEC0FFE', name: 'deploy' },
      ...{ accountId: scene.prod, region: 'global', arn: `arn:aws:iam::${scene.prod}:user/robots/deploy` },
    },
    configuration: { userName: 'deploy', path: '/robots/' },
    unrecorded: { accessKeys: key ? [{ ...key, createdAt: 1_700_000_000_000, used }] : [] },
  });
}

/** A role, with an earlier revocation of its sessions or none. */
export function makeRole(aws: Aws, about: { name: string; path: string; revokedUntil?: string }): WorldItem {
  const { name, path, revokedUntil } = about;
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': revokedUntil } };
  const Statement = [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition }];
  const policyDocument = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
  return put(aws, {
    resource: {
      ...{ type: 'AWS::IAM::Role', id: `AROAC0FFEEC0FFEE${name.length}FFE`, name },
      ...{ accountId: scene.prod, region: 'global', arn: `arn:aws:iam::${scene.prod}:role${path}${name}` },
    },
    configuration: {
      ...{ roleName: name, path },
      rolePolicyList: revokedUntil ? [{ policyName: 'AWSRevokeOlderSessions', policyDocument }] : [],
    },
  });
}

/** An image or a volume's snapshot, with whom it is shared. */
export function share(
  aws: Aws,
  { type, id }: { type: string; id: string },
  configuration: WorldItem['configuration'],
): WorldItem {
  return put(aws, { resource: { type, id, ...home }, configuration });
}

/** A database's or a cluster's snapshot that everybody may restore, and one account by name. */
export function shareRestore(
  aws: Aws,
  word: 'DBSnapshot' | 'DBClusterSnapshot',
  values = ['123456789012', 'all'],
): WorldItem {
  return put(aws, {
    resource: { type: `AWS::RDS::${word}`, id: 'payments-before-upgrade', ...home },
    configuration: { encrypted: false },
    supplementary: { [`${word}Attributes`]: [{ attributeName: 'restore', attributeValues: values }] },
  });
}

/** The resource as it is to be from now on, whether it is there or not. */
export function put(
  aws: Aws,
  item: Pick<WorldItem, 'resource' | 'configuration' | 'supplementary' | 'unrecorded'>,
): WorldItem {
  aws.world.remove(item.resource);
  const at = Date.now();
  const made: WorldItem = {
    ...{ status: 'ResourceDiscovered', stateId: '1', createdAt: at, capturedAt: at },
    ...{ availabilityZone: 'Regional', tags: {}, relationships: [] },
    ...item,
  };
  aws.world.add(made);
  return made;
}
