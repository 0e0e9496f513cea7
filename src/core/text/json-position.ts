/** Where and why a text is not JSON; line and column from 1. */
export type JsonProblem = Readonly<{ line: number; column: number; why: string }>;

const space = /[ \t\r\n]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids control characters in a text
const quoted = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;

type Wanted = 'value' | 'value or ]' | 'name or }' | 'name' | 'colon' | 'more' | 'nothing';

const missing: Readonly<Record<Wanted, string>> = {
  value: 'a value is missing',
  'value or ]': 'a value or ] is missing',
  'name or }': 'a name in double quotes or } is missing',
  name: 'a name in double quotes is missing',
  colon: 'a colon is missing',
  more: 'a comma or a closing bracket is missing',
  nothing: 'there is something after the end',
};

/** What `JSON.parse` stumbles over, which does not always say where; undefined when the text is JSON after all. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = skip(space, text, 0);
  while (at < text.length) {
    const next = step(text, at, { wanted, open });
    if (typeof next === 'string') return locate(text, at, next);
    wanted = next.wanted;
    at = skip(space, text, next.end);
  }
  return wanted === 'nothing' ? undefined : locate(text, at, `it ends too early: ${missing[wanted]}`);
}

/** One token: what is wanted after it, or what is wrong with it. `open` holds the brackets around it. */
function step(
  text: string,
  at: number,
  state: { wanted: Wanted; open: string[] },
): { wanted: Wanted; end: number } | string {
  const { wanted, open } = state;
  const character = text[at] ?? '';
  const after = (): Wanted => (open.length === 0 ? 'nothing' : 'more');
  if (character === closing(open) && (wanted === 'more' || wanted.endsWith(character))) {
    open.pop();
    return { wanted: after(), end: at + 1 };
  }
  if (wanted === 'more' && character === ',') return { wanted: open.at(-1) === '{' ? 'name' : 'value', end: at + 1 };
  if (wanted === 'colon' && character === ':') return { wanted: 'value', end: at + 1 };
  if (wanted.startsWith('name') && character === '"')
    return token(quoted, text, at) ?? { wanted: 'colon', end: skip(quoted, text, at) };
  if (!wanted.startsWith('value')) return missing[wanted];
  if (character === '{' || character === '[') {
    open.push(character);
    return { wanted: character === '{' ? 'name or }' : 'value or ]', end: at + 1 };
  }
  const pattern = character === '"' ? quoted : scalar;
  return token(pattern, text, at) ?? { wanted: after(), end: skip(pattern, text, at) };
}

function closing(open: readonly string[]): string | undefined {
  const last = open.at(-1);
  return last && (last === '{' ? '}' : ']');
}

function token(pattern: RegExp, text: string, at: number): string | undefined {
  if (skip(pattern, text, at) > at) return undefined;
  return pattern === quoted ? 'this text does not end as it should' : missing.value;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function locate(text: string, at: number, why: string): JsonProblem {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1, why };
}
