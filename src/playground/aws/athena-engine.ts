import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { resourceFields, type TableField, tableFields, tablePartitions } from '../../core/search/athena-table.ts';
import { isObject } from '../../core/text/lenient.ts';

/** A log file's records and the partition that it lies in. */
export type LoadedFile = Readonly<{ account: string; region: string; day: string; records: readonly unknown[] }>;

/** A result as Athena gives it: everything is a text, or nothing. */
export type EngineResult = Readonly<{ names: readonly string[]; rows: readonly (readonly (string | null)[])[] }>;

/** A relational engine with the table of the logs, which takes Athena's statements as far as we use them. */
export type Engine = Readonly<{
  load(files: readonly LoadedFile[]): Promise<void>;
  /** Throws the engine's own words for what it cannot read. */
  parse(sql: string): Promise<void>;
  /** `parameters` are the values themselves. Throws the engine's own words. */
  run(sql: string, parameters: readonly string[]): Promise<EngineResult>;
  close(): void;
}>;

/** Opens DuckDB in memory, whose SQL is nearest to Trino's, and makes the table in it. */
export async function openEngine({ database, table }: { database: string; table: string }): Promise<Engine> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance: DuckDBInstance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection: DuckDBConnection = await instance.connect();
  const name = `"${database}"."${table}"`;
  for (const statement of [
    "SET lambda_syntax = 'ENABLE_SINGLE_ARROW'",
    'CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)',
    `CREATE SCHEMA "${database}"`,
    `CREATE TABLE ${name} (${columns.map((field) => `"${field.name.toLowerCase()}" ${typeOf(field)}`).join(', ')})`,
  ])
    await connection.run(statement);
  const shape = JSON.stringify([
    Object.fromEntries(columns.map((field) => [field.name.toLowerCase(), shapeOf(field)])),
  ]);
  return {
    async load(files) {
      const rows = files.flatMap(({ records, ...partition }) =>
        records.filter(isObject).map((record) => ({ ...readStruct(tableFields, record), ...partition })),
      );
      const insert = `INSERT INTO ${name} SELECT unnest(from_json(CAST(? AS JSON), '${shape}'), max_depth := 2)`;
      if (rows.length > 0) await connection.run(insert, [JSON.stringify(rows)]);
    },
    async parse(sql) {
      await connection.extractStatements(inDialect(sql));
    },
    async run(sql, parameters) {
      const reader = await connection.runAndReadAll(inDialect(sql), [...parameters]);
      const rows = reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
      return { names: reader.columnNames(), rows };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const columns: readonly TableField[] = [
  ...tableFields,
  ...tablePartitions.map((name): TableField => ({ name, kind: 'text' })),
];

/** What the two call differently. */
function inDialect(sql: string): string {
  return sql.replaceAll('transform(', 'list_transform(');
}

function typeOf(field: TableField): string {
  switch (field.kind) {
    case 'struct':
      return `STRUCT(${field.fields.map((one) => `"${one.name.toLowerCase()}" ${typeOf(one)}`).join(', ')})`;
    case 'resources':
      return `STRUCT(${resourceFields.map((name) => `"${name.toLowerCase()}" VARCHAR`).join(', ')})[]`;
    case 'texts':
      return 'MAP(VARCHAR, VARCHAR)';
    default:
      return 'VARCHAR';
  }
}

/** The same as DuckDB's from_json takes it. */
function shapeOf(field: TableField): unknown {
  switch (field.kind) {
    case 'struct':
      return Object.fromEntries(field.fields.map((one) => [one.name.toLowerCase(), shapeOf(one)]));
    case 'resources':
      return [Object.fromEntries(resourceFields.map((name) => [name.toLowerCase(), 'VARCHAR']))];
    default:
      return typeOf(field);
  }
}

/** As the reader of the table takes an object: names without regard to case, what is not in the table left out. */
function readStruct(fields: readonly TableField[], value: unknown): Readonly<Record<string, unknown>> | null {
  if (!isObject(value)) return null;
  const byName = new Map(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
  const read = fields.map((field) => [
    field.name.toLowerCase(),
    readValue(field, byName.get(field.name.toLowerCase())),
  ]);
  return Object.fromEntries(read);
}

function readValue(field: TableField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (field.kind) {
    case 'struct':
      return readStruct(field.fields, value);
    case 'resources': {
      const fields = resourceFields.map((name): TableField => ({ name, kind: 'text' }));
      return Array.isArray(value) ? value.map((one: unknown) => readStruct(fields, one)) : null;
    }
    case 'texts':
      return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)])) : null;
    default:
      return asText(value);
  }
}

/** What is no text is its JSON. Halves of characters are nothing that a database keeps. */
function asText(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString();
}
