import type { Resource } from './resource.ts';

/** The parts of an Amazon Resource Name ("Identify AWS resources with ARNs"); account and region may be empty. */
export type Arn = Readonly<{ partition: string; service: string; region: string; account: string; resource: string }>;

/** The parts of an ARN, or nothing where the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|\d*):(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** Where a resource is when its ARN does not say. */
export type Place = Readonly<{ accountId: string; region: string }>;

/** How an ARN of `service:kind` maps to AWS Config's type; the id is what follows the kind unless said otherwise. */
type Kind = Readonly<{ type: string; id?: 'last' | 'arn'; global?: true }>;

const kinds = new Map<string, Kind>(
  Object.entries({
    'ec2:instance': { type: 'AWS::EC2::Instance' },
    'ec2:security-group': { type: 'AWS::EC2::SecurityGroup' },
    'ec2:volume': { type: 'AWS::EC2::Volume' },
    'ec2:snapshot': { type: 'AWS::EC2::Snapshot' },
    'ec2:image': { type: 'AWS::EC2::Image' },
    'ec2:vpc': { type: 'AWS::EC2::VPC' },
    'ec2:subnet': { type: 'AWS::EC2::Subnet' },
    'ec2:network-interface': { type: 'AWS::EC2::NetworkInterface' },
    'ec2:network-acl': { type: 'AWS::EC2::NetworkAcl' },
    'ec2:route-table': { type: 'AWS::EC2::RouteTable' },
    'ec2:internet-gateway': { type: 'AWS::EC2::InternetGateway' },
    'ec2:launch-template': { type: 'AWS::EC2::LaunchTemplate' },
    'iam:user': { type: 'AWS::IAM::User', id: 'last', global: true },
    'iam:role': { type: 'AWS::IAM::Role', id: 'last', global: true },
    'iam:group': { type: 'AWS::IAM::Group', id: 'last', global: true },
    'iam:policy': { type: 'AWS::IAM::Policy', id: 'arn', global: true },
    'iam:instance-profile': { type: 'AWS::IAM::InstanceProfile', id: 'last', global: true },
    'lambda:function': { type: 'AWS::Lambda::Function' },
    'rds:db': { type: 'AWS::RDS::DBInstance' },
    'rds:cluster': { type: 'AWS::RDS::DBCluster' },
    'rds:snapshot': { type: 'AWS::RDS::DBSnapshot' },
    'rds:cluster-snapshot': { type: 'AWS::RDS::DBClusterSnapshot' },
    'kms:key': { type: 'AWS::KMS::Key' },
    'kms:alias': { type: 'AWS::KMS::Alias' },
    'cloudtrail:trail': { type: 'AWS::CloudTrail::Trail' },
    'eks:cluster': { type: 'AWS::EKS::Cluster' },
    'ecs:cluster': { type: 'AWS::ECS::Cluster' },
    'ecs:service': { type: 'AWS::ECS::Service', id: 'last' },
    'ecs:task-definition': { type: 'AWS::ECS::TaskDefinition' },
    'ecs:task': { type: 'AWS::ECS::Task', id: 'last' },
    'ecr:repository': { type: 'AWS::ECR::Repository' },
    'dynamodb:table': { type: 'AWS::DynamoDB::Table' },
    'secretsmanager:secret': { type: 'AWS::SecretsManager::Secret' },
    'cloudwatch:alarm': { type: 'AWS::CloudWatch::Alarm' },
    'config:config-rule': { type: 'AWS::Config::ConfigRule' },
    'guardduty:detector': { type: 'AWS::GuardDuty::Detector' },
    'cloudformation:stack': { type: 'AWS::CloudFormation::Stack', id: 'arn' },
    'elasticloadbalancing:loadbalancer': { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', id: 'arn' },
    'logs:log-group': { type: 'AWS::Logs::LogGroup' },
    'elasticfilesystem:file-system': { type: 'AWS::EFS::FileSystem' },
    'ssm:document': { type: 'AWS::SSM::Document' },
  } satisfies Record<string, Kind>),
);

/** Services whose ARN holds nothing but the name. */
const plain = new Map<string, Kind>([
  ['s3', { type: 'AWS::S3::Bucket' }],
  ['sns', { type: 'AWS::SNS::Topic', id: 'arn' }],
  ['sqs', { type: 'AWS::SQS::Queue' }],
]);

/**
 * The resource that an ARN names, of the types that alerts are commonly about; nothing for others. Account and region come
 * from the ARN, else from `place` (an S3 bucket's ARN has neither); IAM's are `global`.
 */
export function resourceOfArn(arn: string, place: Place): Resource | undefined {
  const parts = parseArn(arn);
  if (!parts) return undefined;
  const split = parts.resource.search(/[:/]/);
  const label = split < 0 ? '' : parts.resource.slice(0, split);
  const kind = plain.get(parts.service) ?? kinds.get(`${parts.service}:${label}`);
  if (!kind) return undefined;
  const rest = plain.has(parts.service) ? parts.resource : parts.resource.slice(split + 1);
  const name = nameIn(parts.service, rest, kind);
  if (name === '') return undefined;
  return {
    type: kind.type,
    id: kind.id === 'arn' ? arn : name,
    ...(kind.id === 'arn' ? { name: shortName(kind.type, rest) } : {}),
    arn,
    accountId: parts.account === '' || parts.account === 'aws' ? place.accountId : parts.account,
    region: kind.global ? 'global' : parts.region === '' ? place.region : parts.region,
  };
}

/** The id inside what follows the kind: no path of an IAM name, no key of a bucket, no version of a function. */
function nameIn(service: string, rest: string, kind: Kind): string {
  if (kind.id === 'last') return rest.split('/').at(-1) ?? '';
  if (service === 's3') return rest.split('/')[0] ?? '';
  if (service === 'lambda' || service === 'logs') return rest.split(':')[0] ?? '';
  if (service === 'guardduty' || service === 'dynamodb') return rest.split('/')[0] ?? '';
  return rest;
}

/** What people call a resource whose id is its ARN: a load balancer's and a stack's ARN end in an id after the name. */
function shortName(type: string, rest: string): string {
  const parts = rest.split('/');
  const suffixed = type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' || type === 'AWS::CloudFormation::Stack';
  return parts.at(suffixed ? -2 : -1) ?? rest;
}
