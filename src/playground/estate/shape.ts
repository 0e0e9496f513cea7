/**
 * What AWS's own models say of the form of an input or output, read from the schemas that the SDK's clients carry: so every
 * operation is checked and translated by what AWS itself wrote down, and nobody writes it down a second time.
 */
export type Shape =
  | Readonly<{ kind: 'text' | 'number' | 'flag' | 'bytes' | 'any' }>
  | Readonly<{ kind: 'time'; format: 'seconds' | 'iso' | undefined }>
  | Readonly<{ kind: 'list' | 'map'; of: Member }>
  | Readonly<{ kind: 'struct'; members: ReadonlyMap<string, Member>; required: readonly string[] }>;

/** A shape where it stands; `traits` say what it is called on the wire. */
export type Member = Readonly<{ shape: () => Shape; traits: Traits }>;
export type Traits = Readonly<Record<string, unknown>>;

/** The numbers that Smithy's TypeScript schemas use in place of simple shapes. */
const simple: Readonly<Record<number, Shape>> = {
  0: { kind: 'text' },
  1: { kind: 'number' },
  2: { kind: 'flag' },
  4: { kind: 'time', format: undefined },
  5: { kind: 'time', format: 'iso' },
  7: { kind: 'time', format: 'seconds' },
  17: { kind: 'number' },
  21: { kind: 'bytes' },
};
const listOf = 64;
const mapOf = 128;

const known = new WeakMap<object, Shape>();

/** The shape behind what a client exports as `NAME$`; what it does not understand may be anything. */
export function shapeOf(schema: unknown): Shape {
  if (typeof schema === 'number') return ofNumber(schema);
  if (typeof schema === 'function') return shapeOf(schema());
  if (!Array.isArray(schema)) return { kind: 'any' };
  const found = known.get(schema);
  if (found) return found;
  const shape = ofSchema(schema);
  known.set(schema, shape);
  return shape;
}

function ofNumber(schema: number): Shape {
  if (schema >= mapOf) return { kind: 'map', of: memberOf(schema - mapOf) };
  if (schema >= listOf) return { kind: 'list', of: memberOf(schema - listOf) };
  return simple[schema] ?? { kind: 'any' };
}

/** `[kind, namespace, name, traits, …]`, or `[schema, traits]` for a member. */
function ofSchema(schema: readonly unknown[]): Shape {
  const [kind, , , , first, second, required] = schema;
  if (schema.length === 2) return shapeOf(kind);
  if (kind === 0) return shapeOf(first);
  if (kind === 1) return { kind: 'list', of: memberOf(first) };
  if (kind === 2) return { kind: 'map', of: memberOf(second) };
  const names = textsOf(first);
  const schemas: readonly unknown[] = Array.isArray(second) ? second : [];
  const members = new Map(names.map((name, at) => [name, memberOf(schemas[at])]));
  return { kind: 'struct', members, required: names.slice(0, typeof required === 'number' ? required : 0) };
}

function memberOf(schema: unknown): Member {
  const isMember = Array.isArray(schema) && schema.length === 2;
  let shape: Shape | undefined;
  return {
    // Not before it is asked for: some shapes hold themselves.
    shape: () => {
      shape ??= shapeOf(schema);
      return shape;
    },
    traits: isMember ? traitsOf(schema[1]) : {},
  };
}

/** Traits are an object, or bits where they are only flags. */
export function traitsOf(traits: unknown): Traits {
  if (typeof traits === 'number') return { httpLabel: (traits & 1) > 0, httpPayload: (traits & 16) > 0 };
  return typeof traits === 'object' && traits !== null ? { ...traits } : {};
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** What is wrong with a value of this shape, with its path; undefined when nothing is. Unknown fields are wrong. */
export function findProblem(shape: Shape, value: unknown, path = ''): string | undefined {
  if (value === undefined || shape.kind === 'any') return undefined;
  const isWrong = !isOf(shape, value);
  if (isWrong) return `${path || 'The request'} must be of the kind ${shape.kind}`;
  if (shape.kind === 'list' && Array.isArray(value)) return firstProblem(shape.of, [...value.entries()], path);
  if (typeof value !== 'object' || value === null) return undefined;
  if (shape.kind === 'map') return firstProblem(shape.of, Object.entries(value), path);
  if (shape.kind !== 'struct') return undefined;
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  const missing = shape.required.find((name) => given.get(name) === undefined);
  if (missing) return `${joined(path, missing)} must not be null`;
  for (const [name, inner] of given) {
    const member = shape.members.get(name);
    if (!member) return `${joined(path, name)} is not known`;
    const problem = findProblem(member.shape(), inner, joined(path, name));
    if (problem) return problem;
  }
  return undefined;
}

function firstProblem(of: Member, entries: readonly (readonly [string | number, unknown])[], path: string) {
  for (const [at, inner] of entries) {
    const problem = inner === undefined ? 'must not be null' : findProblem(of.shape(), inner, joined(path, at));
    if (problem) return problem;
  }
  return undefined;
}

function joined(path: string, name: string | number): string {
  return path ? `${path}.${name}` : String(name);
}

function isOf(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'bytes':
      return value instanceof Uint8Array;
    case 'time':
      return value instanceof Date;
    case 'list':
      return Array.isArray(value);
    case 'map':
    case 'struct':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'any':
      return true;
  }
}
