import { z } from 'zod';
import type { Settings } from '../../core/settings.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { aggregateCompliance, aggregator } from './config-aggregate-compliance.ts';
import { pageOf, paging, toApiItem, toBaseItem, toQueryRow } from './config-items.ts';
import { parseConfigQuery, project } from './config-query.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction } from './model.ts';

const identifier = z.strictObject({
  SourceAccountId: z.string().regex(/^\d{12}$/),
  SourceRegion: z.string().min(1).max(64),
  ResourceId: z.string().min(1).max(768),
  ResourceType: z.string().min(1),
  ResourceName: z.string().optional(),
});
const resourceFilters = z.strictObject({
  AccountId: z.string().optional(),
  Region: z.string().optional(),
  ResourceId: z.string().optional(),
  ResourceName: z.string().optional(),
});
/** The calls of AWS Config that read all accounts at once, through the aggregator in the security account. */
export function aggregateActions({ settings, world, now }: { settings: Settings; world: World; now: () => number }) {
  const { account, region, aggregator: ours } = settings.security;
  const enter = (action: string, name: string, caller: Caller): void => {
    mustBeAllowed(
      caller,
      `config:${action}`,
      `arn:aws:config:${caller.region}:${caller.accountId}:config-aggregator/${name}`,
    );
    if (name === ours && caller.accountId === account && caller.region === region) return;
    throw new AwsError('NoSuchConfigurationAggregatorException', 'The configuration aggregator does not exist.');
  };
  const find = ({ SourceAccountId, SourceRegion, ResourceType, ResourceId }: z.infer<typeof identifier>) =>
    world.findItem({ accountId: SourceAccountId, region: SourceRegion, type: ResourceType, id: ResourceId });

  return {
    SelectAggregateResourceConfig: defineAction(
      z.strictObject({
        ...aggregator,
        ...paging,
        Expression: z.string().min(1).max(4096),
        MaxResults: z.number().int().min(0).max(100).optional(),
      }),
      (input, caller) => {
        enter('SelectAggregateResourceConfig', input.ConfigurationAggregatorName, caller);
        const { select, matches } = parseConfigQuery(input.Expression);
        const rows = world.listItems().map(toQueryRow).filter(matches);
        const { page, ...next } = pageOf(rows, { Limit: input.Limit ?? input.MaxResults, NextToken: input.NextToken });
        return {
          Results: page.map((row) => JSON.stringify(project(row, select))),
          QueryInfo: { SelectFields: select.map((Name) => ({ Name })) },
          ...next,
        };
      },
    ),
    GetAggregateResourceConfig: defineAction(
      z.strictObject({ ...aggregator, ResourceIdentifier: identifier }),
      (input, caller) => {
        enter('GetAggregateResourceConfig', input.ConfigurationAggregatorName, caller);
        const item = find(input.ResourceIdentifier);
        if (item && item.status !== 'ResourceDeleted') return { ConfigurationItem: toApiItem(item) };
        const { ResourceId } = input.ResourceIdentifier;
        throw new AwsError(
          'ResourceNotDiscoveredException',
          `Resource ${ResourceId} is not discovered by the aggregator.`,
        );
      },
    ),
    BatchGetAggregateResourceConfig: defineAction(
      z.strictObject({ ...aggregator, ResourceIdentifiers: z.array(identifier).min(1).max(100) }),
      (input, caller) => {
        enter('BatchGetAggregateResourceConfig', input.ConfigurationAggregatorName, caller);
        const items = input.ResourceIdentifiers.flatMap((one) => find(one) ?? []);
        return { BaseConfigurationItems: items.map(toBaseItem), UnprocessedResourceIdentifiers: [] };
      },
    ),
    ListAggregateDiscoveredResources: defineAction(
      z.strictObject({
        ...aggregator,
        ...paging,
        ResourceType: z.string().min(1),
        Filters: resourceFilters.optional(),
      }),
      (input, caller) => {
        enter('ListAggregateDiscoveredResources', input.ConfigurationAggregatorName, caller);
        const found = world.listItems().filter((item) => fits(item, input.ResourceType, input.Filters ?? {}));
        const { page, ...next } = pageOf(found, input);
        return { ResourceIdentifiers: page.map(toIdentifier), ...next };
      },
    ),
    ...aggregateCompliance({ world, enter, now }),
  };
}

function fits({ resource }: WorldItem, type: string, filters: z.infer<typeof resourceFilters>): boolean {
  return (
    resource.type === type &&
    same(filters.AccountId, resource.accountId) &&
    same(filters.Region, resource.region) &&
    same(filters.ResourceId, resource.id) &&
    same(filters.ResourceName, resource.name)
  );
}

function same(wanted: string | undefined, found: string | undefined): boolean {
  return wanted === undefined || wanted === found;
}

function toIdentifier({ resource }: WorldItem): object {
  return {
    SourceAccountId: resource.accountId,
    SourceRegion: resource.region,
    ResourceId: resource.id,
    ResourceType: resource.type,
    ...(resource.name ? { ResourceName: resource.name } : {}),
  };
}
