import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { change, holds, type Row } from './expressions.ts';

type Input = Readonly<Record<string, unknown>>;
type Partition = Readonly<{ keys: string[]; rows: Map<string, Row> }>;
/** All rows, and apart from them those that the sparse index `due` holds, by what is due. */
type Rows = Readonly<{ partitions: Map<string, Partition>; due: Map<unknown, Map<string, Row>> }>;

/** A row holds at most so much (DynamoDB Developer Guide, "Quotas": item size). */
const largestRow = 400 * 1024;

/** What can be asked of the table from outside, beside what its client can. */
export type Table = Readonly<{
  /** What `createStore` takes for its client: one command in, one answer out. */
  client: DynamoDBDocumentClient;
  rows(): readonly Row[];
  row(pk: string, sk: string): Row | undefined;
  /** How many rows wait for the sweep; alerts that are open wait for nobody. */
  countDue(): number;
  clear(): void;
  /** Drops rows whose `ttl` (seconds) is past, as DynamoDB does sooner or later. */
  expire(nowMs: number): void;
}>;

/**
 * Our one DynamoDB table in memory: conditional writes of single rows, consistent reads, queries in the order of the sort
 * key, the index `due`. `reach` is waited for before and after each command: time, faults and crashes come in there.
 */
export function createTable(reach: (what: string) => Promise<void>): Table {
  const table: Rows = { partitions: new Map(), due: new Map() };
  const { partitions, due } = table;
  const all = function* () {
    for (const { rows } of partitions.values()) yield* rows.values();
  };
  const commands: Readonly<Record<string, (input: Input) => object>> = {
    get: ({ Key }) => {
      const row = find(partitions, Key as Row);
      return row ? { Item: { ...row } } : {};
    },
    put: (input) => {
      const row = input['Item'] as Row;
      refuseUnless(input, find(partitions, row));
      put(table, row);
      return {};
    },
    delete: (input) => {
      const key = input['Key'] as Row;
      refuseUnless(input, find(partitions, key));
      drop(table, key);
      return {};
    },
    update: (input) => {
      const key = input['Key'] as Row;
      const there = find(partitions, key);
      refuseUnless(input, there);
      const row = { ...(there ?? key) };
      change(String(input['UpdateExpression']), row, given(input));
      put(table, row);
      return { Attributes: { ...row } };
    },
    query: (input) => query(table, input),
  };
  const client = {
    async send(command: { constructor: { name: string }; input: Input }) {
      const name = command.constructor.name.replace(/Command$/, '').toLowerCase();
      const run = commands[name];
      if (!run) throw new Error(`The table does not know ${name}`);
      await reach(`dynamodb:${name}`);
      const answer = run(command.input);
      await reach(`dynamodb:${name} answered`);
      return answer;
    },
  };
  return {
    client: client as unknown as DynamoDBDocumentClient,
    rows: () => [...all()],
    row: (pk, sk) => find(partitions, { pk, sk }),
    countDue: () => [...due].reduce((sum, [kind, rows]) => sum + (kind === 'open' ? 0 : rows.size), 0),
    clear() {
      partitions.clear();
      due.clear();
    },
    expire(nowMs) {
      for (const row of [...all()]) if (Number(row['ttl']) < nowMs / 1000) drop(table, row);
    },
  };
}

function given(input: Input): readonly [Readonly<Record<string, string>>, Row] {
  return [
    (input['ExpressionAttributeNames'] ?? {}) as Record<string, string>,
    (input['ExpressionAttributeValues'] ?? {}) as Row,
  ];
}

function refuseUnless(input: Input, row: Row | undefined): void {
  const condition = input['ConditionExpression'];
  if (condition === undefined || holds(String(condition), row, given(input))) return;
  throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' });
}

function find(partitions: Map<string, Partition>, { pk, sk }: Row): Row | undefined {
  return partitions.get(String(pk))?.rows.get(String(sk));
}

