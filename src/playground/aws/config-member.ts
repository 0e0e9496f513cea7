import { z } from 'zod';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { isAt, pageOf, paging, toApiItem, toEvaluationResult } from './config-items.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction } from './model.ts';

const complianceTypes = z.array(z.enum(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA'])).max(3);
const when = z.number().optional();

/** The reads of AWS Config in one account and region: those of the caller's session. */
export function memberActions(world: World) {
  return {
    GetResourceConfigHistory: defineAction(
      z.strictObject({
        resourceType: z.string().min(1),
        resourceId: z.string().min(1).max(768),
        laterTime: when,
        earlierTime: when,
        chronologicalOrder: z.enum(['Reverse', 'Forward']).optional(),
        limit: z.number().int().min(0).max(100).optional(),
        nextToken: z.string().optional(),
      }),
      (input, caller) => {
        mustBeAllowed(caller, 'config:GetResourceConfigHistory', '*');
        const { NextToken, page } = weeksOf(historyOf(world, input, caller), input);
        return { configurationItems: page.map(toApiItem), ...(NextToken ? { nextToken: NextToken } : {}) };
      },
    ),
    GetComplianceDetailsByResource: defineAction(
      z.strictObject({
        ResourceType: z.string().min(1).max(256).optional(),
        ResourceId: z.string().min(1).max(768).optional(),
        ComplianceTypes: complianceTypes.optional(),
        NextToken: z.string().optional(),
        ResourceEvaluationId: z.string().optional(),
      }),
      ({ ResourceType, ResourceId, ComplianceTypes, NextToken }, caller) => {
        mustBeAllowed(caller, 'config:GetComplianceDetailsByResource', '*');
        const found = world
          .listEvaluations()
          .filter((one) => isAt(one, caller) && one.type === ResourceType && one.id === ResourceId)
          .filter(({ compliance }) => !ComplianceTypes?.length || ComplianceTypes.includes(compliance));
        const { page, ...next } = pageOf(found, { NextToken }, 10);
        return { EvaluationResults: page.map(toEvaluationResult), ...next };
      },
    ),
    GetComplianceDetailsByConfigRule: defineAction(
      z.strictObject({
        ...paging,
        ConfigRuleName: z.string().min(1).max(64),
        ComplianceTypes: complianceTypes.optional(),
      }),
      (input, caller) => {
        const rule = world.findRule(caller, input.ConfigRuleName);
        const arn = rule?.arn ?? `arn:aws:config:${caller.region}:${caller.accountId}:config-rule/*`;
        mustBeAllowed(caller, 'config:GetComplianceDetailsByConfigRule', arn);
        if (!rule) {
          throw new AwsError('NoSuchConfigRuleException', 'The ConfigRule provided in the request is invalid.');
        }
        const found = world
          .listEvaluations()
          .filter((one) => isAt(one, caller) && one.rule === input.ConfigRuleName)
          .filter(({ compliance }) => !input.ComplianceTypes?.length || input.ComplianceTypes.includes(compliance));
        const { page, ...next } = pageOf(found, input, 10);
        return { EvaluationResults: page.map(toEvaluationResult), ...next };
      },
    ),
  };
}

type HistoryInput = Readonly<{
  resourceType: string;
  resourceId: string;
  laterTime?: number | undefined;
  earlierTime?: number | undefined;
  chronologicalOrder?: 'Reverse' | 'Forward' | undefined;
}>;

function historyOf(world: World, input: HistoryInput, caller: Caller) {
  const { resourceType: type, resourceId: id, laterTime = Number.MAX_SAFE_INTEGER, earlierTime = 0 } = input;
  if (earlierTime > laterTime)
    throw new AwsError('InvalidTimeRangeException', 'The specified time range is not valid.');
  const all = [caller.region, 'global'].flatMap((region) =>
    world.listHistory({ accountId: caller.accountId, region, type, id }),
  );
  if (all.length === 0) {
    throw new AwsError(
      'ResourceNotDiscoveredException',
      `Resource ${id} of resourceType:${type} is unknown or has not been discovered`,
    );
  }
  const found = all.filter(({ capturedAt }) => capturedAt <= laterTime * 1000 && capturedAt >= earlierTime * 1000);
  return input.chronologicalOrder === 'Forward' ? found.toReversed() : found;
}

const week = 7 * 86_400_000;

/**
 * Each call covers seven days at most: a page may hold fewer items than were asked for, and none, and still go on. Docs: AWS
 * Config API Reference, GetResourceConfigHistory.
 */
function weeksOf(
  items: readonly WorldItem[],
  { limit, nextToken }: Readonly<{ limit?: number | undefined; nextToken?: string | undefined }>,
): { page: readonly WorldItem[]; NextToken?: string } {
  const [, given = '0', skipped = '0'] = nextToken === undefined ? [] : (/^w(\d+)-(\d+)$/.exec(nextToken) ?? []);
  if (nextToken !== undefined && !/^w\d+-\d+$/.test(nextToken)) {
    throw new AwsError('InvalidNextTokenException', 'The specified next token is not valid.');
  }
  const anchor = items[0]?.capturedAt ?? 0;
  const weekOf = ({ capturedAt }: WorldItem): number => Math.floor(Math.abs(capturedAt - anchor) / week);
  const [at, skip] = [Number(given), Number(skipped)];
  const inWeek = items.filter((item) => weekOf(item) === at);
  const end = skip + (limit || 10);
  const page = inWeek.slice(skip, end);
  if (end < inWeek.length) return { page, NextToken: `w${at}-${end}` };
  return items.some((item) => weekOf(item) > at) ? { page, NextToken: `w${at + 1}-0` } : { page };
}
