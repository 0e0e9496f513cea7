import { isNamed } from '../core/aws-error.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import type { Aggregator } from '../core/ports.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import { type AggregatorParts, askAggregator, createSelect } from './aggregate-select.ts';
import { summaryExpressions } from './expression.ts';
import { createFind } from './find-resources.ts';

/**
 * Questions to the Config aggregator in the security account, which is read under `security.readerRole` when the bot lives
 * elsewhere. Each call is given up after `timeoutMs` (default 1800, for the 2 s that enrichment has), retries included.
 */
export function createAggregator(parts: AggregatorParts): Aggregator {
  const select = createSelect(parts);
  const { find } = createFind(parts);
  return {
    async findSummaries(resources) {
      const found = (await Promise.all(summaryExpressions(resources).map(select))).flat();
      return new Map(
        resources.flatMap((resource) => {
          const summary = found.find((candidate) => isSame(candidate.resource, resource));
          return summary ? [[resourceKey(resource), { resource: summary.resource, tags: summary.tags }] as const] : [];
        }),
      );
    },

    findResources: (term, limit) => find({ named: { by: 'name', text: term } }, limit),

    findItem: (resource) =>
      askAggregator(parts, async (client, abortSignal) => {
        const { GetAggregateResourceConfigCommand } = await import('@aws-sdk/client-config-service');
        const command = new GetAggregateResourceConfigCommand({
          ConfigurationAggregatorName: parts.settings.security.aggregator,
          ResourceIdentifier: {
            SourceAccountId: resource.accountId,
            SourceRegion: resource.region,
            ResourceId: resource.id,
            // The SDK's enum is older than AWS's list; the service takes any type that it records.
            ResourceType: resource.type as 'AWS::EC2::Instance',
          },
        });
        const answer = await client.send(command, { abortSignal }).catch((error: unknown) => {
          if (isNamed(error, 'ResourceNotDiscoveredException')) return undefined;
          throw error;
        });
        return answer?.ConfigurationItem ? normalizeItem(answer.ConfigurationItem, resource) : undefined;
      }),
  };
}

/** A query matches arrays as a whole and knows no types, so every answer is checked again here. */
function isSame(found: Resource, asked: Resource): boolean {
  const sameRegion = found.region === asked.region || found.region === 'global' || asked.region === 'global';
  return found.id === asked.id && found.accountId === asked.accountId && found.type === asked.type && sameRegion;
}
