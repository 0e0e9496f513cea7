import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Settings } from '../../src/core/settings.ts';
import { tableDefinition } from '../../src/store/table.ts';
import { resultsBucketPolicy } from '../definitions/bucket-policies.ts';
import { resultsBucketOf, tableName } from '../definitions/names.ts';
import { closedBucket, keep } from '../kept.ts';
import { explainFinding } from '../reasons.ts';
import { after, tags } from '../role.ts';

/** How long objects stay, in days: longer than the rows that point to them, of which those of requests and undos stay for good. */
const kept = { events: 400, quarantine: 90, jobs: 400 } as const;

/** The one table. It stays when the stack goes: what was done must be told later, too. */
export function addTable(scope: Construct): CfnTable {
  const {
    KeySchema = [],
    AttributeDefinitions = [],
    GlobalSecondaryIndexes = [],
    BillingMode,
  } = tableDefinition(tableName);
  const keysOf = (schema: typeof KeySchema) =>
    schema.map(({ AttributeName = '', KeyType = '' }) => ({ attributeName: AttributeName, keyType: KeyType }));
  const table = new CfnTable(scope, 'Table', {
    tableName,
    billingMode: BillingMode ?? 'PAY_PER_REQUEST',
    keySchema: keysOf(KeySchema),
    attributeDefinitions: AttributeDefinitions.map(({ AttributeName = '', AttributeType = '' }) => ({
      attributeName: AttributeName,
      attributeType: AttributeType,
    })),
    globalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName = '', KeySchema: schema = [], Projection }) => ({
      indexName: IndexName,
      keySchema: keysOf(schema),
      projection: { projectionType: Projection?.ProjectionType ?? 'KEYS_ONLY' },
    })),
    timeToLiveSpecification: { attributeName: 'ttl', enabled: true },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    sseSpecification: { sseEnabled: true },
    deletionProtectionEnabled: true,
    tags,
  });
  keep(table);
  return table;
}

/** What is too large for a row, the hits of searches, and what could not be read. */
export function addResults(scope: Construct, settings: Settings): CfnBucket {
  const bucketName = resultsBucketOf(settings);
  const bucket = new CfnBucket(scope, 'Results', {
    bucketName,
    ...closedBucket,
    lifecycleConfiguration: {
      rules: [
        ...Object.entries(kept).map(([prefix, days]) => ({
          id: prefix,
          prefix: `${prefix}/`,
          status: 'Enabled',
          expirationInDays: days,
        })),
        { id: 'parts', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
      ],
    },
    tags,
  });
  keep(bucket);
  explainFinding(bucket, 'AwsSolutions-S1');
  const policy = new CfnBucketPolicy(scope, 'ResultsPolicy', {
    bucket: bucketName,
    policyDocument: resultsBucketPolicy(settings),
  });
  after(policy, [bucket]);
  return bucket;
}

/** Slack's token and signing secret. It is made with a placeholder, which a person replaces once (`docs/deploy.md`). */
export function addSecret(scope: Construct, { slack }: Settings): CfnSecret {
  const secret = new CfnSecret(scope, 'Slack', {
    name: slack.secret,
    description: 'Noroshi: { "botToken": "xoxb-…", "signingSecret": "…", "previousSigningSecret"?: "…" }',
    secretString: '{"botToken":"to be filled in","signingSecret":"to be filled in"}',
    tags,
  });
  keep(secret);
  explainFinding(secret, 'AwsSolutions-SMG4');
  return secret;
}
