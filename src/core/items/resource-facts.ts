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
    ['Encrypted', 'encrypted'],
    ['Size (GiB)', 'size'],
  ],
  'AWS::EC2::NetworkInterface': [
    ['Description', 'description'],
    ['Private address', 'privateIpAddress'],
    ['Public address', 'association.publicIp'],
    ['Attached to', 'attachment.instanceId'],
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
  ],
  'AWS::IAM::Role': [
    ['ARN', 'arn'],
    ['Policies', 'attachedManagedPolicies.policyName'],
  ],
  'AWS::Lambda::Function': [
    ['Runtime', 'runtime'],
    ['Role', 'role'],
    ['Changed', 'lastModified'],
  ],
  'AWS::RDS::DBInstance': [
    ['State', 'dBInstanceStatus'],
    ['Engine', 'engine'],
    ['Publicly accessible', 'publiclyAccessible'],
    ['Encrypted', 'storageEncrypted'],
    ['Address', 'endpoint.address'],
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
