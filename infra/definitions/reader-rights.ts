import type { Settings } from '../../src/core/settings.ts';
import { athenaOf } from './cloudtrail-table.ts';
import { allow, type Statement } from './statement.ts';

/** What the log reader's role may do: read the logs, and have Athena read them. */
export function logReaderRights(settings: Settings): readonly Statement[] {
  const { trail, security } = settings;
  const { database, table, workgroup, answers } = athenaOf(settings);
  const here = `${security.region}:${security.account}`;
  const [logs, results] = [`arn:aws:s3:::${trail.bucket}`, `arn:aws:s3:::${answers}`];
  return [
    allow(['s3:ListBucket'], [logs]),
    allow(['s3:GetObject'], [`${logs}/${trail.prefix}*`]),
    allow(['kms:Decrypt'], [`arn:aws:kms:${here}:key/*`], {
      StringEquals: { 'kms:ViaService': `s3.${security.region}.amazonaws.com` },
    }),
    allow(
      ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StopQueryExecution'],
      [`arn:aws:athena:${here}:workgroup/${workgroup}`],
    ),
    allow(
      ['glue:GetDatabase', 'glue:GetTable'],
      [
        `arn:aws:glue:${here}:catalog`,
        `arn:aws:glue:${here}:database/${database}`,
        `arn:aws:glue:${here}:table/${database}/${table}`,
      ],
    ),
    // Athena looks for it whatever is asked. Amazon Athena User Guide, "Configure access to databases and tables in AWS Glue".
    allow(['glue:GetDatabase'], [`arn:aws:glue:${here}:database/default`]),
    allow(['s3:GetBucketLocation', 's3:ListBucket'], [results]),
    // Large answers are written in parts.
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [`${results}/*`]),
  ];
}

/** What the audit role may do, which stands between the bot's account and the bucket where the settings name one. */
export function auditRights({ audit }: Settings): readonly Statement[] {
  const entries = [`arn:aws:s3:::${audit.bucket}/audit/*`];
  return [
    allow(['s3:GetObject', 's3:PutObject'], entries),
    allow(['s3:ListBucket'], [`arn:aws:s3:::${audit.bucket}`]),
    // A session that only reads calls itself so: its caller's trust demands the name.
    {
      Effect: 'Deny',
      Action: ['s3:PutObject'],
      Resource: ['*'],
      Condition: { StringLike: { 'aws:userid': `*:${readingSession}` } },
    },
  ];
}

/** What a session of the audit role is called that only reads (`src/aws/audit.ts`). */
export const readingSession = 'noroshi-audit-read';
