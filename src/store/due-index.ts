import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Key, Row, StoreParts } from './rows.ts';

/** The keys of up to `limit` rows of a kind in the index `due`, the latest first, whether their time has come or not. */
export async function listByDue({ client, table }: StoreParts, kind: string, limit: number): Promise<readonly Key[]> {
  const keys: Key[] = [];
  let start: Row | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: '#due = :kind',
        ExpressionAttributeNames: { '#due': 'due' },
        ExpressionAttributeValues: { ':kind': kind },
        ScanIndexForward: false,
        Limit: limit - keys.length,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    for (const { pk, sk } of page.Items ?? []) keys.push({ pk, sk });
    start = page.LastEvaluatedKey;
  } while (start && keys.length < limit);
  return keys;
}
