/** A row of the table. */
export type Row = Readonly<Record<string, unknown>>;
type Names = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, unknown>>;
type Test = (row: Row | undefined, names: Names, values: Values) => boolean;
type Change = (row: Record<string, unknown>, names: Names, values: Values) => void;
type Operand = (row: Row | undefined, names: Names, values: Values) => unknown;

const tests = new Map<string, Test>();
const changes = new Map<string, Change>();

/** A condition as DynamoDB evaluates it (Developer Guide, "Condition and filter expressions"); an unknown form throws. */
export function holds(expression: string, row: Row | undefined, [names, values]: readonly [Names, Values]): boolean {
  const test = tests.get(expression) ?? readCondition(expression);
  tests.set(expression, test);
  return test(row, names, values);
}

/** Changes a row as an update expression says (Developer Guide, "Update expressions"); an unknown form throws. */
export function change(
  expression: string,
  row: Record<string, unknown>,
  [names, values]: readonly [Names, Values],
): void {
  const apply = changes.get(expression) ?? readUpdate(expression);
  changes.set(expression, apply);
  apply(row, names, values);
}

type Tokens = { list: readonly string[]; at: number };

function tokensOf(expression: string): Tokens {
  const list = expression.match(/[#:]?\w+|<>|<=|>=|[=<>(),+-]/g) ?? [];
  if (list.join('') !== expression.replaceAll(/\s+/g, '')) throw new Error(`Not an expression: ${expression}`);
  return { list, at: 0 };
}

function peek({ list, at }: Tokens): string {
  return (list[at] ?? '').toLowerCase();
}

function take(tokens: Tokens, wanted?: string): string {
  const token = tokens.list[tokens.at++] ?? '';
  if (wanted !== undefined && token.toLowerCase() !== wanted) throw new Error(`Expected ${wanted}, not ${token}`);
  return token;
}

function readCondition(expression: string): Test {
  const tokens = tokensOf(expression);
  const test = readOr(tokens);
  if (tokens.at < tokens.list.length) throw new Error(`Too much in: ${expression}`);
  return test;
}

function readOr(tokens: Tokens): Test {
  let test = readAnd(tokens);
  while (peek(tokens) === 'or') {
    take(tokens);
    const [left, right] = [test, readAnd(tokens)];
    test = (...given) => left(...given) || right(...given);
  }
  return test;
}

function readAnd(tokens: Tokens): Test {
  let test = readOne(tokens);
  while (peek(tokens) === 'and') {
    take(tokens);
    const [left, right] = [test, readOne(tokens)];
    test = (...given) => left(...given) && right(...given);
  }
  return test;
}

const functions: Readonly<Record<string, (...values: readonly unknown[]) => boolean>> = {
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  begins_with: (value, prefix) => typeof value === 'string' && value.startsWith(String(prefix)),
  contains: (value, one) =>
    value instanceof Set
      ? value.has(one)
      : (typeof value === 'string' || Array.isArray(value)) && value.includes(one as string),
};

function readOne(tokens: Tokens): Test {
  const word = peek(tokens);
  if (word === 'not') {
    take(tokens);
    const test = readOne(tokens);
    return (...given) => !test(...given);
  }
  if (word === '(') {
    take(tokens);
    const test = readOr(tokens);
    take(tokens, ')');
    return test;
  }
  const evaluate = functions[word];
  if (evaluate) {
    take(tokens);
    const operands = readArguments(tokens);
    return (...given) => evaluate(...operands.map((operand) => operand(...given)));
  }
  return readComparison(tokens);
}

function readArguments(tokens: Tokens): readonly Operand[] {
  take(tokens, '(');
  const operands = [readOperand(tokens)];
  while (peek(tokens) === ',') {
    take(tokens);
    operands.push(readOperand(tokens));
  }
  take(tokens, ')');
  return operands;
}

function readComparison(tokens: Tokens): Test {
  const left = readOperand(tokens);
  const sign = take(tokens).toLowerCase();
  if (sign === 'between') {
    const low = readOperand(tokens);
    take(tokens, 'and');
    const high = readOperand(tokens);
    return (...given) => order(left(...given), low(...given), '>=') && order(left(...given), high(...given), '<=');
  }
  if (!['=', '<>', '<', '<=', '>', '>='].includes(sign)) throw new Error(`Not a comparison: ${sign}`);
  const right = readOperand(tokens);
  return (...given) => order(left(...given), right(...given), sign);
}

/** What is not there is not equal to anything and not ordered, as in DynamoDB; values of two types are not equal. */
function order(left: unknown, right: unknown, sign: string): boolean {
  if (sign === '<>') return left !== right;
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  if (sign === '=') return left === right;
  const [a, b] = [left as string, right as string];
  return sign === '<' ? a < b : sign === '<=' ? a <= b : sign === '>' ? a > b : a >= b;
}

function readOperand(tokens: Tokens): Operand {
  const token = take(tokens);
  if (token.startsWith(':')) {
    const name = token;
    return (_row, _names, values) => {
      if (!(name in values)) throw new Error(`The value ${name} is not given`);
      return values[name];
    };
  }
  if (token.toLowerCase() === 'size') {
    take(tokens, '(');
    const inner = readOperand(tokens);
    take(tokens, ')');
    return (...given) => {
      const value = inner(...given);
      return value instanceof Set
        ? value.size
        : Array.isArray(value) || typeof value === 'string'
          ? value.length
          : undefined;
    };
  }
  if (token.toLowerCase() === 'if_not_exists') {
    const [path, otherwise] = readArguments(tokens);
    return (...given) => path?.(...given) ?? otherwise?.(...given);
  }
  if (!/^#?\w+$/.test(token)) throw new Error(`Not an operand: ${token}`);
  return (row, names) => row?.[nameOf(token, names)];
}

function nameOf(token: string, names: Names): string {
  if (!token.startsWith('#')) return token;
  const name = names[token];
  if (name === undefined) throw new Error(`The name ${token} is not given`);
  return name;
}

function readUpdate(expression: string): Change {
  const tokens = tokensOf(expression);
  const parts: Change[] = [];
  while (tokens.at < tokens.list.length) {
    const section = sections[take(tokens).toLowerCase()];
    if (!section) throw new Error(`Not an update: ${expression}`);
    do {
      if (peek(tokens) === ',') take(tokens);
      parts.push(section(tokens));
    } while (peek(tokens) === ',');
  }
  // All operands are read from the row as it was.
  return (row, names, values) => {
    const before = { ...row };
    for (const part of parts) part(withBefore(row, before), names, values);
  };
}

const earlier = new WeakMap<object, Row>();

function withBefore(row: Record<string, unknown>, before: Row): Record<string, unknown> {
  earlier.set(row, before);
  return row;
}

const sections: Readonly<Record<string, (tokens: Tokens) => Change>> = {
  set(tokens) {
    const path = take(tokens);
    take(tokens, '=');
    const first = readOperand(tokens);
    const sign = ['+', '-'].includes(peek(tokens)) ? take(tokens) : undefined;
    const second = sign ? readOperand(tokens) : undefined;
    return (row, names, values) => {
      const before = earlier.get(row);
      const value = first(before, names, values);
      const more = second?.(before, names, values);
      row[nameOf(path, names)] =
        sign === undefined ? value : sign === '+' ? Number(value) + Number(more) : Number(value) - Number(more);
    };
  },
  remove(tokens) {
    const path = take(tokens);
    return (row, names) => {
      delete row[nameOf(path, names)];
    };
  },
  add(tokens) {
    const path = take(tokens);
    const operand = readOperand(tokens);
    return (row, names, values) => {
      const name = nameOf(path, names);
      const more = operand(row, names, values);
      const there = row[name];
      if (more instanceof Set) row[name] = new Set([...(there instanceof Set ? there : []), ...more]);
      else row[name] = Number(there ?? 0) + Number(more);
    };
  },
  delete(tokens) {
    const path = take(tokens);
    const operand = readOperand(tokens);
    return (row, names, values) => {
      const name = nameOf(path, names);
      const less = operand(row, names, values);
      const there = row[name];
      if (!(there instanceof Set) || !(less instanceof Set)) return;
      const left = new Set([...there].filter((one) => !less.has(one)));
      if (left.size > 0) row[name] = left;
      else delete row[name];
    };
  },
};
