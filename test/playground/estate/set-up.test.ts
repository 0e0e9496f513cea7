import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../infra/rollout/ask.ts';
import { estateWith } from './harness.ts';
import { member, other, security } from './settings.ts';

const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const trail = { Name: 'noroshi', S3BucketName: 'example-logs', IsMultiRegionTrail: true };
const configRole = `arn:aws:iam::${member}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
const recorder = { name: 'default', roleARN: configRole };

async function recorded(ask: Ask): Promise<void> {
  await ask('iam:CreateServiceLinkedRole', { AWSServiceName: 'config.amazonaws.com' });
  await ask('config:PutConfigurationRecorder', { ConfigurationRecorder: recorder });
}

describe('IAM', () => {
  it('lets a new role be assumed, or passed to a service, only ten seconds later', async () => {
    const { in: inside, later } = estateWith();
    const ask = await inside(member);
    const RoleArn = `arn:aws:iam::${member}:role/noroshi-forward`;

    await ask('iam:CreateRole', {
      RoleName: 'noroshi-forward',
      AssumeRolePolicyDocument: trust('events.amazonaws.com'),
    });
    await ask('events:PutRule', { Name: 'noroshi-1', EventPattern: '{"source":["aws.ec2"]}' });
    const Arn = `arn:aws:events:eu-west-1:${security}:event-bus/noroshi-1`;
    const put = () => ask('events:PutTargets', { Rule: 'noroshi-1', Targets: [{ Id: 'bus', Arn, RoleArn }] });

    await expect(put()).rejects.toThrow(/cannot be assumed by principal/);
    later(10_000);
    await expect(put()).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  it('says that a role is there already, and deletes none that still has policies', async () => {
    const { in: inside } = estateWith();
    const ask = await inside(member);
    const role = { RoleName: 'noroshi-read', AssumeRolePolicyDocument: trust('events.amazonaws.com') };
    const policy = { RoleName: 'noroshi-read', PolicyName: 'noroshi-read' };
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];

    await ask('iam:CreateRole', role);
    await ask('iam:PutRolePolicy', { ...policy, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) });

    await expect(ask('iam:CreateRole', role)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await expect(ask('iam:DeleteRole', { RoleName: 'noroshi-read' })).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    expect(decodeURIComponent((await ask('iam:GetRolePolicy', policy)).PolicyDocument ?? '')).toContain('s3:GetObject');
    await ask('iam:DeleteRolePolicy', policy);
    await ask('iam:DeleteRole', { RoleName: 'noroshi-read' });
    await expect(ask('iam:GetRole', { RoleName: 'noroshi-read' })).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });
});

describe('CloudTrail', () => {
  it('makes a trail once, paces changes, and changes it in its home region alone', async () => {
    const { in: inside, later } = estateWith();
    const ask = await inside(member);
    const elsewhere = await inside(member, 'us-east-1');

    await ask('cloudtrail:CreateTrail', trail);
    await expect(ask('cloudtrail:StartLogging', { Name: 'noroshi' })).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    later(1_000);
    await expect(ask('cloudtrail:CreateTrail', trail)).rejects.toMatchObject({ name: 'TrailAlreadyExistsException' });
    const { trailList: shadows = [] } = await elsewhere('cloudtrail:DescribeTrails', {});
    const Name = shadows[0]?.TrailARN;
    later(1_000);
    await expect(elsewhere('cloudtrail:StartLogging', { Name })).rejects.toMatchObject({
      name: 'InvalidHomeRegionException',
    });
    later(1_000);
    await ask('cloudtrail:StartLogging', { Name: 'noroshi' });
    expect(await elsewhere('cloudtrail:GetTrailStatus', { Name })).toMatchObject({ IsLogging: true });
    expect((await elsewhere('cloudtrail:DescribeTrails', { includeShadowTrails: false })).trailList).toEqual([]);
  });

  it('tries the bucket first, and says when files no longer arrive', async () => {
    const { in: inside, estate } = estateWith({ instant: true });
    const ask = await inside(member);

    const missing = ask('cloudtrail:CreateTrail', { ...trail, S3BucketName: 'nobodys' });
    await expect(missing).rejects.toMatchObject({ name: 'S3BucketDoesNotExistException' });
    const local = ask('cloudtrail:CreateTrail', { ...trail, IncludeGlobalServiceEvents: false });
    await expect(local).rejects.toThrow('Multi-Region trail must include global service events.');
    await ask('cloudtrail:CreateTrail', trail);
    await ask('cloudtrail:StartLogging', { Name: 'noroshi' });
    estate.state().buckets['example-logs'] = { accountId: security, region: 'eu-west-1' };

    expect(await ask('cloudtrail:GetTrailStatus', { Name: 'noroshi' })).toMatchObject({
      LatestDeliveryError: 'AccessDenied',
    });
    const again = ask('cloudtrail:UpdateTrail', { Name: 'noroshi', EnableLogFileValidation: true });
    await expect(again).rejects.toMatchObject({ name: 'InsufficientS3BucketPolicyException' });
  });
});

describe('AWS Config', () => {
  it('wants a recorder before a channel, a channel before it records, and has one of each', async () => {
    const { in: inside, later } = estateWith();
    const ask = await inside(member);
    const channel = { DeliveryChannel: { name: 'default', s3BucketName: 'example-logs' } };

    await expect(ask('config:PutDeliveryChannel', channel)).rejects.toMatchObject({
      name: 'NoAvailableConfigurationRecorderException',
    });
    await ask('iam:CreateServiceLinkedRole', { AWSServiceName: 'config.amazonaws.com' });
    const put = () => ask('config:PutConfigurationRecorder', { ConfigurationRecorder: recorder });
    await expect(put()).rejects.toMatchObject({ name: 'InvalidRoleException' });
    later(10_000);
    await put();
    const second = ask('config:PutConfigurationRecorder', { ConfigurationRecorder: { ...recorder, name: 'second' } });
    await expect(second).rejects.toMatchObject({ name: 'MaxNumberOfConfigurationRecordersExceededException' });
    const start = () => ask('config:StartConfigurationRecorder', { ConfigurationRecorderName: 'default' });
    await expect(start()).rejects.toMatchObject({ name: 'NoAvailableDeliveryChannelException' });
    await ask('config:PutDeliveryChannel', channel);
    await start();
    later(10_000);

    const { ConfigurationRecordersStatus: status } = await ask('config:DescribeConfigurationRecorderStatus', {});
    expect(status).toMatchObject([{ recording: true, lastStatus: 'SUCCESS' }]);
    const removal = ask('config:DeleteDeliveryChannel', { DeliveryChannelName: 'default' });
    await expect(removal).rejects.toMatchObject({ name: 'LastDeliveryChannelDeleteFailedException' });
  });

  it('takes a custom rule only when its function lets AWS Config of that account in', async () => {
    const { in: inside } = estateWith({ instant: true });
    const [ask, home] = [await inside(member), await inside(security)];
    await recorded(ask);
    const function_ = { FunctionName: 'noroshi-config-rules', Name: 'accounts-1' };
    await home('lambda:CreateAlias', { ...function_, FunctionVersion: '$LATEST' });
    const Source = {
      Owner: 'CUSTOM_LAMBDA' as const,
      SourceIdentifier: `arn:aws:lambda:eu-west-1:${security}:function:noroshi-config-rules:accounts-1`,
      SourceDetails: [
        { EventSource: 'aws.config' as const, MessageType: 'ConfigurationItemChangeNotification' as const },
      ],
    };
    const put = () => ask('config:PutConfigRule', { ConfigRule: { ConfigRuleName: 'noroshi-one', Source } });
    const permission = (SourceAccount: string) =>
      home('lambda:AddPermission', {
        FunctionName: 'noroshi-config-rules',
        Qualifier: 'accounts-1',
        StatementId: `config-${SourceAccount}`,
        Action: 'lambda:InvokeFunction',
        Principal: 'config.amazonaws.com',
        SourceAccount,
      });

    await permission(other);
    await expect(put()).rejects.toMatchObject({ name: 'InsufficientPermissionsException' });
    await permission(member);
    await expect(permission(member)).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await put();

    expect((await ask('config:DescribeConfigRules', {})).ConfigRules).toMatchObject([
      { ConfigRuleName: 'noroshi-one' },
    ]);
  });

  it('keeps a rule busy for a moment, and as long as a remediation hangs on it', async () => {
    const { in: inside, later, estate } = estateWith({ quirks: { [member]: { recorder: 'theirs' } } });
    const ask = await inside(member);
    const ConfigRule = {
      ConfigRuleName: 'one',
      Source: { Owner: 'AWS' as const, SourceIdentifier: 'IAM_PASSWORD_POLICY' },
    };
    const gone = () => ask('config:DeleteConfigRule', { ConfigRuleName: 'one' });

    await ask('config:PutConfigRule', { ConfigRule });
    await expect(ask('config:PutConfigRule', { ConfigRule })).rejects.toMatchObject({ name: 'ResourceInUseException' });
    later(2_000);
    const remediation = { ConfigRuleName: 'one', TargetType: 'SSM_DOCUMENT' as const, TargetId: 'AWS-StopEC2Instance' };
    await ask('config:PutRemediationConfigurations', { RemediationConfigurations: [remediation] });
    await expect(gone()).rejects.toThrow(/A remediation action is associated/);
    await ask('config:DeleteRemediationConfiguration', { ConfigRuleName: 'one' });
    await gone();

    expect(estate.calls.filter(({ error }) => error).map(({ error }) => error)).toEqual([
      'ResourceInUseException',
      'ResourceInUseException',
    ]);
  });

  it('gathers where it was authorized, and replaces the list of accounts', async () => {
    const { in: inside } = estateWith();
    const [ask, home] = [await inside(member), await inside(security)];
    const put = (AccountIds: string[]) =>
      home('config:PutConfigurationAggregator', {
        ConfigurationAggregatorName: 'noroshi',
        AccountAggregationSources: [{ AccountIds, AwsRegions: ['eu-west-1'] }],
      });
    const named = { ConfigurationAggregatorName: 'noroshi' };

    await put([member]);
    await put([member, other]);
    await ask('config:PutAggregationAuthorization', {
      AuthorizedAccountId: security,
      AuthorizedAwsRegion: 'eu-west-1',
    });

    const { AggregatedSourceStatusList: list } = await home(
      'config:DescribeConfigurationAggregatorSourcesStatus',
      named,
    );
    expect(list).toMatchObject([
      { SourceId: member, LastUpdateStatus: 'SUCCEEDED' },
      { SourceId: other, LastUpdateStatus: 'FAILED' },
    ]);
  });
});

describe('GuardDuty', () => {
  it('has one detector, and a destination that publishes a moment later, as long as bucket and key let it', async () => {
    const { in: inside, later, estate } = estateWith();
    const ask = await inside(member);
    const { DetectorId } = await ask('guardduty:CreateDetector', { Enable: true });
    await expect(ask('guardduty:CreateDetector', { Enable: true })).rejects.toThrow(/a detector already exists/);
    const [key] = Object.values(estate.state().accounts[security]!.regions['eu-west-1']!.keys);
    const DestinationProperties = { DestinationArn: 'arn:aws:s3:::example-logs', KmsKeyArn: key!.arn };
    const input = { DetectorId, DestinationType: 'S3' as const, DestinationProperties };

    const { DestinationId } = await ask('guardduty:CreatePublishingDestination', input);
    const status = async () =>
      (await ask('guardduty:DescribePublishingDestination', { DetectorId, DestinationId })).Status;
    expect(await status()).toBe('PENDING_VERIFICATION');
    later(5_000);
    expect(await status()).toBe('PUBLISHING');
    estate.state().buckets['example-logs'] = { accountId: security, region: 'eu-west-1' };

    expect(await status()).toBe('UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY');
    await expect(ask('guardduty:CreatePublishingDestination', input)).rejects.toThrow(/already exists/);
  });
});
