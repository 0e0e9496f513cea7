/**
 * A condition in SQL with its parameters, never NULL. `exact` when it holds for the same records as the condition itself;
 * otherwise it holds for more of them, never for fewer.
 */
export type SqlCondition = Readonly<{ sql: string; parameters: readonly string[]; exact: boolean }>;

/** What says nothing: any record may be meant. */
export const anything: SqlCondition = { sql: 'TRUE', parameters: [], exact: false };

/** All of them, or one of them at least. */
export function joined(all: readonly SqlCondition[], word: 'AND' | 'OR'): SqlCondition {
  const exact = all.every((one) => one.exact);
  if (word === 'OR' && all.some(({ sql }) => sql === anything.sql)) return { ...anything, exact };
  const telling = all.filter(({ sql }) => sql !== anything.sql);
  const [first] = telling;
  if (!first) return { sql: word === 'AND' ? 'TRUE' : 'FALSE', parameters: [], exact };
  const sql = telling.length === 1 ? first.sql : `(${telling.map((one) => one.sql).join(` ${word} `)})`;
  return { sql, parameters: telling.flatMap(({ parameters }) => parameters), exact };
}

/** What JSON may hold instead of the text itself: a character by its number, a slash with a backslash before it. */
export function escapesFor(piece: string): readonly string[] {
  return piece.includes('/') ? ['\\u', '\\/'] : ['\\u'];
}
