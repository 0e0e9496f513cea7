import type { TrailCondition } from '../core/search/trail-query.ts';
import { alwaysThere, columnOf, namedColumns } from './athena-columns.ts';
import { fieldToSql } from './athena-fields.ts';
import { foldedPieceOf, jsonPieceOf } from './athena-piece.ts';
import { anything, escapesFor, joined, type SqlCondition } from './athena-predicate.ts';
import { literalsOf } from './pattern-plan.ts';
import { parsePattern } from './pattern-syntax.ts';

type Options = Readonly<{ ignoreCase: boolean }>;

/** Says a condition in Trino's SQL over the columns of `athena-columns.ts` and, for texts, `recordtext`. */
export function conditionToSql(condition: TrailCondition, options: Options): SqlCondition {
  switch (condition.kind) {
    case 'term':
      return condition.text === '' ? { ...anything, exact: true } : textToSql(condition.text, options);
    case 'pattern':
      return patternToSql(condition.pattern, options);
    case 'field':
      return fieldToSql(condition.field, { value: condition.value, ...options });
    case 'not': {
      const { sql, parameters, exact } = conditionToSql(condition.condition, options);
      // Who knows more records than there are does not know which ones are not meant.
      return exact ? { sql: `NOT ${sql}`, parameters, exact } : anything;
    }
    default: {
      const all = condition.conditions.map((one) => conditionToSql(one, options));
      return condition.kind === 'and' ? joined(all, 'AND') : joined(all, 'OR');
    }
  }
}

/** A text in some decoded key or value: in what stands in the columns, or in the name of one that is there. */
function textToSql(text: string, { ignoreCase }: Options): SqlCondition {
  const piece = ignoreCase ? foldedPieceOf(text) : jsonPieceOf(text);
  const names = namesWith(text, ignoreCase);
  if (piece === '' || !names) return anything;
  const within = ignoreCase ? 'lower(recordtext)' : 'recordtext';
  const found = [`strpos(${within}, ?) > 0`, ...escapesFor(piece).map((mark) => `strpos(recordtext, '${mark}') > 0`)];
  return { sql: `(${[...found, ...names].join(' OR ')})`, parameters: [piece], exact: false };
}

/**
 * What is there of the fields that are called so; nothing where that is every record, in which two fields always are, with
 * `null` where they have nothing to say.
 */
function namesWith(text: string, ignoreCase: boolean): readonly string[] | undefined {
  const sought = ignoreCase ? text.toLowerCase() : text;
  const isIn = (name: string) => (ignoreCase ? name.toLowerCase() : name).includes(sought);
  if (alwaysThere.some(isIn)) return undefined;
  const columns = namedColumns.filter(({ name }) => isIn(name)).flatMap((one) => one.columns);
  return [
    ...[...new Set(columns)].map((column) => `${column} IS NOT NULL`),
    ...(isIn('null') ? alwaysThere.map((name) => `${columnOf(name)} IS NULL`) : []),
  ];
}

/** What a pattern cannot do without; the pattern itself is left to us, because engines differ in what patterns mean. */
function patternToSql(pattern: string, options: Options): SqlCondition {
  const node = parsePattern(pattern);
  const literals = node && literalsOf(node);
  if (!literals || literals.some((text) => text === '')) return anything;
  // Patterns also take the long s (U+017F) for an s.
  const sought = options.ignoreCase
    ? literals.flatMap((text) => text.split(/s/i).sort(byLength).slice(0, 1))
    : literals;
  return joined(
    sought.map((text) => (text === '' ? anything : textToSql(text, options))),
    'OR',
  );
}

function byLength(a: string, b: string): number {
  return b.length - a.length;
}
