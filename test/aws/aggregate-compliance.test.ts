import {
  ConfigServiceClient,
  DescribeAggregateComplianceByConfigRulesCommand,
  GetAggregateComplianceDetailsByConfigRuleCommand,
  GetAggregateConfigRuleComplianceSummaryCommand,
} from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAggregateCompliance } from '../../src/aws/aggregate-compliance.ts';
import { createClients } from '../../src/aws/clients.ts';
import { someSettings } from '../delivery/settings.ts';
import { awsError } from './responses.ts';

const config = mockClient(ConfigServiceClient);
const clients = createClients({ region: 'eu-west-1', now: () => 0 });
const asked = createAggregateCompliance({ clients, settings: someSettings() });
const where = { accountId: '111122223333', region: 'eu-west-1' };

beforeEach(() => {
  config.reset();
});

describe('compliance over all accounts', () => {
  it('goes on over empty pages, says where AWS Config stopped counting, and asks for what is broken alone', async () => {
    config
      .on(DescribeAggregateComplianceByConfigRulesCommand)
      .resolvesOnce({ AggregateComplianceByConfigRules: [], NextToken: 'more' })
      .resolves({
        AggregateComplianceByConfigRules: [
          {
            ...{ ConfigRuleName: 'ssh', AccountId: where.accountId, AwsRegion: where.region },
            Compliance: {
              ComplianceType: 'NON_COMPLIANT',
              ComplianceContributorCount: { CappedCount: 25, CapExceeded: true },
            },
          },
          {
            ConfigRuleName: 'kept',
            AccountId: where.accountId,
            AwsRegion: where.region,
            Compliance: { ComplianceType: 'COMPLIANT' },
          },
          {},
        ],
      });

    expect(await asked.listBroken({ accountId: where.accountId })).toEqual({
      found: [{ rule: 'ssh', ...where, resources: 25, atLeast: true }],
      more: false,
    });
    expect(config.commandCalls(DescribeAggregateComplianceByConfigRulesCommand)[0]?.args[0].input.Filters).toEqual({
      ...{ ComplianceType: 'NON_COMPLIANT', AccountId: where.accountId },
    });
  });

  it('says so when there is more than it read', async () => {
    config.on(GetAggregateComplianceDetailsByConfigRuleCommand).resolves({ NextToken: 'more' });
    config.on(GetAggregateConfigRuleComplianceSummaryCommand).resolves({ NextToken: 'more' });

    expect(await asked.listBreaches({ rule: 'ssh', ...where })).toEqual({ found: [], more: true });
    expect(await asked.countRules()).toEqual({ found: [], more: true });
  });

  it('says why the aggregator cannot be reached', async () => {
    config.rejects(awsError('AccessDeniedException', 400, 'no'));

    for (const ask of [asked.countRules(), asked.listBroken({}), asked.listBreaches({ rule: 'ssh', ...where })]) {
      await expect(ask).rejects.toMatchObject({
        ...{ code: 'UNREACHABLE', message: expect.stringContaining('The AWS Config aggregator “noroshi”') },
      });
    }
  });
});
