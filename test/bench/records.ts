import type { Random } from './random.ts';

/** Where and when a record is made. */
export type Scene = Readonly<{ account: string; region: string; time: number }>;

/** One CloudTrail record as JSON: the kinds that fill real logs, in about their shares. */
export function writeRecord(random: Random, scene: Scene): string {
  const share = random.next();
  const kind =
    share < 0.3
      ? read
      : share < 0.5
        ? assume
        : share < 0.7
          ? decrypt
          : share < 0.85
            ? object
            : share < 0.95
              ? policy
              : refused;
  const { source, name, body } = kind(random, scene);
  const time = new Date(scene.time).toISOString().slice(0, 19);
  return (
    `{"eventVersion":"1.11","userIdentity":${identity(random, scene)},"eventTime":"${time}Z","eventSource":"${source}.amazonaws.com",` +
    `"eventName":"${name}","awsRegion":"${scene.region}","sourceIPAddress":"${address(random)}","userAgent":"${random.pick(agents)}",` +
    `${body},"requestID":"${uuid(random)}","eventID":"${uuid(random)}","readOnly":${kind !== policy},"eventType":"AwsApiCall",` +
    `"managementEvent":true,"recipientAccountId":"${scene.account}","eventCategory":"Management",` +
    `"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${source}.${scene.region}.amazonaws.com"}}`
  );
}

type Call = Readonly<{ source: string; name: string; body: string }>;

const people = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'niaj'];
const roles = [
  'deploy',
  'build',
  'web',
  'batch',
  'audit',
  'backup',
  'ingest',
  'reporting',
  'payments',
  'OrganizationAccountAccessRole',
];
const agents = [
  'aws-sdk-java/2.29.1 Linux/6.1.0 OpenJDK_64-Bit_Server_VM/21.0.5 vendor/Amazon.com_Inc. io/async http/NettyNio cfg/retry-mode/standard',
  'Boto3/1.35.60 md/Botocore#1.35.60 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.12.7 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.60',
  'aws-cli/2.22.0 md/awscrt#0.23.1 ua/2.0 os/macos#24.1.0 md/arch#arm64 lang/python#3.12.6 md/command#s3api.list-buckets',
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.76.0 aws-sdk-go-v2/1.32.5',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'ec2.amazonaws.com',
  'lambda.amazonaws.com',
];

function identity(random: Random, { account, time }: Scene): string {
  if (random.next() < 0.15) {
    const name = random.pick(people);
    return `{"type":"IAMUser","principalId":"AIDA${random.hex(16).toUpperCase()}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","accessKeyId":"AKIA${random.hex(16).toUpperCase()}","userName":"${name}"}`;
  }
  const role = random.pick(roles);
  const id = `AROA${random.hex(16).toUpperCase()}`;
  const session = random.next() < 0.3 ? random.pick(people) : `i-0${random.hex(16)}`;
  const created = new Date(time - 1_800_000).toISOString().slice(0, 19);
  return (
    `{"type":"AssumedRole","principalId":"${id}:${session}","arn":"arn:aws:sts::${account}:assumed-role/${role}/${session}","accountId":"${account}",` +
    `"accessKeyId":"ASIA${random.hex(16).toUpperCase()}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"${id}","arn":"arn:aws:iam::${account}:role/${role}",` +
    `"accountId":"${account}","userName":"${role}"},"attributes":{"creationDate":"${created}Z","mfaAuthenticated":"false"}}}`
  );
}

function read(random: Random): Call {
  const [source, name] = random.pick([
    ['ec2', 'DescribeInstances'],
    ['ec2', 'DescribeSecurityGroups'],
    ['elasticloadbalancing', 'DescribeTargetHealth'],
    ['autoscaling', 'DescribeAutoScalingGroups'],
    ['monitoring', 'DescribeAlarms'],
    ['ec2', 'DescribeVolumes'],
  ] as const);
  const items = Array.from(
    { length: 1 + Math.floor(random.next() * 4) },
    () => `{"instanceId":"i-0${random.hex(16)}"}`,
  );
  return {
    source,
    name,
    body: `"requestParameters":{"maxResults":1000,"instancesSet":{"items":[${items}]},"filterSet":{}},"responseElements":null`,
  };
}

