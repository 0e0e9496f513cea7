import { scene } from '../seed-scene.ts';
import { bitcoinFinding } from './bitcoin-finding.ts';
import type { Scene } from './define.ts';
import { apiCall, bridged, iso, noLongerCompliant, prod, signIn } from './events.ts';
import { healthEvent } from './health-event.ts';
import { instanceStopped } from './instance-stopped.ts';
import { itemChange, oversizedItem, publicBucket, vulnerability } from './reports.ts';

const global = { ...prod, region: 'us-east-1' };
const rootUser = { type: 'Root', arn: `arn:aws:iam::${prod.account}:root` };
const bucket = 'payments-exports';

/** Every kind of alert that there is, once. */
export const oneOfEach: Scene = {
  id: 'one-of-each',
  title: 'One alert of each kind',
  shows: 'Every kind of alert, once: how each reads, and what can be pressed on it. It takes half a minute.',
  events: (at) => [...calls(at), ...identities(at), ...reports(at)],
};

/** A call by the story's person. */
function call(what: { service: string; eventName: string; requestParameters: object; more?: object }, at: number) {
  const place = ['iam', 'account'].includes(what.service) ? global : prod;
  return apiCall({ ...place, ...what, person: scene.person.email, address: scene.person.address }, at);
}

function calls(at: number): readonly object[] {
  const port = { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };
  const everyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` };
  const bucketPolicy = { Version: '2012-10-17', Statement: [everyone] };
  const key = `arn:aws:kms:${prod.region}:${prod.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const groupId = 'sg-0c0ffee0c0ffee0c0';
  const made: readonly (readonly [service: string, eventName: string, requestParameters: object])[] = [
    ['ec2', 'AuthorizeSecurityGroupIngress', { groupId, ipPermissions: { items: [port] } }],
    ['iam', 'AttachUserPolicy', { userName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    ['cloudtrail', 'StopLogging', { name: `arn:aws:cloudtrail:${prod.region}:${prod.account}:trail/main` }],
    ['s3', 'PutBucketPolicy', { bucketName: bucket, bucketPolicy }],
    [
      'ec2',
      'CreateRoute',
      { routeTableId: 'rtb-0c0ffee0c0ffee0c0', destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-0c0ffee0c0ffee0c0' },
    ],
    ['kms', 'ScheduleKeyDeletion', { keyId: key, pendingWindowInDays: 7 }],
    ['account', 'EnableRegion', { RegionName: 'ap-east-1' }],
  ];
  return made.map(([service, eventName, requestParameters]) => call({ service, eventName, requestParameters }, at));
}

/** Who they are is what matters: root, somebody without a second factor, somebody who may not. */
function identities(at: number): readonly object[] {
  const { intruder } = scene;
  const build = { type: 'IAMUser', userName: intruder.userName, accountId: prod.account };
  const refused = {
    errorCode: 'AccessDeniedException',
    errorMessage: 'User is not authorized',
    responseElements: null,
  };
  return [
    signIn({ ...global, identity: rootUser, outcome: 'Success', mfa: false, address: intruder.address }, at),
    call(
      {
        service: 'ec2',
        eventName: 'CreateVolume',
        requestParameters: { size: '100', zone: `${prod.region}a` },
        more: { userIdentity: { ...rootUser, principalId: prod.account, accountId: prod.account } },
      },
      at,
    ),
    call(
      {
        service: 'secretsmanager',
        eventName: 'GetSecretValue',
        requestParameters: { secretId: 'payments/db' },
        more: {
          userIdentity: { ...build, arn: `arn:aws:iam::${prod.account}:user/${intruder.userName}` },
          ...{ ...refused, sourceIPAddress: intruder.address, userAgent: 'aws-cli/2.31.0', readOnly: true },
        },
      },
      at,
    ),
  ];
}

/** What services report by themselves. */
function reports(at: number): readonly object[] {
  const { id: instance } = scene.instance;
  const run = `00000000-0000-4000-8000-${String(at).padStart(12, '0').slice(-12)}`;
  const alarm = { source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change' };
  const automation = { source: 'aws.ssm', detailType: 'EC2 Automation Execution Status-change Notification' };
  return [
    ...bitcoinFinding.events(at),
    ...instanceStopped.events(at),
    noLongerCompliant(
      { ...prod, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id: 'sg-0c0ffee0c0ffee0c1' },
      at,
    ),
    vulnerability(at),
    publicBucket(bucket, at),
    itemChange(at),
    oversizedItem(at),
    bridged(
      { ...prod, ...automation, resources: [`arn:aws:ssm:${prod.region}:${prod.account}:automation-execution/${run}`] },
      { ExecutionId: run, Definition: 'Payments-Isolate', DefinitionVersion: 1, Status: 'Failed', Time: 4000 },
      at,
    ),
    bridged(
      { ...prod, ...alarm, resources: [`arn:aws:cloudwatch:${prod.region}:${prod.account}:alarm:batch-cpu`] },
      {
        alarmName: 'batch-cpu',
        state: {
          value: 'ALARM',
          reason: 'Threshold Crossed: 1 datapoint [99.5] was greater than the threshold (90.0).',
          timestamp: iso(at),
        },
        previousState: { value: 'OK', timestamp: iso(at - 3_600_000) },
        configuration: {
          description: 'The batch is too busy',
          metrics: [
            {
              id: 'm1',
              metricStat: {
                metric: { namespace: 'AWS/EC2', name: 'CPUUtilization', dimensions: { InstanceId: instance } },
                ...{ period: 300, stat: 'Average' },
              },
              returnData: true,
            },
          ],
        },
      },
      at,
    ),
    ...healthEvent.events(at),
    bridged({ ...prod, source: 'com.example.scanner', detailType: 'Scan Finished' }, { scanner: 'north', hits: 3 }, at),
  ];
}
