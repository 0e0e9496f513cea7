import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandOutput,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Now, Results } from '../core/ports.ts';

/** What every file of the store works with; `newUlid` makes ids that sort by time. */
export type StoreParts = Readonly<{
  client: DynamoDBDocumentClient;
  table: string;
  now: Now;
  newUlid: () => string;
  results: Results;
}>;

/** A row as DynamoDB gives it back; each file knows what it wrote there. */
export type Row = NonNullable<GetCommandOutput['Item']>;
export type Key = Readonly<{ pk: string; sk: string }>;

/** `#word` in an expression is the attribute of that name; `:word` is the value of that name. */
type Condition = Readonly<{ when?: string; values?: Readonly<Record<string, unknown>> }>;

/** Rows that are over are kept so long, in ms. */
const keptFor = 45 * 24 * 3_600_000;

/** The `ttl` of a row that is over: in seconds, as DynamoDB's time to live wants it. */
export function ttlFrom(now: number): number {
  return Math.floor((now + keptFor) / 1000);
}

/** Reads one row, consistently; one whose `ttl` is past is gone, because DynamoDB deletes it up to two days late. */
export async function findRow({ client, table, now }: StoreParts, key: Key): Promise<Row | undefined> {
  const { Item: row } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return row && !(row['ttl'] < now() / 1000) ? row : undefined;
}

/** Writes a whole row; false when `when` does not hold. */
export async function putRow({ client, table }: StoreParts, row: Row, { when, values }: Condition): Promise<boolean> {
  const put = new PutCommand({ TableName: table, Item: row, ...expressions([when], values) });
  return (await unlessRefused(client.send(put))) !== undefined;
}

/** Changes a row and returns all of it as it is now; undefined when `when` does not hold. */
export async function updateRow(
  { client, table }: StoreParts,
  key: Key,
  { update, when, values }: Condition & { update: string },
): Promise<Row | undefined> {
  const command = new UpdateCommand({
    TableName: table,
    Key: key,
    UpdateExpression: update,
    ReturnValues: 'ALL_NEW',
    ...expressions([when, update], values),
  });
  return (await unlessRefused(client.send(command)))?.Attributes;
}

/** Removes a row; one that is gone is fine. */
export async function deleteRow({ client, table }: StoreParts, key: Key): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: key }));
}

/** Removes a row whose `ttl` is past, which DynamoDB would do sooner or later. */
export async function deleteExpired({ client, table, now }: StoreParts, key: Key): Promise<void> {
  const condition = expressions(['#ttl < :now'], { now: now() / 1000 });
  await unlessRefused(client.send(new DeleteCommand({ TableName: table, Key: key, ...condition })));
}

/** Rows of one partition in the order of their sort keys, those that begin with `prefix` or come after `after`. */
export async function listRows(
  parts: StoreParts,
  { newestFirst, ...range }: Range & Readonly<{ newestFirst?: true }>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of pagesOf(parts, range, { ScanIndexForward: !newestFirst })) rows.push(...(page.Items ?? []));
  return rows;
}

/** How many rows there are in such a range, read as they are now, and not sent. */
export async function countRows(parts: StoreParts, range: Range): Promise<number> {
  let count = 0;
  for await (const page of pagesOf(parts, range, { Select: 'COUNT' })) count += page.Count ?? 0;
  return count;
}

type Range = Readonly<{ pk: string; prefix?: string; after?: string; limit?: number }>;

/** A range page by page, as DynamoDB cuts it (1 MB at most), until it ends or `limit` rows are there. */
async function* pagesOf(
  { client, table }: StoreParts,
  { pk, prefix, after = '', limit }: Range,
  how: Pick<QueryCommandInput, 'ScanIndexForward' | 'Select'>,
): AsyncGenerator<QueryCommandOutput> {
  let found = 0;
  let start: Row | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...how,
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: `pk = :pk and ${prefix === undefined ? 'sk > :from' : 'begins_with(sk, :from)'}`,
        ExpressionAttributeValues: { ':pk': pk, ':from': prefix ?? (after || ' ') },
        ...(limit && { Limit: limit - found }),
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield page;
    found += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start && (limit === undefined || found < limit));
}

function expressions([when, update]: readonly (string | undefined)[], values: Condition['values']) {
  const words = [...`${when ?? ''} ${update ?? ''}`.matchAll(/#(\w+)/g)].map(([, word = '']) => word);
  return {
    ...(when && { ConditionExpression: when }),
    ...(words.length > 0 && { ExpressionAttributeNames: Object.fromEntries(words.map((word) => [`#${word}`, word])) }),
    ...(values && {
      ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([word, value]) => [`:${word}`, value])),
    }),
  };
}

/** DynamoDB says a condition that does not hold as an error; to us it is an answer. */
async function unlessRefused<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}
