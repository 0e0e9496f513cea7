import { type Place, resourceOfArn } from '../arn.ts';
import { type Resource, resourceKey } from '../resource.ts';
import { isObject, readList, readText } from '../text/lenient.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';

/** Parameters that name a resource, the more telling first; a service where the same name means something else elsewhere. */
type Parameter = Readonly<{ key: string; type: string; service?: string; global?: true }>;

const parameters: readonly Parameter[] = [
  { key: 'bucketName', type: 'AWS::S3::Bucket' },
  { key: 'userName', type: 'AWS::IAM::User', service: 'iam', global: true },
  { key: 'roleName', type: 'AWS::IAM::Role', service: 'iam', global: true },
  { key: 'groupName', type: 'AWS::IAM::Group', service: 'iam', global: true },
  { key: 'policyArn', type: 'AWS::IAM::Policy', service: 'iam', global: true },
  { key: 'policyName', type: 'AWS::IAM::Policy', service: 'iam', global: true },
  { key: 'roleArn', type: 'AWS::IAM::Role', service: 'sts', global: true },
  { key: 'name', type: 'AWS::CloudTrail::Trail', service: 'cloudtrail' },
  { key: 'trailName', type: 'AWS::CloudTrail::Trail', service: 'cloudtrail' },
  { key: 'configurationRecorderName', type: 'AWS::Config::ConfigurationRecorder' },
  { key: 'deliveryChannelName', type: 'AWS::Config::DeliveryChannel' },
  { key: 'configRuleName', type: 'AWS::Config::ConfigRule' },
  { key: 'detectorId', type: 'AWS::GuardDuty::Detector' },
  { key: 'functionName', type: 'AWS::Lambda::Function' },
  { key: 'dBInstanceIdentifier', type: 'AWS::RDS::DBInstance' },
  { key: 'dBClusterIdentifier', type: 'AWS::RDS::DBCluster' },
  { key: 'dBSnapshotIdentifier', type: 'AWS::RDS::DBSnapshot' },
  { key: 'keyId', type: 'AWS::KMS::Key', service: 'kms' },
  { key: 'clusterName', type: 'AWS::EKS::Cluster', service: 'eks' },
  { key: 'cluster', type: 'AWS::ECS::Cluster', service: 'ecs' },
  { key: 'tableName', type: 'AWS::DynamoDB::Table', service: 'dynamodb' },
  { key: 'secretId', type: 'AWS::SecretsManager::Secret' },
  { key: 'topicArn', type: 'AWS::SNS::Topic' },
  { key: 'snapshotId', type: 'AWS::EC2::Snapshot', service: 'ec2' },
  { key: 'imageId', type: 'AWS::EC2::Image', service: 'ec2' },
  { key: 'volumeId', type: 'AWS::EC2::Volume', service: 'ec2' },
  { key: 'instanceId', type: 'AWS::EC2::Instance' },
  { key: 'networkInterfaceId', type: 'AWS::EC2::NetworkInterface', service: 'ec2' },
  { key: 'groupId', type: 'AWS::EC2::SecurityGroup', service: 'ec2' },
  { key: 'networkAclId', type: 'AWS::EC2::NetworkAcl', service: 'ec2' },
  { key: 'routeTableId', type: 'AWS::EC2::RouteTable', service: 'ec2' },
  { key: 'internetGatewayId', type: 'AWS::EC2::InternetGateway', service: 'ec2' },
  { key: 'subnetId', type: 'AWS::EC2::Subnet', service: 'ec2' },
  { key: 'vpcId', type: 'AWS::EC2::VPC', service: 'ec2' },
];

/** What a call was about, from the names in its request and the ARNs that CloudTrail lists; the most telling first. */
export function requestedResources(record: CloudTrailRecord, place: Place): readonly Resource[] {
  const service = record.eventSource?.split('.')[0];
  const request = record.requestParameters ?? {};
  const named = parameters.flatMap((parameter) => {
    const value = readText(request[parameter.key]);
    const fits = parameter.service === undefined || parameter.service === service;
    return value && fits ? [resourceNamed(value, parameter, place)] : [];
  });
  const instances = readList(request['instancesSet']).flatMap((one) => {
    const id = isObject(one) ? readText(one['instanceId']) : undefined;
    return id ? [{ type: 'AWS::EC2::Instance', id, accountId: place.accountId, region: place.region }] : [];
  });
  const listed = (record.resources ?? []).flatMap(({ ARN, arn }) => resourceOfArn(ARN ?? arn ?? '', place) ?? []);
  return [...new Map([...instances, ...named, ...listed].map((one) => [resourceKey(one), one])).values()];
}

function resourceNamed(value: string, { type, global }: Parameter, { accountId, region }: Place): Resource {
  const place = { accountId, region: global ? 'global' : region };
  return resourceOfArn(value, place) ?? { type, id: value, ...place };
}
