import { AwsError } from './aws-error.ts';

/** A parsed advanced query of AWS Config: the properties to show, and which items. */
export type ConfigQuery = Readonly<{ select: readonly string[]; matches(item: unknown): boolean }>;

type Token = Readonly<{ kind: 'word' | 'text' | 'number' | 'sign'; text: string }>;
type Test = (item: unknown) => boolean;
type Cursor = { readonly tokens: readonly Token[]; at: number };

/** Config Developer Guide, "Query components": these are not supported there. */
const unsupported = /^(FROM|JOIN|AS|DISTINCT|ALL|HAVING|UNION)$/i;
const topLevel = new Set(
  [
    'accountId awsRegion arn availabilityZone configuration configurationItemCaptureTime configurationItemStatus',
    'configurationStateId relationships resourceCreationTime resourceId resourceName resourceType',
    'supplementaryConfiguration tags version',
  ].flatMap((line) => line.split(' ')),
);
const scalars = [
  'accountId',
  'awsRegion',
  'arn',
  'availabilityZone',
  'configurationItemCaptureTime',
  'resourceCreationTime',
  'resourceId',
  'resourceName',
  'resourceType',
  'version',
];

/**
 * Parses the part of the query language that Noroshi uses: a list of properties, and conditions of `=`, `<>`, `>=`, `IN`, `LIKE`,
 * `AND`, `OR`, `NOT` and parentheses. Anything else is an `InvalidExpressionException`. Arrays match as a whole: each
 * condition may be met by another element.
 */
export function parseConfigQuery(expression: string): ConfigQuery {
  const cursor: Cursor = { tokens: tokenize(expression), at: 0 };
  expectWord(cursor, 'SELECT');
  const select = readSelect(cursor);
  const matches = takeWord(cursor, 'WHERE') ? readOr(cursor) : () => true;
  if (cursor.at < cursor.tokens.length) throw invalid(`unexpected ${cursor.tokens[cursor.at]?.text}`);
  return { select, matches };
}

/** The selected properties of an item, nested as they are in it. */
export function project(item: unknown, select: readonly string[]): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const path of select) put(result, path.split('.'), item);
  return result;
}

function put(target: Record<string, unknown>, path: readonly string[], source: unknown): void {
  const [name = '', ...rest] = path;
  const value = read(source, name);
  if (value === undefined) return;
  if (rest.length === 0 || Array.isArray(value)) {
    target[name] = value;
    return;
  }
  const inner = { ...(isRecord(target[name]) ? target[name] : {}) };
  put(inner, rest, value);
  target[name] = inner;
}

function tokenize(expression: string): readonly Token[] {
  const pattern = /\s*(?:'((?:[^']|'')*)'|([A-Za-z_][\w.:-]*)|(-?\d+(?:\.\d+)?)|(<>|!=|>=|<=|[<>=(),*]))/y;
  const text = expression.trim();
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw invalid(`cannot read ${JSON.stringify(text.slice(at, at + 20))}`);
    const [, quoted, word, number, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

function readSelect(cursor: Cursor): readonly string[] {
  const paths: string[] = [];
  do {
    const token = next(cursor);
    if (token.kind === 'sign' && token.text === '*') paths.push(...scalars);
    else paths.push(readPath(token));
  } while (takeSign(cursor, ','));
  return paths;
}

function readPath(token: Token): string {
  if (token.kind !== 'word' || unsupported.test(token.text)) throw invalid(`unexpected ${token.text}`);
  if (!topLevel.has(token.text.split('.')[0] ?? '')) throw invalid(`unknown property ${token.text}`);
  return token.text;
}

function readOr(cursor: Cursor): Test {
  const tests = [readAnd(cursor)];
  while (takeWord(cursor, 'OR')) tests.push(readAnd(cursor));
  return (item) => tests.some((test) => test(item));
}

function readAnd(cursor: Cursor): Test {
  const tests = [readOne(cursor)];
  while (takeWord(cursor, 'AND')) tests.push(readOne(cursor));
  return (item) => tests.every((test) => test(item));
}

function readOne(cursor: Cursor): Test {
  if (takeWord(cursor, 'NOT')) {
    const test = readOne(cursor);
    return (item) => !test(item);
  }
  if (!takeSign(cursor, '(')) return readComparison(cursor);
  const test = readOr(cursor);
  if (!takeSign(cursor, ')')) throw invalid('a parenthesis is not closed');
  return test;
}

function readComparison(cursor: Cursor): Test {
  const path = readPath(next(cursor)).split('.');
  const some = (accept: (value: string) => boolean): Test => {
    return (item) => valuesAt(item, path).some((value) => accept(value));
  };
  if (takeSign(cursor, '=')) {
    const wanted = readValue(cursor);
    return some((value) => value === wanted);
  }
  if (takeSign(cursor, '<>') || takeSign(cursor, '!=')) {
    const unwanted = readValue(cursor);
    return some((value) => value !== unwanted);
  }
  if (takeSign(cursor, '>=')) {
    const least = readValue(cursor);
    return some((value) => value >= least);
  }
  if (takeWord(cursor, 'LIKE')) {
    const pattern = toRegExp(readValue(cursor));
    return some((value) => pattern.test(value));
  }
  if (takeWord(cursor, 'IN')) {
    const wanted = readList(cursor);
    return some((value) => wanted.includes(value));
  }
  throw invalid(`no comparison after ${path.join('.')}`);
}

function readList(cursor: Cursor): readonly string[] {
  if (!takeSign(cursor, '(')) throw invalid('IN needs a list in parentheses');
  const values = [readValue(cursor)];
  while (takeSign(cursor, ',')) values.push(readValue(cursor));
  if (!takeSign(cursor, ')')) throw invalid('a parenthesis is not closed');
  return values;
}

function readValue(cursor: Cursor): string {
  const token = next(cursor);
  if (token.kind === 'text' || token.kind === 'number') return token.text;
  if (token.kind === 'word' && /^(true|false)$/i.test(token.text)) return token.text.toLowerCase();
  throw invalid(`a value was expected at ${token.text}`);
}

function toRegExp(like: string): RegExp {
  const body = like
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${body}$`, 's');
}

function valuesAt(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path));
  const [name, ...rest] = path;
  if (name !== undefined) return isRecord(value) ? valuesAt(read(value, name), rest) : [];
  return value === undefined || value === null || typeof value === 'object' ? [] : [String(value)];
}

function read(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function next(cursor: Cursor): Token {
  const token = cursor.tokens[cursor.at++];
  if (!token) throw invalid('it ends too early');
  return token;
}

function isWord({ tokens, at }: Cursor, word: string): boolean {
  const token = tokens[at];
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}

function takeWord(cursor: Cursor, word: string): boolean {
  if (!isWord(cursor, word)) return false;
  cursor.at++;
  return true;
}

function takeSign(cursor: Cursor, sign: string): boolean {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== 'sign' || token.text !== sign) return false;
  cursor.at++;
  return true;
}

function expectWord(cursor: Cursor, word: string): void {
  if (!takeWord(cursor, word)) throw invalid(`it must start with ${word}`);
}

function invalid(problem: string): AwsError {
  return new AwsError('InvalidExpressionException', `The syntax of the query expression is incorrect: ${problem}.`);
}
