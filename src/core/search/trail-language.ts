import { parseCidr } from '../cidr.ts';
import { userError } from '../errors.ts';
import { findNearest } from '../text/nearest.ts';
import { type TrailCondition, type TrailField, trailFields } from './trail-query.ts';

const example = 'event:RunInstances AND NOT user:alice "web server"';

type Token = Readonly<{ kind: 'word' | 'quoted' | '(' | ')' | 'AND' | 'OR' | 'NOT'; text: string; field?: string }>;

/**
 * Reads a query as people write it, in Slack and at a terminal: words, all of which a record must hold; `AND`, `OR`, `NOT`
 * and parentheses; quotes around what has spaces; `field:value`; `regex:` before a pattern in RE2's syntax. Nothing for an
 * empty query. Throws `BAD_ARGUMENT`, with what to write instead, for what cannot be read or can match nothing.
 */
export function parseTrailQuery(text: string): TrailCondition | undefined {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return undefined;
  const [condition, next] = readOr(tokens, 0);
  if (next < tokens.length) throw refuse('There is a closing parenthesis too many.');
  refuseContradiction(condition);
  return condition;
}

/** Whether a text uses more of the language than words. */
export function isTrailQuery(text: string): boolean {
  return tokensIn(text).some(({ kind, field }) => kind !== 'word' || field !== undefined);
}

/** A field's condition. Throws `BAD_ARGUMENT` for a value that the field can never have. */
export function fieldCondition(field: TrailField, value: string): TrailCondition {
  const problem = problemOf(field, value);
  if (problem) throw refuse(`${field}:${value} ${problem.why}.`, problem.instead);
  return { kind: 'field', field, value };
}

/** Both, or the one that there is. */
export function bothOf(conditions: readonly (TrailCondition | undefined)[]): TrailCondition | undefined {
  const known = conditions.filter((one) => one !== undefined);
  if (known.length < 2) return known[0];
  const both: TrailCondition = { kind: 'and', conditions: known };
  refuseContradiction(both);
  return both;
}

type Read = [condition: TrailCondition, next: number];

function readOr(tokens: readonly Token[], from: number): Read {
  let [condition, next] = readAnd(tokens, from);
  const conditions = [condition];
  while (tokens[next]?.kind === 'OR') {
    [condition, next] = readAnd(tokens, next + 1);
    conditions.push(condition);
  }
  return [conditions.length === 1 ? condition : { kind: 'or', conditions }, next];
}

function readAnd(tokens: readonly Token[], from: number): Read {
  let [condition, next] = readOne(tokens, from);
  const conditions = [condition];
  for (let token = tokens[next]; token && token.kind !== 'OR' && token.kind !== ')'; token = tokens[next]) {
    [condition, next] = readOne(tokens, token.kind === 'AND' ? next + 1 : next);
    conditions.push(condition);
  }
  return [conditions.length === 1 ? condition : { kind: 'and', conditions }, next];
}

function readOne(tokens: readonly Token[], from: number): Read {
  const token = tokens[from];
  if (token?.kind === 'NOT') {
    const [condition, next] = readOne(tokens, from + 1);
    return [{ kind: 'not', condition }, next];
  }
  if (token?.kind === '(') {
    const [condition, next] = readOr(tokens, from + 1);
    if (tokens[next]?.kind !== ')') throw refuse('A closing parenthesis is missing.');
    return [condition, next + 1];
  }
  if (token?.kind === 'word' || token?.kind === 'quoted') return [conditionOf(token), from + 1];
  const before = tokens[from - 1]?.text;
  throw refuse(token ? `There is nothing before ${token.text}.` : `There is nothing after ${before}.`);
}

function conditionOf({ text, field }: Token): TrailCondition {
  const bare = /^([a-z-]+):$/.exec(text)?.[1];
  if (field === undefined && bare !== undefined && isField(bare))
    return conditionOf({ kind: 'word', text: '', field: bare });
  if (field === undefined) return { kind: 'term', text };
  if (text === '') throw refuse(`${field}: has no value.`, `${field}:${samples[field] ?? 'value'}`);
  if (field === 'regex') return { kind: 'pattern', pattern: text };
  const known = trailFields.find((name) => name === field);
  if (known) return fieldCondition(known, text);
  throw refuse(
    `There is no field ${field}; did you mean ${findNearest(field, names)}? A text with a colon goes in quotes.`,
    `"${field}:${text.replace(/["\\]/g, '\\$&')}"`,
  );
}

