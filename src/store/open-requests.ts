import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../core/ports.ts';
import type { RemediationRequest } from '../core/remediation.ts';
import { hasEnded } from '../core/request-machine.ts';
import { unpackDocument } from './document.ts';
import { findRow, type StoreParts } from './rows.ts';

/** The requests that have not ended, by the index `due`, which lists them until they have. */
export function createOpenRequests(parts: StoreParts): Pick<Store, 'listOpenRequests'> {
  return {
    async listOpenRequests(limit) {
      const page = await parts.client.send(
        new QueryCommand({
          TableName: parts.table,
          IndexName: 'due',
          KeyConditionExpression: '#due = :kind',
          ExpressionAttributeNames: { '#due': 'due' },
          ExpressionAttributeValues: { ':kind': 'request' },
          Limit: limit,
        }),
      );
      const rows = await Promise.all((page.Items ?? []).map(({ pk, sk }) => findRow(parts, { pk, sk })));
      const found = rows.flatMap((row) => (row ? [unpackDocument<RemediationRequest>(parts, row)] : []));
      return (await Promise.all(found)).filter((request) => !hasEnded(request));
    },
  };
}
