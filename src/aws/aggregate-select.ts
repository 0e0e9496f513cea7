import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import * as z from 'zod/mini';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { ItemSummary } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
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
  configuration: z.optional(z.unknown()),
});

/** What a row of a query says of a resource; `shown` is what else of its configuration was asked for. */
export type SelectedRow = ItemSummary & Readonly<{ shown?: unknown }>;

/** An answer may come in this many pages of 100 rows; what is behind that is not worth the wait. */
const mostPages = 5;

export type AggregatorParts = Readonly<{ clients: Clients; settings: Settings; timeoutMs?: number }>;

/**
 * Asks AWS Config in the security account, given up after `timeoutMs` (default 1800), retries included. Throws UNREACHABLE
 * where the aggregator cannot be asked.
 */
export async function askAggregator<T>(
  parts: AggregatorParts,
  question: (client: ConfigServiceClient, abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    const abortSignal = AbortSignal.timeout(parts.timeoutMs ?? 1800);
    return await question(await (await readerOf(parts)).config(), abortSignal);
  } catch (error) {
    const why = awsReason(error);
    const what = `The AWS Config aggregator “${parts.settings.security.aggregator}”`;
    throw why ? userError('UNREACHABLE', { what, why }) : error;
  }
}

/** SelectAggregateResourceConfig: the rows that an expression finds, page by page. */
export function createSelect(parts: AggregatorParts): (expression: string) => Promise<readonly SelectedRow[]> {
  return (expression) =>
    askAggregator(parts, async (client, abortSignal) => {
      const { SelectAggregateResourceConfigCommand } = await import('@aws-sdk/client-config-service');
      const rows: string[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const command = new SelectAggregateResourceConfigCommand({
          ConfigurationAggregatorName: parts.settings.security.aggregator,
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
}

/** Rows are JSON strings; one that cannot be read is left out. Tags are an array of key and value here, and a map elsewhere. */
function summaryOf(row: string): readonly SelectedRow[] {
  const parsed = Row.safeParse(readJson(row));
  if (!parsed.success) return [];
  const { accountId, awsRegion, resourceId, resourceType, resourceName, arn, tags = [], configuration } = parsed.data;
  return [
    {
      resource: {
        ...{ type: resourceType, id: resourceId, accountId, region: awsRegion },
        ...(resourceName && { name: resourceName }),
        ...(arn && { arn }),
      },
      tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      ...(configuration !== undefined && { shown: configuration }),
    },
  ];
}

function readJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}
