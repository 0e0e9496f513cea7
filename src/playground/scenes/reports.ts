import { guid, makeRandom } from '../random.ts';
import { scene } from '../seed-scene.ts';
import { bridged, iso, prod } from './events.ts';

const { account, region } = prod;

/** Security Hub imports a finding of Inspector: a vulnerable package on the story's instance. */
export function vulnerability(at: number): object {
  const id = `arn:aws:inspector2:${region}:${account}:finding/${guid(makeRandom(at, 'vulnerability'))}`;
  const finding = {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: `arn:aws:securityhub:${region}::product/aws/inspector`,
    ProductName: 'Inspector',
    Region: region,
    AwsAccountId: account,
    Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    CreatedAt: iso(at - 86_400_000),
    UpdatedAt: iso(at),
    Severity: { Label: 'CRITICAL', Normalized: 90 },
    Title: 'CVE-2026-0001 - openssl',
    Description: 'A flaw in a library lets anybody on the network read memory.',
    Resources: [
      { Type: 'AwsEc2Instance', Id: `arn:aws:ec2:${region}:${account}:instance/${scene.instance.id}`, Region: region },
    ],
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
  };
  const kind = { source: 'aws.securityhub', detailType: 'Security Hub Findings - Imported' };
  return bridged({ ...prod, ...kind, resources: [id] }, { findings: [finding] }, at);
}

/** IAM Access Analyzer finds that anybody may read a bucket. */
export function publicBucket(bucket: string, at: number): object {
  const kind = { source: 'aws.access-analyzer', detailType: 'Access Analyzer Finding' };
  const detail = {
    version: '1.0',
    id: guid(makeRandom(at, 'analyzer')),
    accountId: account,
    region,
    resource: `arn:aws:s3:::${bucket}`,
    resourceType: 'AWS::S3::Bucket',
    principal: { AWS: '*' },
    action: ['s3:GetObject'],
    condition: {},
    isPublic: true,
    isDeleted: false,
    status: 'ACTIVE',
    createdAt: iso(at - 60_000),
    analyzedAt: iso(at),
    updatedAt: iso(at),
  };
  return bridged({ ...prod, ...kind }, detail, at);
}

const configuration = { source: 'aws.config', detailType: 'Config Configuration Item Change' };

/** AWS Config records that a group's rules changed. */
export function itemChange(at: number): object {
  const rule = (cidrIp: string) => ({
    ...{ ipProtocol: 'tcp', fromPort: 443, toPort: 443 },
    ...{ userIdGroupPairs: [], ipv4Ranges: [{ cidrIp }], ipv6Ranges: [], prefixListIds: [] },
  });
  const change = (changeType: string, previousValue: object | null, updatedValue: object | null) => ({
    ...{ previousValue, updatedValue, changeType },
  });
  const id = 'sg-0c0ffee0c0ffee0c2';
  const detail = {
    configurationItemDiff: {
      changeType: 'UPDATE',
      changedProperties: {
        'Configuration.IpPermissions.0': change('CREATE', null, rule('198.51.100.0/24')),
        'Configuration.IpPermissions.1': change('DELETE', rule('192.0.2.0/24'), null),
      },
    },
    configurationItem: {
      ...item('AWS::EC2::SecurityGroup', id, at),
      ...{
        resourceName: 'payments-web',
        tags: { team: 'payments' },
        relationships: [],
        supplementaryConfiguration: {},
      },
      configuration: { groupId: id, groupName: 'payments-web' },
    },
    notificationCreationTime: iso(at),
    messageType: 'ConfigurationItemChangeNotification',
    recordVersion: '1.3',
  };
  return bridged({ ...prod, ...configuration }, detail, at);
}

/** AWS Config records a change that is too large to be told with the event. */
export function oversizedItem(at: number): object {
  const detail = {
    configurationItemSummary: { changeType: 'UPDATE', ...item('AWS::EC2::Instance', scene.instance.id, at) },
    s3DeliverySummary: { s3BucketLocation: 'example-config/OversizedChangeNotification/item.json.gz' },
    notificationCreationTime: iso(at),
    messageType: 'OversizedConfigurationItemChangeNotification',
    recordVersion: '1.0',
  };
  return bridged({ ...prod, ...configuration }, detail, at);
}

function item(resourceType: string, resourceId: string, at: number): object {
  return {
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: iso(at),
    configurationStateId: at,
    configurationItemStatus: 'OK',
    awsAccountId: account,
    awsRegion: region,
    resourceType,
    resourceId,
  };
}
