import type { Hit } from './hits.ts';

const columns: readonly (readonly [name: string, of: (hit: Hit) => string | undefined])[] = [
  ['time', ({ time }) => time],
  ['account', ({ account }) => account],
  ['account_name', ({ accountName }) => accountName],
  ['region', ({ region }) => region],
  ['actor_type', ({ kind }) => kind],
  ['actor', ({ who }) => who],
  ['actor_id', ({ actor }) => actor],
  ['service', ({ service }) => service],
  ['event', ({ what }) => what],
  ['resource', ({ on }) => on],
  ['source', ({ from }) => from],
  ['user_agent', ({ agent }) => agent],
  ['error', ({ error }) => error],
  ['error_message', ({ errorMessage }) => errorMessage],
  ['read_only', ({ readOnly }) => (readOnly === undefined ? undefined : `${readOnly}`)],
  ['event_id', ({ id }) => id],
  ['log_file', ({ key }) => key],
];

/**
 * Rows for a spreadsheet, with their names above (RFC 4180). What a spreadsheet would take for a formula begins with an
 * apostrophe (OWASP, "CSV Injection"): whoever calls AWS chooses user agents and names.
 */
export function hitsCsv(hits: readonly Hit[]): string {
  const rows = [columns.map(([name]) => name), ...hits.map((hit) => columns.map(([, of]) => of(hit) ?? ''))];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const begins = /^(?:\s{0,20}[=+\-@＝＋－＠]|[\t\r\n])/;
/** Where commas are decimal points, a semicolon begins a cell as well, quotes or not; so do tabs and new lines. */
const beginsWithin = /([;\t\r\n]\s{0,20})(?=[=+\-@＝＋－＠])/g;

function cell(text: string): string {
  const guarded = text.replace(beginsWithin, "$1'");
  const safe = begins.test(guarded) ? `'${guarded}` : guarded;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
