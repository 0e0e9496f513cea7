import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryStore } from '../core/ports.ts';
import { type StoreParts, ttlFrom, updateRow } from './rows.ts';

/** The index `due`: what the sweep must look at. It is not consistent, so every change asks whether the row still is as it said. */
export function createDue(parts: StoreParts): Pick<DeliveryStore, 'listDue' | 'postponeDue'> {
  return {
    async listDue(kind, limit) {
      const page = await parts.client.send(
        new QueryCommand({
          TableName: parts.table,
          IndexName: 'due',
          KeyConditionExpression: '#due = :kind and #dueAt <= :now',
          ExpressionAttributeNames: { '#due': 'due', '#dueAt': 'dueAt' },
          ExpressionAttributeValues: { ':kind': kind, ':now': parts.now() },
          Limit: limit,
        }),
      );
      return (page.Items ?? []).map(({ pk, sk, dueAt }) => ({ kind, pk, sk, dueAt }));
    },

    async postponeDue({ kind, pk, sk, dueAt }, until) {
      const changed = await updateRow(
        parts,
        { pk, sk },
        {
          update: `${changeOf(kind, until)} ADD #tries :one`,
          when: '#due = :kind and #dueAt = :seen',
          values: {
            ...{ kind, seen: dueAt, one: 1 },
            ...(until === 'never' ? kind === 'event' && { ttl: ttlFrom(parts.now()) } : { until }),
          },
        },
      );
      return changed?.['tries'];
    },
  };
}

/** An event that is given up is a dead letter by then, which lasts 14 days. */
function changeOf(kind: string, until: number | 'never'): string {
  if (until !== 'never') return 'SET #dueAt = :until';
  return `${kind === 'event' ? 'SET #ttl = :ttl ' : ''}REMOVE #due, #dueAt`;
}
