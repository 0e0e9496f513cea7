import * as z from 'zod/mini';
import { isObject } from '../text/lenient.ts';
import { findNearest } from '../text/nearest.ts';

/** A parameter of a Config rule: a schema of its text (undefined where it is not given), and what a person is told of it. */
export type RuleParameter<Value> = Readonly<{ help: string; required: boolean; schema: z.ZodMiniType<Value> }>;

/** A rule's parameters by name: the one table that gives parsing, types and help. */
export type RuleParameters = Readonly<Record<string, RuleParameter<unknown>>>;

export type ParameterValues<Table extends RuleParameters> = Readonly<{
  [Name in keyof Table]: Table[Name] extends RuleParameter<infer Value> ? Value : never;
}>;

/** The values, or what is wrong with them, each in words that name the parameter. */
export type ReadParameters<Table extends RuleParameters> =
  | Readonly<{ values: ParameterValues<Table> }>
  | Readonly<{ problems: readonly string[] }>;

/** A text that fits `pattern`; `what` completes "must be …". Without `standard` it must be given. */
export function someText(
  help: string,
  { pattern, what, standard }: { pattern: RegExp; what: string; standard?: string },
) {
  return parameter(help, what, {
    ...(standard !== undefined && { standard }),
    read: (text) => (pattern.test(text) ? text : undefined),
  });
}

/** A text that may be left out. */
export function perhapsText(help: string): RuleParameter<string | undefined> {
  const schema = z.pipe(z.unknown(), z.transform(textOf));
  return { help, required: false, schema };
}

/** Texts with commas between them, as `InputParameters` know no lists. Without `standard` at least one must be given. */
export function someTexts(help: string, { what, standard }: { what: string; standard?: readonly string[] }) {
  return parameter(help, what, {
    ...(standard && { standard }),
    read: (text): readonly string[] | undefined => {
      const words = wordsOf(text);
      return words.length > 0 ? words : undefined;
    },
  });
}

/** A whole number from `least` to `most`. Without `standard` it must be given. */
export function someNumber(
  help: string,
  { least, most, standard }: { least: number; most: number; standard?: number },
): RuleParameter<number> {
  return parameter(help, `a whole number from ${least} to ${most}`, {
    ...(standard !== undefined && { standard }),
    read: (text) => wholeNumber(text, least, most),
  });
}

/** Whole numbers from `least` to `most` with commas between them. */
export function someNumbers(
  help: string,
  { least, most, standard }: { least: number; most: number; standard: readonly number[] },
): RuleParameter<readonly number[]> {
  return parameter(help, `whole numbers from ${least} to ${most} with commas between them`, {
    standard,
    read: (text): readonly number[] | undefined => {
      const numbers = wordsOf(text).map((word) => wholeNumber(word, least, most));
      const right = numbers.flatMap((one) => (one === undefined ? [] : [one]));
      return right.length > 0 && right.length === numbers.length ? right : undefined;
    },
  });
}

/**
 * Reads the parameters of an invocation: JSON text or an object of texts; what is missing, empty or broken is told by name.
 * A name that is none of the table's passes, for Config hands over what it was given, unless it is a near miss.
 */
export function readParameters<Table extends RuleParameters>(table: Table, given: unknown): ReadParameters<Table> {
  const raw = objectOf(given);
  if (!raw) return { problems: ['the parameters are not a JSON object'] };
  const names = Object.keys(table);
  const slips = Object.keys(raw)
    .slice(0, 100)
    .flatMap((name) => {
      const near = names.includes(name)
        ? undefined
        : findNearest(
            name,
            names.filter((one) => !Object.hasOwn(raw, one)),
          );
      return near ? [`${name} is no parameter of it: did you mean ${near}?`] : [];
    });
  const read = Object.entries(table).map(([name, { schema }]) => {
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
    const parsed = schema.safeParse(value);
    return parsed.success
      ? { entry: [name, parsed.data] as const, problem: [] }
      : { entry: [name, undefined] as const, problem: [`${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}`] };
  });
  const problems = [...slips, ...read.flatMap(({ problem }) => problem)];
  if (problems.length > 0) return { problems };
  // Justified: each entry was just parsed by the schema that gives its type.
  return { values: Object.fromEntries(read.map(({ entry }) => entry)) as ParameterValues<Table> };
}

function parameter<Value>(
  help: string,
  what: string,
  { standard, read }: { standard?: Value; read: (text: string) => Value | undefined },
): RuleParameter<Value> {
  const required = standard === undefined;
  const schema = z.pipe(
    z.unknown(),
    z.transform((value: unknown, context): Value => {
      const text = textOf(value);
      const found = text === undefined ? standard : read(text);
      if (found !== undefined) return found;
      const wrong =
        text === undefined ? 'is missing; it must be' : `is ${JSON.stringify(text.slice(0, 60))}; it must be`;
      context.issues.push({ code: 'custom', input: value, message: `${wrong} ${what}` });
      return z.NEVER;
    }),
  );
  return { help, required, schema };
}

/** `InputParameters` are texts all; whoever writes JSON by hand may write a number. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function objectOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  if (given === undefined || given === null || given === '') return {};
  if (typeof given !== 'string') return isObject(given) ? given : undefined;
  try {
    const parsed: unknown = JSON.parse(given);
    return parsed === null ? {} : isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
