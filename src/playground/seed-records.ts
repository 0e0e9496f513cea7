import { draw, guid, hex, pick, type Random } from './random.ts';

/** A CloudTrail record, as far as the playground fills one; `eventTime` in ISO 8601 to the second. */
export type LogRecord = Readonly<{ eventTime: string; eventName: string; [field: string]: unknown }>;

type Place = Readonly<{ accountId: string; region: string }>;
type Call = Readonly<{
  eventSource: string;
  eventName: string;
  at: number;
  sourceIPAddress: string;
  userAgent: string;
  requestParameters?: object | null;
  responseElements?: object | null;
  readOnly?: boolean;
  error?: Readonly<{ code: string; message: string }>;
  more?: object;
}>;

/** Capital letters and digits, as in access key ids and in the last part of a log file's name. */
export const keyAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A record of a call by an identity, in the field order of CloudTrail's "Record contents". */
export function makeRecord(place: Place, who: object, { call, random }: { call: Call; random: Random }): LogRecord {
  const { eventSource, eventName, at, sourceIPAddress, userAgent, error, more } = call;
  return {
    eventVersion: '1.11',
    userIdentity: who,
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource,
    eventName,
    awsRegion: place.region,
    sourceIPAddress,
    userAgent,
    ...(error ? { errorCode: error.code, errorMessage: error.message } : {}),
    requestParameters: call.requestParameters ?? null,
    responseElements: call.responseElements ?? null,
    requestID: guid(random),
    eventID: guid(random),
    readOnly: call.readOnly ?? false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: place.accountId,
    eventCategory: 'Management',
    ...more,
  };
}

/** The identity of a role's session; a person's when the session is named after an address. */
export function assumedRole(
  accountId: string,
  { role, session, random, at }: { role: string; session: string; random: Random; at: number },
): object {
  const roleId = `AROA${draw(random, { alphabet: keyAlphabet, length: 17 })}`;
  const path = role.startsWith('AWSReservedSSO_') ? 'aws-reserved/sso.amazonaws.com/ap-northeast-1/' : '';
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    accountId,
    accessKeyId: `ASIA${draw(random, { alphabet: keyAlphabet, length: 16 })}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId,
        arn: `arn:aws:iam::${accountId}:role/${path}${role}`,
        accountId,
        userName: role,
      },
      attributes: { creationDate: `${new Date(at - 60_000).toISOString().slice(0, 19)}Z`, mfaAuthenticated: 'false' },
    },
  };
}

/** An IAM user with an access key. */
export function iamUser(accountId: string, { userName, random }: { userName: string; random: Random }): object {
  return {
    type: 'IAMUser',
    principalId: `AIDA${draw(random, { alphabet: keyAlphabet, length: 17 })}`,
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    accountId,
    accessKeyId: `AKIA${draw(random, { alphabet: keyAlphabet, length: 16 })}`,
    userName,
  };
}

const noise = [
  ['ec2.amazonaws.com', 'DescribeInstances'],
  ['ec2.amazonaws.com', 'DescribeSecurityGroups'],
  ['ec2.amazonaws.com', 'DescribeVolumes'],
  ['s3.amazonaws.com', 'GetBucketAcl'],
  ['s3.amazonaws.com', 'GetBucketEncryption'],
  ['kms.amazonaws.com', 'Decrypt'],
  ['kms.amazonaws.com', 'GenerateDataKey'],
  ['sts.amazonaws.com', 'AssumeRole'],
  ['sts.amazonaws.com', 'GetCallerIdentity'],
  ['logs.amazonaws.com', 'DescribeLogGroups'],
  ['monitoring.amazonaws.com', 'DescribeAlarms'],
  ['dynamodb.amazonaws.com', 'DescribeTable'],
  ['secretsmanager.amazonaws.com', 'GetSecretValue'],
  ['lambda.amazonaws.com', 'ListFunctions20150331'],
  ['config.amazonaws.com', 'DescribeConfigRules'],
] as const;
const agents = [
  'aws-sdk-js/3.1124.0 ua/2.1 os/linux lang/js md/nodejs#24.1.0',
  'Boto3/1.40.2 md/Botocore#1.40.2 ua/2.1 os/linux lang/python#3.13',
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.0 aws-sdk-go-v2/1.38.0',
] as const;
const workers = ['payments-api', 'ledger-worker', 'nightly-report', 'deploy'] as const;

/** An everyday read by one of the machines. */
export function makeNoise(place: Place, { at, random }: { at: number; random: Random }): LogRecord {
  const [eventSource, eventName] = pick<readonly [string, string]>(random, noise);
  const session = `i-${hex(random, 17)}`;
  const who = assumedRole(place.accountId, { role: pick(random, workers), session, random, at });
  const call = {
    eventSource,
    eventName,
    at,
    sourceIPAddress: `198.51.100.${1 + Math.floor(random() * 250)}`,
    userAgent: pick(random, agents),
    readOnly: true,
    requestParameters: { maxResults: 50, clientRequestToken: guid(random) },
  };
  return makeRecord(place, who, { call, random });
}
