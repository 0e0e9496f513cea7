import type { Fact } from '../alert.ts';
import type { ConfigurationItem } from '../ports.ts';
import { isObject, readText } from '../text/lenient.ts';
import { oneLine } from '../text/phrase.ts';

/**
 * What matters of a resource at 3 a.m., by its type: a label, and where AWS Config's `configuration` holds it, or with a `+`
 * its `supplementaryConfiguration`.
 */
const important: Readonly<Record<string, readonly (readonly [label: string, path: string])[]>> = {
  'AWS::EC2::Instance': [
    ['State', 'state.name'],
    ['Instance type', 'instanceType'],
    ['Image', 'imageId'],
    ['Private address', 'privateIpAddress'],
    ['Public address', 'publicIpAddress'],
    ['VPC', 'vpcId'],
    ['Subnet', 'subnetId'],
    ['Security groups', 'securityGroups.groupId'],
    ['Role', 'iamInstanceProfile.arn'],
    ['Key pair', 'keyName'],
    ['Launched', 'launchTime'],
  ],
  'AWS::EC2::SecurityGroup': [
    ['Group name', 'groupName'],
    ['Description', 'description'],
    ['VPC', 'vpcId'],
    ['Open to', 'ipPermissions.ipRanges.cidrIp'],
    ['Open to', 'ipPermissions.ipv4Ranges.cidrIp'],
  ],
  'AWS::EC2::Volume': [
    ['State', 'state'],
    ['State', 'state.value'],
    ['Encrypted', 'encrypted'],
    ['Key', 'kmsKeyId'],
    ['Size (GiB)', 'size'],
    ['Volume type', 'volumeType'],
    ['Attached to', 'attachments.instanceId'],
    ['Made of', 'snapshotId'],
  ],
  'AWS::EC2::NetworkInterface': [
    ['Description', 'description'],
    ['Private address', 'privateIpAddress'],
    ['Public address', 'association.publicIp'],
    ['IPv6 address', 'ipv6Addresses.ipv6Address'],
    ['DNS name', 'association.publicDnsName'],
    ['Attached to', 'attachment.instanceId'],
    ['Kind', 'interfaceType'],
    ['VPC', 'vpcId'],
    ['Subnet', 'subnetId'],
    ['Security groups', 'groups.groupId'],
  ],
  'AWS::EC2::VPC': [
    ['Addresses', 'cidrBlockAssociationSet.cidrBlock'],
    ['Addresses', 'cidrBlock'],
    ['IPv6 addresses', 'ipv6CidrBlockAssociationSet.ipv6CidrBlock'],
    ['Default', 'isDefault'],
  ],
  'AWS::EC2::Subnet': [
    ['Addresses', 'cidrBlock'],
    ['IPv6 addresses', 'ipv6CidrBlockAssociationSet.ipv6CidrBlock'],
    ['VPC', 'vpcId'],
    ['Zone', 'availabilityZone'],
    ['Public addresses at launch', 'mapPublicIpOnLaunch'],
    ['Free addresses', 'availableIpAddressCount'],
  ],
  'AWS::EC2::EIP': [
    ['Public address', 'publicIp'],
    ['Private address', 'privateIpAddress'],
    ['Attached to', 'instanceId'],
    ['Interface', 'networkInterfaceId'],
  ],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    ['DNS name', 'dNSName'],
    ['Scheme', 'scheme'],
    ['Kind', 'type'],
    ['State', 'state.code'],
    ['VPC', 'vpcId'],
    ['Subnets', 'availabilityZones.subnetId'],
    ['Security groups', 'securityGroups'],
  ],
  'AWS::ElasticLoadBalancing::LoadBalancer': [
    ['DNS name', 'dnsname'],
    ['Scheme', 'scheme'],
    ['VPC', 'vpcid'],
    ['Instances', 'instances.instanceId'],
    ['Security groups', 'securityGroups'],
  ],
  'AWS::CloudFront::Distribution': [
    ['DNS name', 'domainName'],
    ['Other names', 'distributionConfig.aliases.items'],
    ['Enabled', 'distributionConfig.enabled'],
    ['Origins', 'distributionConfig.origins.items.domainName'],
  ],
  'AWS::KMS::Key': [
    ['State', 'keyState'],
    ['Description', 'description'],
    ['Managed by', 'keyManager'],
    ['Used for', 'keyUsage'],
    ['Origin', 'origin'],
    ['Rotated by itself', '+KeyRotationStatus'],
    ['Deleted at', 'deletionDate'],
  ],
  'AWS::CloudTrail::Trail': [
    ['All regions', 'isMultiRegionTrail'],
    ['Whole organization', 'isOrganizationTrail'],
    ['Global services', 'includeGlobalServiceEvents'],
    ['Digests', 'logFileValidationEnabled'],
    ['Bucket', 's3BucketName'],
    ['Key', 'kmsKeyId'],
    ['Log group', 'cloudWatchLogsLogGroupArn'],
    ['Home region', 'homeRegion'],
  ],
  'AWS::S3::Bucket': [
    ['Blocks public ACLs', '+PublicAccessBlockConfiguration.blockPublicAcls'],
    ['Blocks public policies', '+PublicAccessBlockConfiguration.restrictPublicBuckets'],
    ['Encryption', '+ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm'],
    ['Versioning', '+BucketVersioningConfiguration.status'],
  ],
  'AWS::IAM::User': [
    ['ARN', 'arn'],
    ['Groups', 'groupList'],
    ['Policies', 'attachedManagedPolicies.policyName'],
    ['Own policies', 'userPolicyList.policyName'],
    ['Boundary', 'permissionsBoundary.permissionsBoundaryArn'],
  ],
  'AWS::IAM::Role': [
    ['ARN', 'arn'],
    ['Policies', 'attachedManagedPolicies.policyName'],
    ['Own policies', 'rolePolicyList.policyName'],
    ['Boundary', 'permissionsBoundary.permissionsBoundaryArn'],
    ['Last used', 'roleLastUsed.lastUsedDate'],
    ['Instance profiles', 'instanceProfileList.instanceProfileName'],
  ],
  'AWS::IAM::Policy': [
    ['Description', 'description'],
    ['Attached', 'attachmentCount'],
    ['As boundary', 'permissionsBoundaryUsageCount'],
    ['Version in force', 'defaultVersionId'],
    ['Changed', 'updateDate'],
  ],
  'AWS::Lambda::Function': [
    ['Runtime', 'runtime'],
    ['Role', 'role'],
    ['State', 'state.value'],
    ['VPC', 'vpcConfig.vpcId'],
    ['Security groups', 'vpcConfig.securityGroupIds'],
    ['Layers', 'layers.arn'],
    ['Key', 'kmskeyArn'],
    ['Changed', 'lastModified'],
  ],
  'AWS::RDS::DBInstance': [
    ['State', 'dBInstanceStatus'],
    ['Engine', 'engine'],
    ['Publicly accessible', 'publiclyAccessible'],
    ['Encrypted', 'storageEncrypted'],
    ['Address', 'endpoint.address'],
    ['Port', 'endpoint.port'],
    ['Key', 'kmsKeyId'],
    ['Deletion protection', 'deletionProtection'],
    ['Security groups', 'vpcSecurityGroups.vpcSecurityGroupId'],
  ],
};

const most = 12;

/** What matters of a resource, as facts; what is missing is left out. Values come from AWS and from whoever named things. */
export function factsOf({ resource, configuration, supplementary }: ConfigurationItem): readonly Fact[] {
  const facts = (important[resource.type] ?? []).flatMap(([label, path]) => {
    const isExtra = path.startsWith('+');
    const keys = path.slice(isExtra ? 1 : 0).split('.');
    const values = [...new Set(valuesAt(isExtra ? supplementary : configuration, keys))];
    if (values.length === 0) return [];
    const more = values.length > most ? ` and ${values.length - most} more` : '';
    return [{ label, value: oneLine(`${values.slice(0, most).join(', ')}${more}`, 500) }];
  });
  return facts.filter((fact, index) => facts.findIndex(({ label }) => label === fact.label) === index);
}

/** Every text at a path; a list on the way means each of its elements. */
function valuesAt(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [key, ...rest] = path;
  if (key === undefined) {
    const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : readText(value);
    return text === undefined ? [] : [text];
  }
  return isObject(value) && Object.hasOwn(value, key) ? valuesAt(value[key], rest) : [];
}
