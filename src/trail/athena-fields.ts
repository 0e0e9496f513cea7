import { parseCidr } from '../core/cidr.ts';
import type { TrailField } from '../core/search/trail-query.ts';
import { columnOf } from './athena-columns.ts';
import { foldedPieceOf, jsonPieceOf, pieceOf } from './athena-piece.ts';
import { anything, escapesFor, type SqlCondition } from './athena-predicate.ts';

type Asked = Readonly<{ value: string; ignoreCase: boolean }>;

const identity = (...path: readonly string[]) => columnOf('userIdentity', ...path);
const issuer = (name: string) => identity('sessionContext', 'sessionIssuer', name);
const sourceIdentity = identity('sessionContext', 'sourceIdentity');
const whole = (name: string) => [columnOf(name)];

/** The same comparisons as `fields.ts` makes, said of columns. */
const fields: Readonly<Record<TrailField, (asked: Asked) => SqlCondition>> = {
  event: (asked) => exactly(asked, whole('eventName')),
  service: ({ value, ignoreCase }) => {
    const source = value.includes('.') ? value : `${value}.amazonaws.com`;
    return exactly({ value: source, ignoreCase }, whole('eventSource'));
  },
  region: (asked) => exactly(asked, whole('awsRegion')),
  account: (asked) => exactly(asked, [columnOf('recipientAccountId'), identity('accountId')]),
  user: (asked) =>
    containing(asked, [
      ...['userName', 'arn', 'principalId', 'invokedBy'].map((name) => identity(name)),
      ...['userName', 'arn', 'principalId'].map(issuer),
      sourceIdentity,
    ]),
  role: (asked) =>
    containing(asked, [
      issuer('userName'),
      issuer('arn'),
      `regexp_extract(${identity('arn')}, ':assumed-role/([^/]+)', 1)`,
    ]),
  'source-identity': (asked) => containing(asked, [sourceIdentity]),
  resource,
  error: (asked) =>
    asked.value === '*'
      ? { sql: `${columnOf('errorCode')} IS NOT NULL`, parameters: [], exact: true }
      : containing(asked, [columnOf('errorCode'), columnOf('errorMessage')]),
  ip: ({ value }) => address(value),
  'read-only': ({ value }) => anyOf(whole('readOnly'), { value, exact: true, test: (of) => `${of} = ?` }),
};

/** A field of a query in SQL. */
export function fieldToSql(field: TrailField, asked: Asked): SqlCondition {
  return fields[field](asked);
}

type Test = Readonly<{ value: string; exact: boolean; test: (column: string) => string }>;

/** NULL, which NOT would leave as it is, counts as no. */
function anyOf(columns: readonly string[], { value, exact, test }: Test): SqlCondition {
  if (value === '') return anything;
  const sql = columns.map((column) => `coalesce(${test(column)}, FALSE)`).join(' OR ');
  return { sql: columns.length === 1 ? sql : `(${sql})`, parameters: columns.map(() => value), exact };
}

function exactly({ value, ignoreCase }: Asked, columns: readonly string[]): SqlCondition {
  if (ignoreCase || pieceOf(value) !== value) return containing({ value, ignoreCase }, columns);
  return anyOf(columns, { value, exact: true, test: (column) => `${column} = ?` });
}

function containing({ value, ignoreCase }: Asked, columns: readonly string[]): SqlCondition {
  if (ignoreCase) {
    return anyOf(columns, {
      value: foldedPieceOf(value),
      exact: false,
      test: (column) => `strpos(lower(${column}), ?) > 0`,
    });
  }
  const piece = pieceOf(value);
  return anyOf(columns, { value: piece, exact: piece === value, test: (column) => `strpos(${column}, ?) > 0` });
}

/** Values are sought in JSON, where a name, or what escapes spell, may be found as well. */
function resource({ value, ignoreCase }: Asked): SqlCondition {
  const columns = ['resources', 'requestParameters', 'responseElements'].map((name) => columnOf(name));
  const piece = ignoreCase ? foldedPieceOf(value) : jsonPieceOf(value);
  return anyOf(columns, {
    value: piece,
    exact: false,
    test: (column) =>
      [
        `strpos(${ignoreCase ? `lower(${column})` : column}, ?) > 0`,
        ...escapesFor(piece).map((mark) => `strpos(${column}, '${mark}') > 0`),
      ].join(' OR '),
  });
}

/** Of a block of addresses what its whole octets begin with; an IPv6 address has many spellings, but always a colon. */
function address(value: string): SqlCondition {
  const block = parseCidr(value);
  if (!block || block.size === 128) {
    return anyOf(whole('sourceIPAddress'), { value: ':', exact: false, test: (of) => `strpos(${of}, ?) > 0` });
  }
  const octets = (value.split('/')[0] ?? '').split('.').slice(0, Math.floor(block.prefix / 8));
  const start = octets.length === 4 ? octets.join('.') : `${octets.join('.')}.`;
  const test = octets.length === 0 ? (of: string) => `strpos(${of}, ?) > 0` : (of: string) => `starts_with(${of}, ?)`;
  return anyOf(whole('sourceIPAddress'), { value: start, exact: false, test });
}
