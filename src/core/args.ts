import { userError } from './errors.ts';
import { parseMoment } from './moment.ts';
import { takeOptions } from './search/trail-options.ts';
import { findNearest } from './text/nearest.ts';
import { unescapeSlack } from './text/slack-text.ts';
import { splitWords, type Word } from './text/words.ts';

/**
 * One argument of a command. `text` and `texts` may be positional: a positional `text` takes all words joined, `texts` one
 * each; a `query` is all that is no option as it was typed, for a language of its own. `hint` stands for the value in the usage line, `help` says what it is.
 */
type Arg = Readonly<{ hint: string; help: string }> &
  (
    | Readonly<{ kind: 'text'; positional?: true; required?: true }>
    | Readonly<{ kind: 'texts'; positional: true; required?: true }>
    | Readonly<{ kind: 'query'; positional: true }>
    | Readonly<{ kind: 'number'; default: number; min: number; max: number }>
    | Readonly<{ kind: 'time'; default?: string }>
  );

/** A command's arguments by name: the one table that gives parsing, types, the usage hint and the help. */
export type Args = Readonly<Record<string, Arg>>;

type ValueOf<A extends Arg> = A extends { kind: 'texts' }
  ? readonly string[]
  : A extends { kind: 'number' }
    ? number
    : A extends { kind: 'time' }
      ? A extends { default: string }
        ? number
        : number | undefined
      : A extends { required: true }
        ? string
        : string | undefined;

/** The parsed arguments: times in ms since 1970. */
export type ArgValues<Table extends Args> = Readonly<{ [Name in keyof Table]: ValueOf<Table[Name]> }>;

type Typed = Readonly<{ positional: readonly string[]; options: ReadonlyMap<string, string> }>;

/**
 * Reads what a person typed after the command: words with quotes, `name:value`, `--name value` and `--name=value`. `now` in
 * ms is what "2 hours ago" counts from. Throws BAD_ARGUMENT that names what was wrong, with `example`, which works.
 */
export function parseArgs<const Table extends Args>(
  table: Table,
  text: string,
  { example, now }: Readonly<{ example: string; now: number }>,
): ArgValues<Table> {
  const refuse = (problem: string): Error => userError('BAD_ARGUMENT', { problem, example });
  const isQuery = Object.values(table).some(({ kind }) => kind === 'query');
  const typed = isQuery
    ? takeOptions(unescapeSlack(text), namesOf(table), refuse)
    : sortWords(table, splitWords(unescapeSlack(text), example), refuse);
  if (typed.positional[0] !== undefined && !Object.values(table).some(isPositional)) {
    throw refuse(`“${typed.positional[0]}” means nothing here.`);
  }
  const values = Object.entries(table).map(
    ([name, arg]) => [name, readValue(name, arg, { typed, now, refuse })] as const,
  );
  // Justified: each entry was just parsed by the kind that gives its type.
  return Object.fromEntries(values) as ArgValues<Table>;
}

/** The usage hint: `TERM … [since:TIME] [limit:N]`. */
export function usageOf(table: Args): string {
  return Object.entries(table)
    .map(([name, arg]) => {
      const value = arg.kind === 'texts' ? `${arg.hint} …` : arg.hint;
      const word = isPositional(arg) ? value : `${name}:${value}`;
      return 'required' in arg ? word : `[${word}]`;
    })
    .join(' ');
}

function sortWords(table: Args, words: readonly Word[], refuse: (problem: string) => Error): Typed {
  const names = namesOf(table);
  const positional: string[] = [];
  const options = new Map<string, string>();
  const left = [...words];
  for (let word = left.shift(); word; word = left.shift()) {
    const option = word.quoted ? undefined : readOption(word.text, names, refuse);
    if (!option) {
      positional.push(word.text);
      continue;
    }
    const value = option.value || left.shift()?.text;
    if (!value) throw refuse(`The option ${option.name} has no value.`);
    if (options.has(option.name)) throw refuse(`The option ${option.name} is given twice.`);
    options.set(option.name, value);
  }
  return { positional, options };
}

/** The option that a word is, if it is one. A name that is nearly one of ours is a slip, not a word to look for. */
function readOption(
  word: string,
  names: readonly string[],
  refuse: (problem: string) => Error,
): Readonly<{ name: string; value: string }> | undefined {
  const match = /^(--|—|–)?([A-Za-z][\w-]*)(?:[:=](.*))?$/s.exec(word);
  const [, dashes, typed = '', value] = match ?? [];
  if (!match || (!dashes && (value === undefined || word.charAt(typed.length) === '='))) return undefined;
  const name = names.find((known) => known === typed.toLowerCase());
  if (name) return { name, value: value ?? '' };
  const near = findNearest(typed, names);
  if (near)
    throw refuse(
      `There is no option “${typed}”; did you mean “${near}”? To look for the text itself, put it in quotes.`,
    );
  if (!dashes) return undefined;
  throw refuse(`There is no option “${typed}”${names.length > 0 ? `; there is ${names.join(', ')}` : ''}.`);
}

function readValue(
  name: string,
  arg: Arg,
  { typed, now, refuse }: Readonly<{ typed: Typed; now: number; refuse: (problem: string) => Error }>,
): unknown {
  const words = isPositional(arg) ? typed.positional : [typed.options.get(name) ?? []].flat();
  if ('required' in arg && words.length === 0) throw refuse(`${arg.hint} is missing: ${arg.help}.`);
  switch (arg.kind) {
    case 'texts':
      return words;
    case 'text':
    case 'query':
      return words.length > 0 ? words.join(' ') : undefined;
    case 'number':
      return words[0] === undefined ? arg.default : numberIn(name, words[0], { ...arg, refuse });
    case 'time': {
      const text = words[0] ?? arg.default;
      const time = text === undefined ? undefined : parseMoment(text, now);
      if (text !== undefined && time === undefined) {
        throw refuse(
          `“${text}” is no time for ${name}: write 30m, 2h, 3d, a date like 2026-11-20 or 2026-11-20T16:40 (UTC).`,
        );
      }
      return time;
    }
  }
}

function numberIn(
  name: string,
  text: string,
  { min, max, refuse }: Readonly<{ min: number; max: number; refuse: (problem: string) => Error }>,
): number {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= min && number <= max) return number;
  throw refuse(`“${text}” is no number for ${name}: write a whole number from ${min} to ${max}.`);
}

function namesOf(table: Args): readonly string[] {
  return Object.keys(table).filter((name) => table[name] && !isPositional(table[name]));
}

function isPositional(arg: Arg): boolean {
  return 'positional' in arg && arg.positional === true;
}
