import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import * as z from 'zod/mini';
import { awsReason, isNamed } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import type { Aggregator, ItemSummary } from '../core/ports.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { isSafe, summaryExpressions, termExpression } from './expression.ts';
import { readerOf } from './reader.ts';

const text = z.optional(z.catch(z.string(), ''));
const Row = z.object({
  accountId: z.string(),
  awsRegion: z.string(),
  resourceId: z.string(),
  resourceType: z.string(),
  resourceName: text,
  arn: text,
  tags: z.optional(z.catch(z.array(z.object({ key: z.string(), value: z.catch(z.string(), '') })), [])),
});

/** An answer may come in this many pages of 100 rows; what is behind that is not worth the wait. */
const mostPages = 5;

/**
 * Questions to the Config aggregator in the security account, which is read under `security.readerRole` when the bot lives
 * elsewhere. Each call is given up after `timeoutMs` (default 1800, for the 2 s that enrichment has), retries included.
 */
export function createAggregator(options: { clients: Clients; settings: Settings; timeoutMs?: number }): Aggregator {
  const { settings, timeoutMs = 1800 } = options;
  const name = settings.security.aggregator;

  async function ask<T>(question: (client: ConfigServiceClient, abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      const abortSignal = AbortSignal.timeout(timeoutMs);
      return await question(await (await readerOf(options)).config(), abortSignal);
    } catch (error) {
      const why = awsReason(error);
      if (why) throw userError('UNREACHABLE', { what: `The AWS Config aggregator “${name}”`, why });
      throw error;
    }
  }

  const select = (expression: string): Promise<readonly ItemSummary[]> =>
    ask(async (client, abortSignal) => {
      const { SelectAggregateResourceConfigCommand } = await import('@aws-sdk/client-config-service');
      const rows: string[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const command = new SelectAggregateResourceConfigCommand({
          ConfigurationAggregatorName: name,
          Expression: expression,
          Limit: 100,
          ...(token && { NextToken: token }),
        });
        const answer = await client.send(command, { abortSignal });
        rows.push(...(answer.Results ?? []));
        token = answer.NextToken;
        if (!token) break;
      }
      return rows.flatMap(summaryOf);
    });

  return {
    async findSummaries(resources) {
      const found = (await Promise.all(summaryExpressions(resources).map(select))).flat();
      return new Map(
        resources.flatMap((resource) => {
          const summary = found.find((candidate) => isSame(candidate.resource, resource));
          return summary ? [[resourceKey(resource), summary] as const] : [];
        }),
      );
    },

    async findResources(term, limit) {
      if (!isSafe(term)) {
        const problem = `AWS Config cannot be asked for “${term}”: only letters, digits, spaces and _ . / : = + @ - may be used.`;
        throw userError('BAD_ARGUMENT', { problem, example: '/aws-resource i-0123456789abcdef0' });
      }
      const found = await select(termExpression(term));
      return found
        .filter((summary) => answersTo(summary, term))
        .slice(0, limit)
        .map(named);
    },

    findItem: (resource) =>
      ask(async (client, abortSignal) => {
        const { GetAggregateResourceConfigCommand } = await import('@aws-sdk/client-config-service');
        const command = new GetAggregateResourceConfigCommand({
          ConfigurationAggregatorName: name,
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

/** Rows are JSON strings; one that cannot be read is left out. Tags are an array of key and value here, and a map elsewhere. */
function summaryOf(row: string): readonly ItemSummary[] {
  const parsed = Row.safeParse(readJson(row));
  if (!parsed.success) return [];
  const { accountId, awsRegion, resourceId, resourceType, resourceName, arn, tags = [] } = parsed.data;
  const resource: Resource = {
    type: resourceType,
    id: resourceId,
    accountId,
    region: awsRegion,
    ...(resourceName && { name: resourceName }),
    ...(arn && { arn }),
  };
  return [{ resource, tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) }];
}

function readJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}

/** A query matches arrays as a whole and knows no types, so every answer is checked again here. */
function isSame(found: Resource, asked: Resource): boolean {
  const sameRegion = found.region === asked.region || found.region === 'global' || asked.region === 'global';
  return found.id === asked.id && found.accountId === asked.accountId && found.type === asked.type && sameRegion;
}

function answersTo({ resource, tags }: ItemSummary, term: string): boolean {
  return [resource.id, resource.name, resource.arn, tags['Name']].includes(term);
}

function named({ resource, tags }: ItemSummary): Resource {
  const name = tags['Name'] || resource.name;
  return name ? { ...resource, name } : resource;
}
