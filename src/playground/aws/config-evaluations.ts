import { z } from 'zod';
import { makeRandom } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldEvaluation, WorldRule } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { isAt, pageOf, toQueryRow } from './config-items.ts';
import { parseConfigQuery, project } from './config-query.ts';
import type { CustomRules } from './custom-rules.ts';
import { type BridgeEvent, complianceChange } from './event-shapes.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction } from './model.ts';

/** AWS Config API Reference, Evaluation. `INSUFFICIENT_DATA` is refused. */
const evaluation = z.strictObject({
  ComplianceResourceType: z.string().min(1).max(256),
  ComplianceResourceId: z.string().min(1).max(768),
  ComplianceType: z.enum(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']),
  Annotation: z.string().min(1).max(256).optional(),
  OrderingTimestamp: z.number(),
});

type Parts = Readonly<{
  world: World;
  now: () => number;
  custom: CustomRules;
  emit: (event: BridgeEvent) => void;
}>;

/** What a custom rule's function asks and tells, in the account and region of the caller's session. */
export function evaluationActions(parts: Parts) {
  const { world } = parts;
  return {
    PutEvaluations: defineAction(
      z.strictObject({
        Evaluations: z.array(evaluation).max(100).optional(),
        ResultToken: z.string(),
        TestMode: z.boolean().optional(),
      }),
      ({ Evaluations = [], ResultToken, TestMode }, caller) => {
        mustBeAllowed(caller, 'config:PutEvaluations', '*');
        if (TestMode) return { FailedEvaluations: [] };
        const rule = parts.custom.findByToken(ResultToken);
        if (!rule || rule.accountId !== caller.accountId || rule.region !== caller.region) {
          throw new AwsError('InvalidResultTokenException', 'The result token is invalid.');
        }
        for (const one of Evaluations) put(one, rule, parts);
        return { FailedEvaluations: [] };
      },
    ),
    ListDiscoveredResources: defineAction(
      z.strictObject({
        resourceType: z.string().min(1),
        resourceIds: z.array(z.string().min(1).max(768)).max(20).optional(),
        resourceName: z.string().optional(),
        limit: z.number().int().min(0).max(100).optional(),
        includeDeletedResources: z.boolean().optional(),
        nextToken: z.string().optional(),
      }),
      ({ resourceType, limit, nextToken }, caller) => {
        mustBeAllowed(caller, 'config:ListDiscoveredResources', '*');
        const found = itemsOf(world, caller).filter(({ resource }) => resource.type === resourceType);
        const { page, NextToken } = pageOf(found, { Limit: limit, NextToken: nextToken }, 100);
        const resourceIdentifiers = page.map(({ resource }) => ({
          resourceType,
          resourceId: resource.id,
          ...(resource.name && { resourceName: resource.name }),
        }));
        return { resourceIdentifiers, ...(NextToken && { nextToken: NextToken }) };
      },
    ),
    SelectResourceConfig: defineAction(
      z.strictObject({
        Expression: z.string().min(1).max(4096),
        Limit: z.number().int().min(0).max(100).optional(),
        NextToken: z.string().optional(),
      }),
      ({ Expression, ...paging }, caller) => {
        mustBeAllowed(caller, 'config:SelectResourceConfig', '*');
        const { select, matches } = parseConfigQuery(Expression);
        const { page, ...next } = pageOf(itemsOf(world, caller).map(toQueryRow).filter(matches), paging);
        return {
          Results: page.map((row) => JSON.stringify(project(row, select))),
          QueryInfo: { SelectFields: select.map((Name) => ({ Name })) },
          ...next,
        };
      },
    ),
  };
}

function itemsOf(world: World, caller: Caller) {
  return world.listItems().filter(({ resource, status }) => isAt(resource, caller) && status !== 'ResourceDeleted');
}

/** What is older than what is known is not kept; what changes the verdict is told. */
function put(said: z.infer<typeof evaluation>, rule: WorldRule, { world, now, emit }: Parts): void {
  const { accountId, region, name } = rule;
  const after: WorldEvaluation = {
    ...{ accountId, region, rule: name, type: said.ComplianceResourceType, id: said.ComplianceResourceId },
    compliance: said.ComplianceType,
    ...(said.Annotation && { annotation: said.Annotation }),
    recordedAt: now(),
    orderedAt: said.OrderingTimestamp * 1000,
  };
  const before = world.findEvaluation(after);
  if (before?.orderedAt !== undefined && before.orderedAt > said.OrderingTimestamp * 1000) return;
  world.putEvaluation(after);
  const isNews = before ? before.compliance !== after.compliance : after.compliance !== 'NOT_APPLICABLE';
  const random = makeRandom(now(), `${name}${after.id}`);
  if (isNews) emit(complianceChange({ rule, before, after }, { at: now(), random }));
}