const names: readonly string[] = [...trailFields, 'regex'];

const samples: Readonly<Record<string, string>> = {
  event: 'RunInstances',
  service: 's3',
  ip: '192.0.2.10',
  account: '111122223333',
  region: 'eu-west-1',
  'read-only': 'false',
  regex: 'i-0[0-9a-f]+',
};

function problemOf(field: TrailField, value: string): { why: string; instead: string } | undefined {
  const instead = `${field}:${samples[field]}`;
  if (field === 'ip' && !parseCidr(value)) return { why: 'is neither an address nor a block of addresses', instead };
  if (field === 'account' && !/^\d{12}$/.test(value)) return { why: 'is no account: it has 12 digits', instead };
  if (field === 'region' && !/^[a-z]{2,3}(?:-[a-z]+)+-\d+$/.test(value)) return { why: 'is no region', instead };
  if (field === 'read-only' && !/^(?:true|false)$/.test(value)) return { why: 'is neither true nor false', instead };
  if ((field === 'event' || field === 'service') && /\s/.test(value))
    return { why: 'is no name: it has a space', instead };
  return undefined;
}

/** Fields that a record has once, so that two values can never both be there. */
const single: readonly TrailField[] = ['event', 'service', 'region', 'read-only'];

function refuseContradiction(condition: TrailCondition): void {
  if (condition.kind !== 'and') return;
  const flat = flatten(condition);
  for (const one of flat) {
    if (flat.some((other) => other.kind === 'not' && JSON.stringify(other.condition) === JSON.stringify(one))) {
      throw refuse('Nothing can hold a thing and not hold it: leave one of the two out.');
    }
    if (one.kind !== 'field' || !single.includes(one.field)) continue;
    const other = flat.find((two) => two.kind === 'field' && two.field === one.field && two.value !== one.value);
    if (other?.kind !== 'field') continue;
    const problem = `No record is both ${one.field}:${one.value} and ${one.field}:${other.value}.`;
    throw refuse(problem, `${one.field}:${one.value} OR ${one.field}:${other.value}`);
  }
}

function flatten(condition: TrailCondition): readonly TrailCondition[] {
  return condition.kind === 'and' ? condition.conditions.flatMap(flatten) : [condition];
}

function tokensOf(text: string): readonly Token[] {
  const open = /(?:^|[\s(:])"(?:[^"\\]|\\.)*$/.test(text.replace(/(^|[\s(:])"(?:[^"\\]|\\.)*"(?=$|[\s)])/g, '$1'));
  if (open) throw refuse('A closing quote is missing.', '"web server"');
  return tokensIn(text);
}

/** A field's name, then a quoted text or all up to the next space; parentheses stand alone or at a word's ends. */
const token = /\s*(?:(\()|(\))|(?:([a-z][a-z-]*):)?(?:"((?:[^"\\]|\\.)*)"(?=$|[\s)])|([^\s]+?)(?=$|\s|\)+(?:$|\s))))/gy;

function tokensIn(text: string): readonly Token[] {
  return [...text.trim().matchAll(token)].map(([whole, open, close, name, quoted, word = '']): Token => {
    if (open) return { kind: '(', text: '(' };
    if (close) return { kind: ')', text: ')' };
    const field = name !== undefined && isField(name) ? name : undefined;
    if (quoted !== undefined) {
      const inner = quoted.replace(/\\(["\\])/g, '$1');
      return {
        kind: 'quoted',
        text: name !== undefined && !field ? `${name}:${inner}` : inner,
        ...(field && { field }),
      };
    }
    if (field) return { kind: 'word', text: word, field };
    const text_ = whole.trim();
    return text_ === 'AND' || text_ === 'OR' || text_ === 'NOT'
      ? { kind: text_, text: text_ }
      : { kind: 'word', text: text_ };
  });
}

/** Known names, and what is so near to one that it is more likely a slip than the beginning of an ARN. */
function isField(name: string): boolean {
  return names.includes(name) || (name !== 'arn' && name.length > 3 && findNearest(name, names) !== undefined);
}

function refuse(problem: string, instead = example) {
  return userError('BAD_ARGUMENT', { problem, example: instead });
}
