/**
 * The part of RE2's syntax that JavaScript shares: enough to take a literal out of a pattern, and to know when V8's own
 * engine may run it. Everything else is left to RE2.
 */
export type PatternNode =
  | Readonly<{ kind: 'char'; char: string }>
  /** `source` as JavaScript writes what RE2 means; `solid` when it matches nothing that JSON uses between or within strings. */
  | Readonly<{ kind: 'set'; source: string; solid: boolean }>
  | Readonly<{ kind: 'edge'; source: '^' | '$' | '\\b' | '\\B' }>
  | Readonly<{ kind: 'sequence' | 'choice'; nodes: readonly PatternNode[] }>
  | Readonly<{ kind: 'repeat'; node: PatternNode; min: number; max: number; lazy: boolean }>;

/** Reads a pattern; undefined where it uses what is not shared, or what would mean two things. */
export function parsePattern(pattern: string): PatternNode | undefined {
  const read = readChoice(Array.from(pattern), 0);
  return read && read.next === Array.from(pattern).length ? read.node : undefined;
}

type Read = Readonly<{ node: PatternNode; next: number }> | undefined;

function readChoice(chars: readonly string[], from: number): Read {
  const nodes: PatternNode[] = [];
  let next = from - 1;
  do {
    const branch = readSequence(chars, next + 1);
    if (!branch) return undefined;
    nodes.push(branch.node);
    next = branch.next;
  } while (chars[next] === '|');
  const [only] = nodes;
  return { node: nodes.length === 1 && only ? only : { kind: 'choice', nodes }, next };
}

function readSequence(chars: readonly string[], from: number): Read {
  const nodes: PatternNode[] = [];
  let next = from;
  while (next < chars.length && chars[next] !== '|' && chars[next] !== ')') {
    const atom = readAtom(chars, next);
    const repeated = atom && readRepeat(chars, atom);
    if (!repeated) return undefined;
    nodes.push(repeated.node);
    next = repeated.next;
  }
  return { node: { kind: 'sequence', nodes }, next };
}

function readAtom(chars: readonly string[], at: number): Read {
  const char = chars[at] ?? '';
  if (char === '(') {
    const plain = chars[at + 1] === '?' ? chars[at + 2] === ':' : true;
    const inner = plain ? readChoice(chars, chars[at + 1] === '?' ? at + 3 : at + 1) : undefined;
    return inner && chars[inner.next] === ')' ? { node: inner.node, next: inner.next + 1 } : undefined;
  }
  if (char === '[') return readSet(chars, at);
  if (char === '\\') return readEscape(chars[at + 1] ?? '', at + 2);
  if (char === '.') return { node: { kind: 'set', source: '[^\\n]', solid: false }, next: at + 1 };
  if (char === '^' || char === '$') return { node: { kind: 'edge', source: char }, next: at + 1 };
  return '*+?{}]'.includes(char) ? undefined : { node: { kind: 'char', char }, next: at + 1 };
}

/** Perl's classes are those of ASCII in RE2. */
const classes: Readonly<Record<string, { source: string; solid: boolean }>> = {
  d: { source: '0-9', solid: true },
  w: { source: '0-9A-Za-z_', solid: true },
  s: { source: '\\t\\n\\f\\r ', solid: false },
};

function readEscape(letter: string, next: number): Read {
  if (letter === 'b' || letter === 'B') return { node: { kind: 'edge', source: `\\${letter}` }, next };
  const found = classes[letter.toLowerCase()];
  if (found && /[a-z]/i.test(letter)) {
    const isNegated = letter !== letter.toLowerCase();
    return {
      node: { kind: 'set', source: `[${isNegated ? '^' : ''}${found.source}]`, solid: found.solid && !isNegated },
      next,
    };
  }
  const control = { t: '\t', n: '\n', r: '\r' }[letter];
  if (control) return { node: { kind: 'char', char: control }, next };
  return /^[!-/:-@[-`{-~]$/.test(letter) ? { node: { kind: 'char', char: letter }, next } : undefined;
}

function readSet(chars: readonly string[], at: number): Read {
  const isNegated = chars[at + 1] === '^';
  let next = at + (isNegated ? 2 : 1);
  let source = '';
  let solid = !isNegated;
  for (let first = true; chars[next] !== ']' || first; first = false) {
    const char = chars[next];
    const escaped = char === '\\' ? chars[next + 1] : undefined;
    if (char === undefined || char === '[' || (char === ']' && first)) return undefined;
    if (escaped !== undefined) {
      const found = classes[escaped];
      if (!found && !/^[!-/:-@[-`{-~]$/.test(escaped)) return undefined;
      source += found ? found.source : `\\${escaped}`;
      solid &&= found ? found.solid : isSolidChar(escaped);
      next += 2;
      continue;
    }
    source += '&~`!@#%+,.:;<=>$()*/?{}|"\' '.includes(char) && char !== '-' ? escapeInSet(char) : char;
    solid &&= char === '-' || isSolidChar(char);
    next++;
  }
  // A range spans what stands between its ends, which need not be solid.
  const ranges = [...source.matchAll(/(.)-(.)/g)].map(([range]) => range);
  solid &&= ranges.every((range) => ['0-9', 'a-z', 'A-Z', 'a-f', 'A-F'].includes(range));
  return { node: { kind: 'set', source: `[${isNegated ? '^' : ''}${source}]`, solid }, next: next + 1 };
}

function escapeInSet(char: string): string {
  return /[$()*/?{}|.+]/.test(char) ? `\\${char}` : char;
}

function readRepeat(chars: readonly string[], { node, next }: NonNullable<Read>): Read {
  const counted = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(chars.slice(next, next + 12).join(''));
  const simple = { '*': [0, Number.POSITIVE_INFINITY], '+': [1, Number.POSITIVE_INFINITY], '?': [0, 1] }[
    chars[next] ?? ''
  ];
  if (!counted && !simple) return { node, next };
  if (node.kind === 'edge') return undefined;
  const [whole = '', low = '', comma, high = ''] = counted ?? [];
  const [min = 0, max = 0] = simple ?? [
    Number(low),
    comma ? (high === '' ? Number.POSITIVE_INFINITY : Number(high)) : Number(low),
  ];
  const after = next + (counted ? whole.length : 1);
  const lazy = chars[after] === '?';
  const end = after + (lazy ? 1 : 0);
  // A second repetition right behind, or one above RE2's 1000, is not for us.
  if (
    min > max ||
    ('*+?{'.includes(chars[end] ?? ' ') && chars[end] !== undefined) ||
    (max !== Number.POSITIVE_INFINITY && max > 1000)
  )
    return undefined;
  return { node: { kind: 'repeat', node, min, max, lazy }, next: end };
}

/** A character that JSON never writes between strings and never escapes. */
export function isSolidChar(char: string): boolean {
  return /^[\w\-./+@=$#%&*!?;<>()|~^`']$/.test(char);
}
