import { resourceFields, type TableLeaf, tableLeaves } from '../core/search/athena-table.ts';

/** A column of our statements, called after where its value stands in the record. */
type Column = Readonly<{ leaf: TableLeaf; name: string }>;

/** Every value of the table by a plain name, so that conditions need no structs. */
export const athenaColumns: readonly Column[] = tableLeaves.map((leaf) => ({ leaf, name: columnOf(...leaf.path) }));

/** Fields that CloudTrail writes also where there is nothing to say in them. */
export const alwaysThere: readonly string[] = ['requestParameters', 'responseElements'];

/** The column of what stands there in a record. */
export function columnOf(...path: readonly string[]): string {
  return path.join('_').toLowerCase();
}

/** What stands between texts that are searched as one; no text that is looked for holds it. */
const between = 'chr(31)';

/** Every decoded text of a record as one, apart from the names of its fields. What is JSON stands in it as JSON. */
export const recordText = `concat_ws(${between}, ${athenaColumns.map(({ name }) => name).join(', ')})`;

/** Their names alone. */
export const columnList: string = athenaColumns.map(({ name }) => name).join(', ');

/** The columns, each as what the table calls it. */
export const selectedColumns: string = athenaColumns
  .map(({ leaf, name }) => {
    const value = writtenAs(leaf);
    return value === name ? name : `${value} AS ${name}`;
  })
  .join(', ');

/** Athena writes lists and maps without quotes, so that only JSON brings them back whole. */
function writtenAs({ path, kind }: TableLeaf): string {
  const value = path.join('.').toLowerCase();
  if (kind === 'texts') return `json_format(CAST(${value} AS JSON))`;
  if (kind !== 'resources') return value;
  const one = resourceFields.map((name) => `r.${name.toLowerCase()}`).join(', ');
  return `json_format(CAST(transform(${value}, r -> ARRAY[${one}]) AS JSON))`;
}

/** The names that a record's fields have, each with the columns of what stands below it. */
export const namedColumns: readonly Readonly<{ name: string; columns: readonly string[] }>[] = [
  ...new Set(tableLeaves.flatMap(({ path }) => path)),
  ...resourceFields,
].map((name) => ({
  name,
  columns: athenaColumns
    .filter(({ leaf }) => leaf.path.includes(name) || (leaf.kind === 'resources' && isResourceField(name)))
    .map((column) => column.name),
}));

function isResourceField(name: string): boolean {
  return resourceFields.some((field) => field === name);
}
