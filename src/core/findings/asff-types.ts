import { type Place, resourceOfArn } from '../arn.ts';
import type { Resource } from '../resource.ts';

/** How Security Hub spells services, and AWS Config does. */
const services = new Map([
  ['ApiGatewayV2', 'ApiGatewayV2'],
  ['Ec2', 'EC2'],
  ['Ecr', 'ECR'],
  ['Ecs', 'ECS'],
  ['Efs', 'EFS'],
  ['Eks', 'EKS'],
  ['Elasticsearch', 'Elasticsearch'],
  ['ElasticBeanstalk', 'ElasticBeanstalk'],
  ['Elbv2', 'ElasticLoadBalancingV2'],
  ['Elb', 'ElasticLoadBalancing'],
  ['AutoScaling', 'AutoScaling'],
  ['CertificateManager', 'ACM'],
  ['CloudFormation', 'CloudFormation'],
  ['CloudFront', 'CloudFront'],
  ['CloudTrail', 'CloudTrail'],
  ['CloudWatch', 'CloudWatch'],
  ['CodeBuild', 'CodeBuild'],
  ['Dms', 'DMS'],
  ['DynamoDb', 'DynamoDB'],
  ['GuardDuty', 'GuardDuty'],
  ['Iam', 'IAM'],
  ['Kinesis', 'Kinesis'],
  ['Kms', 'KMS'],
  ['Lambda', 'Lambda'],
  ['Msk', 'MSK'],
  ['NetworkFirewall', 'NetworkFirewall'],
  ['OpenSearchService', 'OpenSearch'],
  ['Rds', 'RDS'],
  ['Redshift', 'Redshift'],
  ['Route53', 'Route53'],
  ['S3', 'S3'],
  ['SageMaker', 'SageMaker'],
  ['SecretsManager', 'SecretsManager'],
  ['Sns', 'SNS'],
  ['Sqs', 'SQS'],
  ['Ssm', 'SSM'],
  ['StepFunction', 'StepFunctions'],
  ['Wafv2', 'WAFv2'],
  ['WafRegional', 'WAFRegional'],
  ['Waf', 'WAF'],
]);

/** Abbreviations that Security Hub writes with one capital letter, and AWS Config with several. */
const words = new Map([
  ['Vpc', 'VPC'],
  ['Eip', 'EIP'],
  ['Acl', 'ACL'],
  ['Db', 'DB'],
  ['Vpn', 'VPN'],
]);

/** Kinds that are called otherwise altogether. */
const renamed = new Map([
  ['AwsAccount', 'AWS::::Account'],
  ['AwsEc2NetworkAcl', 'AWS::EC2::NetworkAcl'],
  ['AwsEc2VpcEndpointService', 'AWS::EC2::VPCEndpointService'],
  ['AwsCertificateManagerCertificate', 'AWS::ACM::Certificate'],
  ['AwsLambdaLayerVersion', 'AWS::Lambda::LayerVersion'],
  ['AwsOpenSearchServiceDomain', 'AWS::OpenSearch::Domain'],
  ['AwsEcrContainerImage', 'AWS::ECR::Repository'],
  ['AwsEksCluster', 'AWS::EKS::Cluster'],
  ['AwsIamAccessKey', 'AWS::IAM::User'],
]);

/**
 * `AwsEc2SecurityGroup` as AWS Config spells it: `AWS::EC2::SecurityGroup`; what is spelled so already stays. Nothing for
 * `Other`, `Container` and what is no kind of AWS ("Resources" in the AWS Security Finding Format).
 */
function typeOfAsff(type: string | undefined): string | undefined {
  if (!type) return undefined;
  if (/^AWS::\w*::\w+$/.test(type)) return type;
  const known = renamed.get(type);
  if (known) return known;
  const rest = /^Aws([A-Z]\w*)$/.exec(type)?.[1];
  const service = rest && [...services.keys()].find((one) => rest.startsWith(one) && rest.length > one.length);
  if (!rest || !service) return undefined;
  const kind = rest.slice(service.length).replace(/[A-Z][a-z0-9]*/g, (word) => words.get(word) ?? word);
  return `AWS::${services.get(service)}::${kind}`;
}

/** What a finding of Security Hub says of a resource, in either of its formats. */
type HubResource = Readonly<{
  type?: string | undefined;
  id?: string | undefined;
  arn?: string | undefined;
  name?: string | undefined;
  region?: string | undefined;
  accountId?: string | undefined;
}>;

/** The resource of AWS that a finding is about; nothing where it is none, or is not said which. */
export function resourceOfHub(
  { type, id, arn, name, region, accountId }: HubResource,
  place: Place,
): readonly Resource[] {
  if (!id) return [];
  const where = { accountId: accountId ?? place.accountId, region: region ?? place.region };
  const account = /^AWS::::Account:(\d{12})$/.exec(id)?.[1];
  if (account) return [{ type: 'AWS::::Account', id: account, accountId: account, region: where.region }];
  const byArn = resourceOfArn(arn ?? id, where);
  const spelled = typeOfAsff(type);
  if (byArn) return [name && name !== byArn.id ? { ...byArn, name } : byArn];
  if (!spelled) return [];
  const short = id.startsWith('arn:') ? (id.split(/[:/]/).at(-1) ?? id) : id;
  const isArn = id.startsWith('arn:') ? { arn: id } : arn ? { arn } : {};
  const isGlobal = spelled.startsWith('AWS::IAM::');
  return [
    {
      type: spelled,
      id: short,
      accountId: where.accountId,
      region: isGlobal ? 'global' : where.region,
      ...(name && name !== short ? { name } : {}),
      ...isArn,
    },
  ];
}
