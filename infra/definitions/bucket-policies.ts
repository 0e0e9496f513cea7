import type { Settings } from '../../src/core/settings.ts';
import { fitting, splitInstallation } from './limits.ts';
import { arnsOf, resultsBucketOf } from './names.ts';
import { onlyEncrypted, type PolicyDocument, policyOf, type Statement } from './statement.ts';

const cloudTrail = 'cloudtrail.amazonaws.com';
const config = 'config.amazonaws.com';
const guardDuty = 'guardduty.amazonaws.com';
/** The services that deliver into the bucket of the logs. */
export const deliverers = [cloudTrail, config, guardDuty] as const;

/** What stands before an account's id in the keys of the logs, as the settings say. */
function prefixOf({ trail }: Settings): string {
  return `${trail.prefix}AWSLogs/`;
}

type Delivery = Readonly<{ service: string; resources: readonly string[]; condition?: Statement['Condition'] }>;

/**
 * Takes what CloudTrail, AWS Config and GuardDuty deliver from the listed accounts, each in its own folder, and refuses the
 * services for everybody else: the list stands there once. CloudTrail, Config and GuardDuty user guides, "S3 bucket policy".
 */
export function logBucketPolicy(settings: Settings, bucket: string): PolicyDocument {
  const arn = `arn:aws:s3:::${bucket}`;
  const logs = `${arn}/${prefixOf(settings)}`;
  const { organization } = settings.trail;
  const trails = [`${logs}*/CloudTrail*`, ...(organization ? [`${logs}${organization}/*`] : [])];
  const owned = { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } };
  const put = (Sid: string, { service, resources, condition }: Delivery): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['s3:PutObject'],
    Resource: resources,
    ...(condition && { Condition: condition }),
  });
  const statements: readonly Statement[] = [
    {
      Sid: 'LooksAtTheBucket',
      Effect: 'Allow',
      Principal: { Service: deliverers },
      Action: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket'],
      Resource: [arn],
    },
    put('TrailFiles', { service: cloudTrail, resources: trails, condition: owned }),
    put('ConfigFiles', { service: config, resources: [`${logs}*/Config/*`], condition: owned }),
    put('GuardDutyFindings', { service: guardDuty, resources: [`${logs}*/GuardDuty/*`] }),
    {
      Sid: 'OnlyListedAccounts',
      Effect: 'Deny',
      Principal: { Service: deliverers },
      Action: ['s3:*'],
      Resource: [arn, `${arn}/*`],
      Condition: { StringNotEquals: { 'aws:SourceAccount': settings.accounts.map(({ id }) => id) } },
    },
    {
      Sid: 'NobodyTakesAway',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:DeleteBucket'],
      Resource: [arn, `${arn}/*`],
    },
    onlyEncrypted(['s3:*'], [arn, `${arn}/*`]),
  ];
  return fitting(policyOf(statements), {
    limit: 'bucketPolicy',
    owner: `The policy of the bucket ${bucket}`,
    advice: splitInstallation,
  });
}

/**
 * Takes new objects only, from the function that acts alone, and lets nobody delete, change or shorten anything. Amazon S3
 * User Guide, "Enforce conditional writes" and "Object Lock".
 */
export function auditBucketPolicy(settings: Settings): PolicyDocument {
  const { audit, bot, security } = settings;
  const arns = arnsOf(settings);
  const arn = `arn:aws:s3:::${audit.bucket}`;
  const all = [`${arn}/*`];
  const writer = audit.role ?? arns.botRole('remediations');
  const readers = audit.role ? [audit.role] : [arns.botRole('remediations'), arns.botRole('queries')];
  const isElsewhere = audit.role === undefined && bot.account !== security.account;
  const statements: readonly Statement[] = [
    ...(isElsewhere ? fromElsewhere({ writer, readers, arn, account: bot.account }) : []),
    {
      Sid: 'OneWriter',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject'],
      Resource: all,
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [writer] } },
    },
    {
      Sid: 'OnlyNewObjects',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject'],
      Resource: all,
      Condition: { Null: { 's3:if-none-match': 'true' } },
    },
    {
      Sid: 'NobodyTakesAway',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:DeleteBucket', 's3:BypassGovernanceRetention'],
        ...['s3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:PutLifecycleConfiguration', 's3:PutBucketVersioning'],
      ],
      Resource: [arn, ...all],
    },
    onlyEncrypted(['s3:*'], [arn, ...all]),
  ];
  return fitting(policyOf(statements), {
    limit: 'bucketPolicy',
    owner: `The policy of the bucket ${audit.bucket}`,
    advice: 'Shorten it.',
  });
}

/** The bot's account is another one: its functions are let in by name. */
function fromElsewhere({
  writer,
  readers,
  arn,
  account,
}: Readonly<{ writer: string; readers: readonly string[]; arn: string; account: string }>): readonly Statement[] {
  const lets = (Action: readonly string[], Resource: readonly string[], roles: readonly string[]): Statement => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action,
    Resource,
    Condition: { ArnEquals: { 'aws:PrincipalArn': roles } },
  });
  return [
    lets(['s3:PutObject'], [`${arn}/audit/*`], [writer]),
    lets(['s3:GetObject'], [`${arn}/audit/*`], readers),
    lets(['s3:ListBucket'], [arn], readers),
  ];
}

/** Our own bucket of results: nothing without TLS. */
export function resultsBucketPolicy(settings: Settings): PolicyDocument {
  return tlsOnly(resultsBucketOf(settings));
}

/** A bucket for what is reached with TLS. */
export function tlsOnly(bucket: string): PolicyDocument {
  return policyOf([onlyEncrypted(['s3:*'], [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`])]);
}
