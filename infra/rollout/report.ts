import type { Json } from '../../src/core/json.ts';
import type { Settings } from '../../src/core/settings.ts';
import { counted } from '../../src/core/text/phrase.ts';
import { type Row, stepIds } from './item.ts';

type Named = Pick<Settings, 'accounts' | 'security'>;
type Group = Readonly<{ row: Row; why: string; places: readonly Row[] }>;

/**
 * What a run found or did, for people: what is as it should be is counted, everything else is a line, the same thing in
 * several places one line.
 */
export function reportOf(rows: readonly Row[], settings: Named): string {
  const groups = groupsOf(rows.filter(({ state, reason }) => state !== 'same' || reason !== undefined));
  const lines = groups.map(({ row, why, places }) => [row.step, row.object, row.state, whereOf(places, settings), why]);
  const heads = ['step', 'what', 'state', 'where', 'why'];
  const table = lines.length > 0 ? `${tableOf([heads, ...lines])}\n\n` : '';
  return `${table}${summaryOf(rows)}\n`;
}

/** `680 same, 2 missing …`, in one sentence. */
export function summaryOf(rows: readonly Row[]): string {
  const states = ['same', 'missing', 'different', 'foreign', 'done', 'error'] as const;
  const said = states.flatMap((state) => {
    const many = rows.filter((row) => row.state === state).length;
    return many > 0 ? [`${many} ${state}`] : [];
  });
  const accounts = new Set(rows.map(({ accountId }) => accountId)).size;
  const regions = new Set(rows.map(({ region }) => region).filter((region) => region !== 'global')).size;
  return `${said.join(', ') || 'nothing'} in ${counted(accounts, 'account')} and ${counted(regions, 'region')}.`;
}

function groupsOf(rows: readonly Row[]): readonly Group[] {
  const groups = new Map<string, { row: Row; why: string; places: Row[] }>();
  for (const row of rows) {
    const why = whyOf(row);
    const key = JSON.stringify([row.step, row.object, row.state, why]);
    const group = groups.get(key);
    if (group) group.places.push(row);
    else groups.set(key, { row, why, places: [row] });
  }
  return [...groups.values()].sort((a, b) => stepIds.indexOf(a.row.step) - stepIds.indexOf(b.row.step));
}

/** Longer differences are for `--json`. */
const longest = 140;

function whyOf({ state, reason = '', before, after }: Row): string {
  const difference = state === 'different' || state === 'done' ? differenceOf(before, after) : '';
  const shown = reason === '' || difference.length <= longest ? difference : '';
  return [reason, shown].filter((text) => text !== '').join(' ');
}

function whereOf(places: readonly Row[], { accounts, security }: Named): string {
  const ids = [...new Set(places.map(({ accountId }) => accountId))];
  const regions = [...new Set(places.map(({ region }) => region))];
  const own = (id: string) => (id === security.account ? `security account ${id}` : id);
  const nameOf = (id: string) => accounts.find((account) => account.id === id)?.name ?? own(id);
  const who = ids.length <= 2 ? ids.map(nameOf).join(', ') : counted(ids.length, 'account');
  const shown = regions.length <= 2 ? regions.join(', ') : counted(regions.length, 'region');
  return `${who} / ${shown}`;
}

const mostShown = 3;

/** What would change, field by field, in one line. */
function differenceOf(before: Json | undefined, after: Json | undefined): string {
  if (before === undefined || after === undefined) return '';
  const was = leavesOf(before);
  const will = leavesOf(after);
  const fields = [...new Set([...was.keys(), ...will.keys()])].filter((field) => was.get(field) !== will.get(field));
  const told = fields
    .slice(0, mostShown)
    .map((field) => `${field}: ${was.get(field) ?? 'none'} → ${will.get(field) ?? 'none'}`);
  const left = fields.length - told.length;
  return `${told.join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
}

function leavesOf(value: Json, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path || 'value', shortened(String(value))]]);
  const entries = Object.entries(value).flatMap(([key, one]) => [...leavesOf(one, path ? `${path}.${key}` : key)]);
  return new Map(entries);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Columns as wide as what stands in them, the last one as it is. */
function tableOf(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at === line.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
