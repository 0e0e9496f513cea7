import type { ComplianceContributorCount, ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { Breach, LookUps, Some } from '../core/look-ups.ts';
import { type AggregatorParts, askAggregator } from './aggregate-select.ts';

/** A page may be empty and go on; what is behind so many is said to be there. */
const mostPages = 20;

type Page<One> = Readonly<{ found: readonly One[]; next: string | undefined }>;
type Asking = Readonly<{ client: ConfigServiceClient; abortSignal: AbortSignal; token: string | undefined }>;

/**
 * What the aggregator says of compliance in all accounts. Docs: AWS Config API Reference,
 * GetAggregateConfigRuleComplianceSummary, DescribeAggregateComplianceByConfigRules, GetAggregateComplianceDetailsByConfigRule.
 */
export function createAggregateCompliance(
  parts: AggregatorParts,
): Pick<LookUps, 'countRules' | 'listBroken' | 'listBreaches'> {
  const ConfigurationAggregatorName = parts.settings.security.aggregator;

  const readAll = <One>(readPage: (asking: Asking) => Promise<Page<One>>): Promise<Some<One>> =>
    askAggregator(parts, async (client, abortSignal) => {
      const found: One[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const read = await readPage({ client, abortSignal, token });
        found.push(...read.found);
        token = read.next;
        if (!token) return { found, more: false };
      }
      return { found, more: true };
    });

  return {
    countRules: () =>
      readAll(async ({ client, abortSignal, token }) => {
        const { GetAggregateConfigRuleComplianceSummaryCommand } = await import('@aws-sdk/client-config-service');
        const asked = { ConfigurationAggregatorName, GroupByKey: 'ACCOUNT_ID', Limit: 1000, NextToken: token } as const;
        const answer = await client.send(new GetAggregateConfigRuleComplianceSummaryCommand(asked), { abortSignal });
        const found = (answer.AggregateComplianceCounts ?? []).flatMap(({ GroupName, ComplianceSummary }) => {
          const [broken, kept] = [
            ComplianceSummary?.NonCompliantResourceCount,
            ComplianceSummary?.CompliantResourceCount,
          ];
          const counts = { broken: broken?.CappedCount ?? 0, kept: kept?.CappedCount ?? 0 };
          return GroupName ? [{ accountId: GroupName, ...counts, atLeast: isCapped(broken) || isCapped(kept) }] : [];
        });
        return { found, next: answer.NextToken };
      }),

    listBroken: ({ accountId, rule }) =>
      readAll(async ({ client, abortSignal, token }) => {
        const { DescribeAggregateComplianceByConfigRulesCommand } = await import('@aws-sdk/client-config-service');
        const command = new DescribeAggregateComplianceByConfigRulesCommand({
          ...{ ConfigurationAggregatorName, Limit: 1000, NextToken: token },
          Filters: {
            ComplianceType: 'NON_COMPLIANT',
            ...(accountId !== undefined && { AccountId: accountId }),
            ...(rule !== undefined && { ConfigRuleName: rule }),
          },
        });
        const answer = await client.send(command, { abortSignal });
        const found = (answer.AggregateComplianceByConfigRules ?? []).flatMap((one) => {
          const { ConfigRuleName: name, AccountId, AwsRegion: region, Compliance } = one;
          const count = Compliance?.ComplianceContributorCount;
          if (!name || !AccountId || !region || Compliance?.ComplianceType !== 'NON_COMPLIANT') return [];
          const resources = { resources: count?.CappedCount ?? 0, atLeast: isCapped(count) };
          return [{ rule: name, accountId: AccountId, region, ...resources }];
        });
        return { found, next: answer.NextToken };
      }),

    listBreaches: ({ rule, accountId, region }) =>
      readAll<Breach>(async ({ client, abortSignal, token }) => {
        const { GetAggregateComplianceDetailsByConfigRuleCommand } = await import('@aws-sdk/client-config-service');
        const command = new GetAggregateComplianceDetailsByConfigRuleCommand({
          ...{ ConfigurationAggregatorName, ConfigRuleName: rule, AccountId: accountId, AwsRegion: region },
          ...{ ComplianceType: 'NON_COMPLIANT', Limit: 100, NextToken: token },
        });
        const answer = await client.send(command, { abortSignal });
        const found = (answer.AggregateEvaluationResults ?? []).flatMap((one) => {
          const { ResourceType: type, ResourceId: id } =
            one.EvaluationResultIdentifier?.EvaluationResultQualifier ?? {};
          const { Annotation: annotation, ResultRecordedTime: at } = one;
          if (!type || !id) return [];
          const resource = { type, id, accountId, region };
          return [{ resource, ...(annotation && { annotation }), ...(at && { at: at.toISOString() }) }];
        });
        return { found, next: answer.NextToken };
      }),
  };
}

function isCapped(count: ComplianceContributorCount | undefined): boolean {
  return count?.CapExceeded ?? false;
}
