import { resourceFields, type TableField, type TableLeaf, tableFields } from '../core/search/athena-table.ts';
import { alwaysThere, athenaColumns } from './athena-columns.ts';

/** Values of one row, in the order of the columns. */
type Row = readonly (string | null)[];

/**
 * Puts a record together of a row, as one line of JSON with CloudTrail's names. What stands in the log as JSON is as the
 * table has it. It differs from the log in what the table does not have, in the order of fields, in `null` and empty
 * objects, which are left out, and in `requestParameters` and `responseElements`, which are always there.
 */
export function recordOf(row: Row): string {
  const values = new Map(athenaColumns.map(({ leaf }, index) => [leaf.path.join('.'), writeLeaf(leaf, row[index])]));
  return writeFields(tableFields, { above: '', values }) ?? '{}';
}

type Place = Readonly<{ above: string; values: ReadonlyMap<string, string | undefined> }>;

/** An object as JSON; nothing where nothing is in it. */
function writeFields(fields: readonly TableField[], { above, values }: Place): string | undefined {
  const written = fields.flatMap((field) => {
    const path = `${above}${field.name}`;
    const value = field.kind === 'struct' ? writeFields(field.fields, { above: `${path}.`, values }) : values.get(path);
    return value === undefined ? [] : [`${JSON.stringify(field.name)}:${value}`];
  });
  return written.length === 0 ? undefined : `{${written.join(',')}}`;
}

function writeLeaf({ path, kind }: TableLeaf, value: string | null | undefined): string | undefined {
  if (value === null || value === undefined) return alwaysThere.includes(path.join('.')) ? 'null' : undefined;
  switch (kind) {
    case 'word':
      return value === 'true' || value === 'false' ? value : JSON.stringify(value);
    case 'json':
    case 'texts':
      return parseJson(value) === undefined ? JSON.stringify(value) : value.replace(/[\n\r]\s*/g, '');
    case 'resources':
      return writeResources(parseJson(value));
    default:
      return JSON.stringify(value);
  }
}

function writeResources(resources: unknown): string | undefined {
  if (!Array.isArray(resources)) return undefined;
  return JSON.stringify(
    resources.map((resource: unknown) => {
      const values: readonly unknown[] = Array.isArray(resource) ? resource : [];
      const entries = resourceFields.map((name, index) => [name, values[index]] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
    }),
  );
}

/** Nothing for what is no JSON: a text that stands for itself. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
