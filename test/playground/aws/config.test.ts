import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  DescribeRemediationConfigurationsCommand,
  DescribeRemediationExecutionStatusCommand,
  GetAggregateResourceConfigCommand,
  GetComplianceDetailsByResourceCommand,
  GetResourceConfigHistoryCommand,
  SelectAggregateResourceConfigCommand,
  StartConfigRulesEvaluationCommand,
  StartRemediationExecutionCommand,
} from '@aws-sdk/client-config-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from './harness.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground?.aws.close());

describe('AWS Config', () => {
  it('answers advanced queries with JSON strings, tags as a list', async () => {
    const config = new ConfigServiceClient(playground.clientOptions());
    const answer = await config.send(
      new SelectAggregateResourceConfigCommand({
        ConfigurationAggregatorName: 'noroshi',
        Expression: `SELECT resourceId, accountId, tags WHERE resourceId IN ('${scene.instance.id}') AND accountId IN ('${scene.prod}')`,
      }),
    );

    expect(answer.Results?.map((row) => JSON.parse(row))).toEqual([
      {
        resourceId: scene.instance.id,
        accountId: scene.prod,
        tags: expect.arrayContaining([{ key: 'Name', value: 'payments-batch-3', tag: 'Name=payments-batch-3' }]),
      },
    ]);
  });

  it('gives a whole item with tags as a map and its configuration as a string', async () => {
    const config = new ConfigServiceClient(playground.clientOptions());
    const ResourceIdentifier = {
      SourceAccountId: scene.prod,
      SourceRegion: scene.region,
      ResourceId: scene.securityGroup.id,
      ResourceType: 'AWS::EC2::SecurityGroup' as const,
    };
    const ask = (id: string) =>
      config.send(
        new GetAggregateResourceConfigCommand({
          ConfigurationAggregatorName: 'noroshi',
          ResourceIdentifier: { ...ResourceIdentifier, ResourceId: id },
        }),
      );

    const { ConfigurationItem } = await ask(scene.securityGroup.id);

    expect(ConfigurationItem?.tags).toMatchObject({ Name: 'payments-bastion' });
    expect(JSON.parse(ConfigurationItem?.configuration ?? '')).toMatchObject({ groupId: scene.securityGroup.id });
    expect(ConfigurationItem?.configurationItemCaptureTime).toBeInstanceOf(Date);
    await expect(ask('sg-none')).rejects.toMatchObject({ name: 'ResourceNotDiscoveredException' });
  });

  it('refuses an expression that is no query', async () => {
    const answer = new ConfigServiceClient(playground.clientOptions()).send(
      new SelectAggregateResourceConfigCommand({
        ConfigurationAggregatorName: 'noroshi',
        Expression: 'DELETE resourceId',
      }),
    );

    await expect(answer).rejects.toMatchObject({ name: 'InvalidExpressionException' });
  });
});