function assume(random: Random, { account, time }: Scene): Call {
  const role = random.pick(roles);
  const session = `${role}-${random.hex(8)}`;
  const ends = new Date(time + 3_600_000).toUTCString();
  return {
    source: 'sts',
    name: 'AssumeRole',
    body:
      `"requestParameters":{"roleArn":"arn:aws:iam::${account}:role/${role}","roleSessionName":"${session}","durationSeconds":3600},` +
      `"responseElements":{"credentials":{"accessKeyId":"ASIA${random.hex(16).toUpperCase()}","expiration":"${ends}","sessionToken":"${Buffer.from(random.hex(320), 'hex').toString('base64')}"},` +
      `"assumedRoleUser":{"assumedRoleId":"AROA${random.hex(16).toUpperCase()}:${session}","arn":"arn:aws:sts::${account}:assumed-role/${role}/${session}"}},` +
      `"resources":[{"accountId":"${account}","type":"AWS::IAM::Role","ARN":"arn:aws:iam::${account}:role/${role}"}]`,
  };
}

function decrypt(random: Random, { account, region }: Scene): Call {
  const key = uuid(random);
  return {
    source: 'kms',
    name: random.pick(['Decrypt', 'GenerateDataKey']),
    body:
      `"requestParameters":{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::example-${random.pick(roles)}-data"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"},"responseElements":null,` +
      `"resources":[{"accountId":"${account}","type":"AWS::KMS::Key","ARN":"arn:aws:kms:${region}:${account}:key/${key}"}]`,
  };
}

function object(random: Random, { account }: Scene): Call {
  const bucket = `example-${random.pick(roles)}-data`;
  const key = `year=2026/month=11/part-${random.hex(8)}.parquet`;
  return {
    source: 's3',
    name: random.pick(['GetObject', 'PutObject', 'HeadObject']),
    body:
      `"requestParameters":{"bucketName":"${bucket}","Host":"${bucket}.s3.amazonaws.com","key":"${key}"},"responseElements":null,` +
      `"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"${random.hex(48)}","bytesTransferredOut":${Math.floor(random.next() * 1e6)}},` +
      `"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::${bucket}/${key}"},{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}]`,
  };
}

function policy(random: Random, { account }: Scene): Call {
  const role = random.pick(roles);
  const document = `{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":[\\"s3:GetObject\\",\\"s3:PutObject\\"],\\"Resource\\":\\"arn:aws:s3:::example-${role}-data/*\\"}]}`;
  return {
    source: 'iam',
    name: random.pick(['PutRolePolicy', 'CreatePolicyVersion', 'UpdateAssumeRolePolicy']),
    body: `"requestParameters":{"roleName":"${role}","policyName":"p-${random.hex(6)}","policyDocument":"${document}"},"responseElements":${random.next() < 0.5 ? 'null' : `{"role":{"arn":"arn:aws:iam::${account}:role/${role}"}}`}`,
  };
}

function refused(random: Random, { account }: Scene): Call {
  const role = random.pick(roles);
  return {
    source: 'ec2',
    name: 'RunInstances',
    body: `"errorCode":"Client.UnauthorizedOperation","errorMessage":"You are not authorized to perform this operation. User: arn:aws:sts::${account}:assumed-role/${role}/x is not authorized to perform: ec2:RunInstances. Encoded authorization failure message: ${random.hex(200)}","requestParameters":{"instanceType":"${random.pick(['t3.micro', 'm7g.large', 'p5.48xlarge'])}"},"responseElements":null`,
  };
}

function address(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${Math.floor(random.next() * 256)}`;
}

function uuid(random: Random): string {
  const text = random.hex(32);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-8${text.slice(17, 20)}-${text.slice(20)}`;
}
