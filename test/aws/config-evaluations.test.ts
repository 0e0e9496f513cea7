import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  GetComplianceDetailsByResourceCommand,
  GetResourceConfigHistoryCommand,
  ListDiscoveredResourcesCommand,
  PutEvaluationsCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { GenerateCredentialReportCommand, GetCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createRuleAccount } from '../../src/aws/config-evaluations.ts';
import { loadCredentialReport } from '../../src/aws/credential-report.ts';
import { awsError } from './responses.ts';

const config = mockClient(ConfigServiceClient);
const iam = mockClient(IAMClient);
const clients = createClients({ region: 'eu-west-1', now: () => 0 });
const account = createRuleAccount({ clients, accountId: '111122223333' });
const type = 'AWS::EC2::Instance';
const machine = (id: string) => ({ type, id, accountId: '111122223333', region: 'eu-west-1' });
const captured = new Date('2026-11-20T08:15:30.250Z');
const itemOf = (resourceId: string) => ({
  ...({ resourceType: type, resourceId, accountId: '111122223333', awsRegion: 'eu-west-1' } as const),
  configurationItemCaptureTime: captured,
  configuration: '{"instanceType":"t3.micro"}',
});

beforeEach(() => {
  config.reset();
  iam.reset();
});

describe('the history of a resource', () => {
  it('is read over empty pages until there is an item', async () => {
    config
      .on(GetResourceConfigHistoryCommand)
      .resolvesOnce({ nextToken: 'a' })
      .resolvesOnce({ configurationItems: [], nextToken: 'b' })
      .resolvesOnce({ configurationItems: [itemOf('i-1')] });

    const item = await account.findItem(machine('i-1'), captured.toISOString());

    expect(item).toMatchObject({ resource: { id: 'i-1' }, configuration: { instanceType: 't3.micro' } });
    const inputs = config.commandCalls(GetResourceConfigHistoryCommand).map(({ args }) => args[0].input);
    expect(inputs).toMatchObject([{ limit: 1, laterTime: captured }, { nextToken: 'a' }, { nextToken: 'b' }]);
  });

  it('is nothing when it ends without one, and gone when Config knows no such resource or records nothing', async () => {
    config.on(GetResourceConfigHistoryCommand).resolves({ configurationItems: [] });
    expect(await account.findItem(machine('i-1'))).toBeUndefined();

    for (const name of ['ResourceNotDiscoveredException', 'NoAvailableConfigurationRecorderException']) {
      config.on(GetResourceConfigHistoryCommand).rejects(awsError(name));
      expect(await account.findItem(machine('i-1'))).toBe('gone');
    }
    config.on(GetResourceConfigHistoryCommand).rejects(awsError('ThrottlingException'));
    await expect(account.findItem(machine('i-1'))).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('is not read for ever', async () => {
    config.on(GetResourceConfigHistoryCommand).resolves({ configurationItems: [], nextToken: 'more' });

    expect(await account.findItem(machine('i-1'))).toBeUndefined();
  });
});

describe('all resources of a type', () => {
  it('are listed to the last page, without those that are deleted', async () => {
    config
      .on(ListDiscoveredResourcesCommand)
      .resolvesOnce({
        resourceIdentifiers: [{ resourceType: type, resourceId: 'i-1', resourceName: 'web' }],
        nextToken: 'a',
      })
      .resolvesOnce({ resourceIdentifiers: [], nextToken: 'b' })
      .resolvesOnce({
        resourceIdentifiers: [
          { resourceType: type, resourceId: 'i-2', resourceDeletionTime: captured },
          { resourceType: type, resourceId: 'i-3' },
        ],
      });

    expect(await account.listResources(type)).toEqual([{ ...machine('i-1'), name: 'web' }, machine('i-3')]);
  });

  it('are loaded in bulk, and one by one where the query does not know them', async () => {
    const row = {
      ...itemOf('i-1'),
      configuration: { instanceType: 'm7g.large' },
      tags: [{ key: 'owner', value: 'hana' }],
    };
    config
      .on(SelectResourceConfigCommand)
      .resolvesOnce({ Results: [JSON.stringify(row), 'not json'], NextToken: 'a' })
      .resolvesOnce({ Results: [JSON.stringify({ ...row, resourceId: 'i-unlisted' })] });
    config
      .on(GetResourceConfigHistoryCommand, { resourceId: 'i-2' })
      .resolves({ configurationItems: [itemOf('i-2')] })
      .on(GetResourceConfigHistoryCommand, { resourceId: 'i-3' })
      .rejects(awsError('ResourceNotDiscoveredException'));

    const items = await account.loadItems(type, ['i-1', 'i-2', 'i-3'].map(machine));

    expect(items.map(({ resource, tags, configuration }) => [resource.id, tags, configuration])).toEqual([
      ['i-1', { owner: 'hana' }, { instanceType: 'm7g.large' }],
      ['i-2', {}, { instanceType: 't3.micro' }],
    ]);
    expect(config.commandCalls(SelectResourceConfigCommand)[0]?.args[0].input.Expression).toMatch(
      /^SELECT .*tags.* WHERE resourceType = 'AWS::EC2::Instance'$/,
    );
  });

  it('are loaded one by one when Config cannot be queried for their type', async () => {
    config.on(SelectResourceConfigCommand).rejects(awsError('InvalidExpressionException'));
    config.on(GetResourceConfigHistoryCommand).resolves({ configurationItems: [itemOf('i-1')] });

    expect(await account.loadItems(type, [machine('i-1')])).toHaveLength(1);
  });
});

describe('what a rule says', () => {
  const result = (rule: string, id: string) => ({
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: { ConfigRuleName: rule, ResourceType: type, ResourceId: id },
    },
  });

  it('is listed over empty pages', async () => {
    config
      .on(GetComplianceDetailsByConfigRuleCommand)
      .resolvesOnce({ NextToken: 'a' })
      .resolvesOnce({ EvaluationResults: [result('r', 'i-1'), {}] });

    expect(await account.listReported('r')).toEqual([{ type, id: 'i-1' }]);
    const { input } = config.commandCalls(GetComplianceDetailsByConfigRuleCommand)[0]!.args[0];
    expect(input).toMatchObject({ ConfigRuleName: 'r', ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'] });
  });

  it('is nothing where there is no such rule', async () => {
    config.on(GetComplianceDetailsByConfigRuleCommand).rejects(awsError('NoSuchConfigRuleException'));

    expect(await account.listReported('r')).toEqual([]);
  });

  it('is known of the account', async () => {
    config
      .on(GetComplianceDetailsByResourceCommand)
      .resolvesOnce({ EvaluationResults: [result('another', '111122223333')], NextToken: 'a' })
      .resolvesOnce({ EvaluationResults: [result('r', '111122223333')] })
      .resolves({});

    expect(await account.isAccountReported('r')).toBe(true);
    expect(await account.isAccountReported('r')).toBe(false);
    expect(config.commandCalls(GetComplianceDetailsByResourceCommand)[0]?.args[0].input).toMatchObject({
      ResourceType: 'AWS::::Account',
      ResourceId: '111122223333',
    });
  });

  it('is put as Config takes it, without an annotation that is empty, and what failed comes back', async () => {
    const evaluation = {
      resource: { type, id: 'i-1' },
      complianceType: 'COMPLIANT',
      orderingTimestamp: captured.toISOString(),
    } as const;
    const other = {
      ...evaluation,
      resource: { type, id: 'i-2' },
      complianceType: 'NON_COMPLIANT',
      annotation: 'no',
    } as const;
    const failed = {
      ComplianceResourceType: type,
      ComplianceResourceId: 'i-2',
      ComplianceType: 'NON_COMPLIANT',
      OrderingTimestamp: captured,
    } as const;
    config
      .on(PutEvaluationsCommand)
      .resolvesOnce({ FailedEvaluations: [failed] })
      .resolves({});

    expect(await account.putEvaluations([evaluation, other], { resultToken: 't', testMode: false })).toEqual([other]);
    expect(await account.putEvaluations([other], { resultToken: 'TESTMODE', testMode: true })).toEqual([]);

    expect(config.commandCalls(PutEvaluationsCommand).map(({ args }) => args[0].input)).toEqual([
      {
        ResultToken: 't',
        Evaluations: [
          {
            ComplianceResourceType: type,
            ComplianceResourceId: 'i-1',
            ComplianceType: 'COMPLIANT',
            OrderingTimestamp: captured,
          },
          { ...failed, Annotation: 'no' },
        ],
      },
      { ResultToken: 'TESTMODE', TestMode: true, Evaluations: [{ ...failed, Annotation: 'no' }] },
    ]);
  });
});

describe('the credential report', () => {
  const csv = [
    'user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active',
    '<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,false,N/A,N/A,false',
    'a,b,arn:aws:iam::111122223333:user/team/a,b,2020-01-01T00:00:00+00:00,true,2026-01-01T00:00:00+00:00,no_information,TRUE',
    'broken line',
  ].join('\r\n');

  it('is waited for, and read from the right, for a name may hold a comma', async () => {
    const slept: number[] = [];
    iam.on(GenerateCredentialReportCommand).resolvesOnce({ State: 'STARTED' }).resolves({ State: 'COMPLETE' });
    iam.on(GetCredentialReportCommand).resolves({ Content: new TextEncoder().encode(csv) });

    const rows = await loadCredentialReport(await clients.iam(), async (ms) => void slept.push(ms));

    expect(slept).toEqual([1000]);
    expect(rows).toEqual([
      {
        ...{ user: '<root_account>', arn: 'arn:aws:iam::111122223333:root', root: true },
        keys: [
          { number: 1, active: false },
          { number: 2, active: false },
        ],
      },
      {
        ...{ user: 'a,b', arn: 'arn:aws:iam::111122223333:user/team/a,b', root: false },
        keys: [
          { number: 1, active: true, rotatedAt: Date.parse('2026-01-01T00:00:00Z') },
          { number: 2, active: true },
        ],
      },
    ]);
  });

  it('is given up when IAM does not get it done', async () => {
    iam.on(GenerateCredentialReportCommand).resolves({ State: 'INPROGRESS' });

    await expect(loadCredentialReport(await clients.iam(), async () => undefined)).rejects.toThrow('in time');
  });
});
