import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { tlsOnly } from '../definitions/bucket-policies.ts';
import { athenaOf, columns, formats, logsAt, partitions, projectionOf } from '../definitions/cloudtrail-table.ts';
import { closedBucket } from '../kept.ts';
import { explainFinding } from '../reasons.ts';
import { after, tags } from '../role.ts';

/** Answers are read at once. */
const answersKept = 7;

/** Athena over the logs: a table without partitions to keep up, and a workgroup that stops what would read too much. */
export function addAthena(scope: Construct, settings: Settings): void {
  const { database, table, workgroup, scanLimit, answers } = athenaOf(settings);
  const { account } = settings.security;
  const bucket = new CfnBucket(scope, 'Answers', {
    bucketName: answers,
    ...closedBucket,
    lifecycleConfiguration: { rules: [{ status: 'Enabled', expirationInDays: answersKept }] },
    tags,
  });
  explainFinding(bucket, 'AwsSolutions-S1');
  const policy = new CfnBucketPolicy(scope, 'AnswersPolicy', { bucket: answers, policyDocument: tlsOnly(answers) });
  after(policy, [bucket]);
  new CfnWorkGroup(scope, 'Workgroup', {
    name: workgroup,
    description: 'Noroshi: searches of the CloudTrail logs.',
    workGroupConfiguration: {
      bytesScannedCutoffPerQuery: scanLimit,
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      resultConfiguration: {
        outputLocation: `s3://${answers}/`,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        expectedBucketOwner: account,
      },
    },
    tags,
  });
  const made = new CfnDatabase(scope, 'Database', { catalogId: account, databaseInput: { name: database } });
  const logs = new CfnTable(scope, 'Table', {
    catalogId: account,
    databaseName: database,
    tableInput: {
      name: table,
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: [...partitions],
      parameters: projectionOf(settings),
      storageDescriptor: {
        columns: [...columns],
        location: logsAt(settings),
        inputFormat: formats.input,
        outputFormat: formats.output,
        serdeInfo: { serializationLibrary: formats.records },
      },
    },
  });
  after(logs, [made]);
}
