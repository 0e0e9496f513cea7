import { z } from 'zod';
import type { World } from '../world.ts';
import { pageOf, paging, toEvaluationResult, toSeconds } from './config-items.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

/** How every call to an aggregator names it. */
export const aggregator = { ConfigurationAggregatorName: z.string().regex(/^[\w-]{1,256}$/) };
const ruleFilters = z.strictObject({
  ConfigRuleName: z.string().optional(),
  ComplianceType: z.enum(['COMPLIANT', 'NON_COMPLIANT']).optional(),
  AccountId: z.string().optional(),
  AwsRegion: z.string().optional(),
});

type Enter = (action: string, name: string, caller: Caller) => void;

/** What the aggregator says of compliance in all accounts; of nothing that is not there any more. */
export function aggregateCompliance({ world, enter, now }: { world: World; enter: Enter; now: () => number }) {
  return {
    DescribeAggregateComplianceByConfigRules: defineAction(
      z.strictObject({
        ...aggregator,
        ...paging,
        Limit: z.number().int().min(0).max(1000).optional(),
        Filters: ruleFilters.optional(),
      }),
      (input, caller) => {
        enter('DescribeAggregateComplianceByConfigRules', input.ConfigurationAggregatorName, caller);
        const { page, ...next } = emptyFirst(summaries(world, input.Filters ?? {}), input, 25);
        return { AggregateComplianceByConfigRules: page, ...next };
      },
    ),
    GetAggregateComplianceDetailsByConfigRule: defineAction(
      z.strictObject({
        ...aggregator,
        ...paging,
        ConfigRuleName: z.string().min(1).max(128),
        AccountId: z.string().regex(/^\d{12}$/),
        AwsRegion: z.string().min(1),
        ComplianceType: z.enum(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA']).optional(),
      }),
      (input, caller) => {
        enter('GetAggregateComplianceDetailsByConfigRule', input.ConfigurationAggregatorName, caller);
        const { AccountId, AwsRegion, ConfigRuleName, ComplianceType } = input;
        const found = world
          .listEvaluations()
          .filter((one) => one.accountId === AccountId && one.region === AwsRegion && one.rule === ConfigRuleName)
          .filter((one) => !ComplianceType || one.compliance === ComplianceType)
          .map((one) => ({ ...toEvaluationResult(one), AccountId, AwsRegion }));
        const { page, ...next } = emptyFirst(found, input, 50);
        return { AggregateEvaluationResults: page, ...next };
      },
    ),
    GetAggregateConfigRuleComplianceSummary: defineAction(
      z.strictObject({
        ...aggregator,
        ...paging,
        Limit: z.number().int().min(0).max(1000).optional(),
        Filters: z.strictObject({ AccountId: z.string().optional(), AwsRegion: z.string().optional() }).optional(),
        GroupByKey: z.enum(['ACCOUNT_ID', 'AWS_REGION']).optional(),
      }),
      (input, caller) => {
        enter('GetAggregateConfigRuleComplianceSummary', input.ConfigurationAggregatorName, caller);
        const { GroupByKey, Filters = {} } = input;
        const all = summaries(world, Filters);
        const groupOf = (one: Summary): string | undefined =>
          GroupByKey === undefined ? undefined : GroupByKey === 'ACCOUNT_ID' ? one.AccountId : one.AwsRegion;
        const counts = [...new Set(all.map(groupOf))].map((group) => ({
          ...(group !== undefined && { GroupName: group }),
          ComplianceSummary: countOf(
            all.filter((one) => groupOf(one) === group),
            now(),
          ),
        }));
        const { page, ...next } = pageOf(counts, input, 1000);
        return { ...(GroupByKey && { GroupByKey }), AggregateComplianceCounts: page, ...next };
      },
    ),
  };
}

type Summary = Readonly<{
  ConfigRuleName: string;
  Compliance: Readonly<{ ComplianceType: string; ComplianceContributorCount: object }>;
  AccountId: string;
  AwsRegion: string;
}>;

/** So many rules are kept, and so many broken. */
function countOf(rules: readonly Summary[], at: number): object {
  const broken = rules.filter(({ Compliance }) => Compliance.ComplianceType === 'NON_COMPLIANT').length;
  return {
    CompliantResourceCount: { CappedCount: rules.length - broken, CapExceeded: false },
    NonCompliantResourceCount: { CappedCount: broken, CapExceeded: false },
    ComplianceSummaryTimestamp: toSeconds(at),
  };
}

const afterEmpty = 'after-the-empty-page';

/** "This API can return results on a page that has no results but has a nextToken": here the first page always is so. */
function emptyFirst<T>(
  list: readonly T[],
  input: { Limit?: number | undefined; NextToken?: string | undefined },
  standard: number,
): { page: readonly T[]; NextToken?: string } {
  if (input.NextToken === undefined) return { page: [], NextToken: afterEmpty };
  const { NextToken, ...rest } = input;
  return pageOf(list, NextToken === afterEmpty ? rest : { ...rest, NextToken }, standard);
}

function summaries(world: World, filters: z.infer<typeof ruleFilters>): readonly Summary[] {
  return world.rules
    .filter(
      ({ name, accountId, region }) =>
        same(filters.ConfigRuleName, name) && same(filters.AccountId, accountId) && same(filters.AwsRegion, region),
    )
    .map((rule) => {
      const bad = world
        .listEvaluations()
        .filter((one) => one.accountId === rule.accountId && one.region === rule.region && one.rule === rule.name)
        .filter(({ compliance }) => compliance === 'NON_COMPLIANT').length;
      return {
        ConfigRuleName: rule.name,
        Compliance: {
          ComplianceType: bad > 0 ? 'NON_COMPLIANT' : 'COMPLIANT',
          ComplianceContributorCount: { CappedCount: Math.min(bad, 25), CapExceeded: bad > 25 },
        },
        AccountId: rule.accountId,
        AwsRegion: rule.region,
      };
    })
    .filter(({ Compliance }) => same(filters.ComplianceType, Compliance.ComplianceType));
}

function same(wanted: string | undefined, found: string | undefined): boolean {
  return wanted === undefined || wanted === found;
}