function put({ partitions, due }: Rows, row: Row): void {
  const [pk, sk] = [String(row['pk']), String(row['sk'])];
  if (Buffer.byteLength(sk) > 1024 || Buffer.byteLength(pk) > 2048) throw new Error('A key is too long');
  const json = row['json'];
  if (typeof json === 'string' && json.length > largestRow) throw new Error('Item size has exceeded the maximum');
  const partition = partitions.get(pk) ?? { keys: [], rows: new Map() };
  partitions.set(pk, partition);
  const before = partition.rows.get(sk);
  if (!before) partition.keys.splice(placeOf(partition.keys, sk), 0, sk);
  const clean: Record<string, unknown> = { ...row };
  for (const name in clean) if (clean[name] === undefined) delete clean[name];
  partition.rows.set(sk, clean);
  if (before?.['due'] !== undefined) due.get(before['due'])?.delete(idOf(before));
  if (clean['due'] === undefined || clean['dueAt'] === undefined) return;
  const ofKind = due.get(clean['due']) ?? new Map<string, Row>();
  due.set(clean['due'], ofKind);
  ofKind.set(idOf(clean), clean);
}

function idOf({ pk, sk }: Row): string {
  return `${pk}\n${sk}`;
}

function drop({ partitions, due }: Rows, { pk, sk }: Row): void {
  const partition = partitions.get(String(pk));
  const before = partition?.rows.get(String(sk));
  if (!partition || !before) return;
  if (before['due'] !== undefined) due.get(before['due'])?.delete(idOf(before));
  partition.rows.delete(String(sk));
  partition.keys.splice(placeOf(partition.keys, String(sk)), 1);
  if (partition.keys.length === 0) partitions.delete(String(pk));
}

/** Where a sort key stands, or would stand. */
function placeOf(keys: readonly string[], sk: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < sk) low = middle + 1;
    else high = middle;
  }
  return low;
}

function query({ partitions, due }: Rows, input: Input): object {
  const [names, values] = given(input);
  const condition = String(input['KeyConditionExpression']);
  const isDue = input['IndexName'] === 'due';
  const forward = input['ScanIndexForward'] !== false;
  const start = input['ExclusiveStartKey'] as Row | undefined;
  const limit = Number(input['Limit'] ?? Number.POSITIVE_INFINITY);
  const most = forward && !start ? limit + 2 : Number.POSITIVE_INFINITY;
  const candidates = isDue
    ? due.get(wantedOf('due', condition, [names, values]))?.values()
    : rowsOf(partitions, { condition, given: [names, values], most });
  const matching = [...(candidates ?? [])].filter((row) => holds(condition, row, [names, values]));
  if (isDue) matching.sort((a, b) => Number(a['dueAt']) - Number(b['dueAt']));
  if (!forward) matching.reverse();
  const from = start ? matching.findIndex((row) => row['pk'] === start['pk'] && row['sk'] === start['sk']) + 1 : 0;
  const page = matching.slice(from, from + limit);
  const last = page.at(-1);
  const more = last && from + limit < matching.length ? { LastEvaluatedKey: keyOf(last, isDue) } : {};
  const items = isDue ? page.map((row) => keyOf(row, true)) : page.map((row) => ({ ...row }));
  return { ...(input['Select'] === 'COUNT' ? {} : { Items: items }), Count: page.length, ...more };
}

/** The index holds keys only. */
function keyOf({ pk, sk, due, dueAt }: Row, isDue: boolean): Row {
  return isDue ? { pk, sk, due, dueAt } : { pk, sk };
}

/** The value that the condition of a query wants the key to have. */
function wantedOf(key: string, condition: string, [names, values]: ReturnType<typeof given>): unknown {
  const [, name = '', value = ''] = /(#?\w+)\s*=\s*(:\w+)/.exec(condition) ?? [];
  if ((names[name] ?? name) !== key) throw new Error(`A query without a key: ${condition}`);
  return values[value];
}

/** The partition that the condition names, in the order of the sort key; from where it begins, so that long ones cost little. */
function rowsOf(
  partitions: Map<string, Partition>,
  {
    condition,
    given: [names, values],
    most,
  }: Readonly<{ condition: string; given: ReturnType<typeof given>; most: number }>,
): Row[] {
  const partition = partitions.get(String(wantedOf('pk', condition, [names, values])));
  if (!partition) return [];
  const prefix = /begins_with\s*\(\s*#?\w+\s*,\s*(:\w+)\)/.exec(condition)?.[1];
  const after = />=?\s*(:\w+)/.exec(condition)?.[1];
  const first = placeOf(partition.keys, String(values[prefix ?? after ?? ''] ?? ''));
  const found: Row[] = [];
  for (let at = first; at < partition.keys.length && found.length < most; at++) {
    const key = partition.keys[at]!;
    if (prefix && !key.startsWith(String(values[prefix]))) break;
    found.push(partition.rows.get(key)!);
  }
  return found;
}
