import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ask } from '../../../infra/rollout/ask.ts';
import { createWire } from '../../../infra/rollout/wire.ts';
import { type ServedEstate, startEstate } from '../../../src/playground/estate/serve.ts';
import { member, security, settings } from './settings.ts';

let served: ServedEstate;
let ask: Ask;

/** The SDK's own clients before the estate: by the rollout's own wire. */
beforeAll(async () => {
  served = await startEstate({
    settings: settings(),
    regions: ['eu-west-1', 'us-east-1'],
    now: Date.now,
    instant: true,
  });
  vi.stubEnv('AWS_ENDPOINT_URL', served.endpoint);
  const wire = createWire();
  const region = 'eu-west-1';
  const assume = async (from: Ask, RoleArn: string, ExternalId?: string) => {
    const { Credentials: made } = await from('sts:AssumeRole', {
      ...{ RoleArn, RoleSessionName: 'test' },
      ...(ExternalId && { ExternalId }),
    });
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken = '' } = made ?? {};
    return wire({ region, keys: { accessKeyId, secretAccessKey, sessionToken: SessionToken } });
  };
  const terminal = wire({ region, keys: served.credentials });
  const jump = await assume(terminal, 'arn:aws:iam::777788889999:role/jump');
  ask = await assume(jump, `arn:aws:iam::${security}:role/rollout`, 'noroshi-rollout');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await served.close();
});

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

describe('the estate over HTTP', () => {
  it('knows who asks, by STS', async () => {
    expect(await ask('sts:GetCallerIdentity', {})).toMatchObject({ Account: security });
  });

  it('takes and gives lists, maps, times and percent-encoded policies of IAM', async () => {
    const role = { RoleName: 'noroshi-forward', AssumeRolePolicyDocument: policy, MaxSessionDuration: 7200 };

    await ask('iam:CreateRole', { ...role, Tags: [{ Key: 'noroshi', Value: 'installation' }] });

    const { Role } = await ask('iam:GetRole', { RoleName: 'noroshi-forward' });
    expect(Role).toMatchObject({ MaxSessionDuration: 7200, Tags: [{ Key: 'noroshi', Value: 'installation' }] });
    expect(Role?.CreateDate).toBeInstanceOf(Date);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(policy);
    await expect(ask('iam:CreateRole', role)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  });

  it('speaks as CloudTrail, AWS Config, EventBridge and KMS do', async () => {
    expect(await ask('cloudtrail:DescribeTrails', { includeShadowTrails: true })).toMatchObject({ trailList: [] });
    const missing = ask('config:DescribeConfigurationRecorders', { ConfigurationRecorderNames: ['none'] });
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchConfigurationRecorderException' });
    const { AggregationAuthorization: made } = await ask('config:PutAggregationAuthorization', {
      ...{ AuthorizedAccountId: member, AuthorizedAwsRegion: 'eu-west-1' },
    });
    expect(made?.CreationTime).toBeInstanceOf(Date);
    await expect(ask('events:DescribeRule', { Name: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const { KeyMetadata } = await ask('kms:DescribeKey', { KeyId: 'alias/noroshi-logs' });
    expect(KeyMetadata).toMatchObject({ Enabled: true, KeyState: 'Enabled' });
  });

  it('speaks as GuardDuty, Lambda and the scheduler do', async () => {
    const { DetectorId } = await ask('guardduty:CreateDetector', {
      ...{ Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES', Tags: { noroshi: 'installation' } },
      Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }],
    });
    const found = await ask('guardduty:GetDetector', { DetectorId });
    expect(found).toMatchObject({ Status: 'ENABLED', Tags: { noroshi: 'installation' } });
    expect(found.Features?.find(({ Name }) => Name === 'S3_DATA_EVENTS')?.UpdatedAt).toBeInstanceOf(Date);
    await expect(ask('guardduty:CreateDetector', { Enable: true })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    const alias = { FunctionName: 'noroshi-config-rules', Name: 'accounts-1', FunctionVersion: '$LATEST' };
    await ask('lambda:CreateAlias', alias);
    await expect(ask('lambda:CreateAlias', alias)).rejects.toMatchObject({ name: 'ResourceConflictException' });
    const nothing = ask('lambda:GetPolicy', { FunctionName: 'noroshi-config-rules', Qualifier: 'accounts-1' });
    await expect(nothing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const schedule = ask('scheduler:GetSchedule', { Name: 'noroshi-test', GroupName: 'default' });
    await expect(schedule).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('speaks as SNS and SQS do', async () => {
    const { TopicArn } = await ask('sns:CreateTopic', {
      Name: 'noroshi-alerts',
      Attributes: { DisplayName: 'Alerts' },
    });
    expect((await ask('sns:GetTopicAttributes', { TopicArn })).Attributes).toMatchObject({ DisplayName: 'Alerts' });
    const gone = ask('sns:GetTopicAttributes', { TopicArn: `${TopicArn}-none` });
    await expect(gone).rejects.toMatchObject({ name: 'NotFoundException' });
    const { QueueUrl } = await ask('sqs:CreateQueue', { QueueName: 'noroshi-dlq', tags: { noroshi: 'installation' } });
    const { Attributes } = await ask('sqs:GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({ QueueArn: `arn:aws:sqs:eu-west-1:${security}:noroshi-dlq` });
    await expect(ask('sqs:GetQueueUrl', { QueueName: 'none' })).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('speaks as S3 and EC2 do', async () => {
    const Bucket = 'example-logs';
    const { Policy = '' } = await ask('s3:GetBucketPolicy', { Bucket });
    await ask('s3:PutBucketPolicy', { Bucket, Policy });
    expect(JSON.parse(Policy)).toMatchObject({ Version: '2012-10-17' });
    await expect(ask('s3:GetBucketPolicy', { Bucket: 'none' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const { Regions = [] } = await ask('ec2:DescribeRegions', {
      Filters: [{ Name: 'region-name', Values: ['us-east-1'] }],
    });
    expect(Regions).toMatchObject([{ RegionName: 'us-east-1', OptInStatus: 'opt-in-not-required' }]);
  });
});