describe('a rule', () => {
  it('is named with its ARN, and evaluated again once a minute, for who may', async () => {
    const config = new ConfigServiceClient(playground.clientOptions(await playground.remediator(scene.prod)));
    const ConfigRuleNames = ['restricted-ssh'];
    const evaluate = () => config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames }));

    const looking = new ConfigServiceClient(playground.clientOptions(await playground.reader(scene.prod)));

    const { ConfigRules } = await looking.send(new DescribeConfigRulesCommand({ ConfigRuleNames }));
    expect(ConfigRules).toMatchObject([
      { ConfigRuleName: 'restricted-ssh', ConfigRuleArn: expect.stringContaining(scene.prod) },
    ]);
    await expect(evaluate()).resolves.toBeDefined();
    await expect(evaluate()).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(looking.send(new DescribeConfigRulesCommand({ ConfigRuleNames: ['none'] }))).rejects.toMatchObject({
      name: 'NoSuchConfigRuleException',
    });
    await expect(
      new ConfigServiceClient(playground.clientOptions()).send(
        new StartConfigRulesEvaluationCommand({ ConfigRuleNames }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a remediation', () => {
  const keys = [{ resourceType: 'AWS::EC2::SecurityGroup' as const, resourceId: scene.securityGroup.id }];
  const start = new StartRemediationExecutionCommand({ ConfigRuleName: 'restricted-ssh', ResourceKeys: keys });
  const watch = new DescribeRemediationExecutionStatusCommand({ ConfigRuleName: 'restricted-ssh', ResourceKeys: keys });

  it('needs a session of the account that owns the rule, in its region', async () => {
    const inDev = new ConfigServiceClient(playground.clientOptions(await playground.remediator(scene.dev)));

    await expect(new ConfigServiceClient(playground.clientOptions()).send(start)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(inDev.send(start)).resolves.toMatchObject({ FailedItems: [{ resourceId: scene.securityGroup.id }] });
  });

  it('is refused to a session that was narrowed to a configuration, since AWS holds it to none', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'config:StartRemediationExecution',
          Resource: `arn:aws:config:${scene.region}:${scene.prod}:remediation-configuration/*`,
        },
      ],
    });
    const config = new ConfigServiceClient(
      playground.clientOptions(await playground.remediator(scene.prod, { Policy })),
    );

    await expect(config.send(start)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('goes through its steps, changes the world and tells of it', async () => {
    const config = new ConfigServiceClient(playground.clientOptions(await playground.remediator(scene.prod)));
    const reader = new ConfigServiceClient(playground.clientOptions(await playground.reader(scene.prod)));
    const before = playground.aws.queue('alerts').count().visible;
    const states = async () => {
      const { RemediationExecutionStatuses: [status] = [] } = await reader.send(watch);
      return { state: status?.State, steps: status?.StepDetails?.map(({ State }) => State) };
    };

    const { RemediationConfigurations: [configuration] = [] } = await reader.send(
      new DescribeRemediationConfigurationsCommand({ ConfigRuleNames: ['restricted-ssh'] }),
    );
    expect(configuration?.Arn).toMatch(/:111122223333:remediation-configuration\//);
    expect((await config.send(start)).FailedItems ?? []).toEqual([]);
    expect((await config.send(start)).FailureMessage).toContain('already in progress');
    expect((await states()).state).toBe('QUEUED');
    playground.later.ms = 1500;
    expect(await states()).toMatchObject({
      state: 'IN_PROGRESS',
      steps: ['SUCCEEDED', 'IN_PROGRESS', 'PENDING', 'PENDING'],
    });
    playground.later.ms = 3500;
    expect((await states()).state).toBe('SUCCEEDED');

    expect(
      playground.aws.world.findItem({
        accountId: scene.prod,
        region: scene.region,
        type: 'AWS::EC2::SecurityGroup',
        id: scene.securityGroup.id,
      })?.configuration['ipPermissions'],
    ).toEqual([]);
    const { EvaluationResults } = await reader.send(
      new GetComplianceDetailsByResourceCommand({
        ResourceType: 'AWS::EC2::SecurityGroup',
        ResourceId: scene.securityGroup.id,
      }),
    );
    const { configurationItems } = await reader.send(
      new GetResourceConfigHistoryCommand({
        resourceType: 'AWS::EC2::SecurityGroup',
        resourceId: scene.securityGroup.id,
      }),
    );
    expect(EvaluationResults?.map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT']);
    expect(configurationItems).toHaveLength(2);
    expect(playground.aws.queue('alerts').count().visible).toBe(before + 2);
    expect((await config.send(start)).FailureMessage).toContain('already compliant');
    playground.later.ms = 0;
  });

  it('fails with the reason of its step', async () => {
    const config = new ConfigServiceClient(playground.clientOptions(await playground.remediator(scene.dev)));
    const reader = new ConfigServiceClient(playground.clientOptions(await playground.reader(scene.dev)));
    const ResourceKeys = [{ resourceType: 'AWS::EC2::Instance' as const, resourceId: scene.protectedInstance.id }];
    const ConfigRuleName = 'approved-amis-by-id';

    await config.send(new StartRemediationExecutionCommand({ ConfigRuleName, ResourceKeys }));
    playground.later.ms = 4000;
    const { RemediationExecutionStatuses: [status] = [] } = await reader.send(
      new DescribeRemediationExecutionStatusCommand({ ConfigRuleName, ResourceKeys }),
    );
    playground.later.ms = 0;

    expect(status?.State).toBe('FAILED');
    expect(status?.StepDetails?.[0]?.ErrorMessage).toContain('disableApiStop');
  });

  it('cannot be started for a rule that has none', async () => {
    const config = new ConfigServiceClient(playground.clientOptions(await playground.remediator(scene.prod)));
    const ResourceKeys = [{ resourceType: 'AWS::S3::Bucket' as const, resourceId: 'x' }];

    await expect(
      config.send(new StartRemediationExecutionCommand({ ConfigRuleName: 'cloudtrail-enabled', ResourceKeys })),
    ).rejects.toMatchObject({ name: 'NoSuchRemediationConfigurationException' });
  });
});
