import { findNearest } from '../text/nearest.ts';
import { trailFields } from './trail-query.ts';

/** What was typed, without its options: one text or none. */
type Taken = Readonly<{ positional: readonly string[]; options: ReadonlyMap<string, string> }>;

/** A text in quotes, which is left alone, or a word with a colon or with dashes before it. */
const quotedOrOption =
  /"(?:[^"\\]|\\.)*"|(?<=^|\s)(--|—|–)?([A-Za-z][A-Za-z-]*)(?:([:=])("(?:[^"\\]|\\.)*"|\S*))?(?=\s|$)/g;

const fields: readonly string[] = [...trailFields, 'regex'];

/**
 * Takes the options of these names (`since:2h`, `--since 2h`) out of a search as it was typed in Slack; what is left is the
 * query. A field may be written as an option too, as at a terminal. Throws what `refuse` makes of a problem.
 */
export function takeOptions(typed: string, names: readonly string[], refuse: (problem: string) => Error): Taken {
  const options = new Map<string, string>();
  const text = switchedOn(straight(typed)).replace(
    /"(?:[^"\\]|\\.)*"|((?:^|\s)(?:--|—|–)[a-z-]+)\s+(?=[^\s-])/g,
    (whole, option?: string) => (option === undefined ? whole : `${option}:`),
  );
  const query = text.replace(quotedOrOption, (whole, ...found) => {
    const [dashes = '', name = '', mark = '', value = ''] = found.map((one) => (typeof one === 'string' ? one : ''));
    if (name === '' || (dashes === '' && mark !== ':')) return whole;
    const option = names.find((known) => known === name.toLowerCase());
    if (!option) return fieldIn({ whole, dashes, name, value }, names, refuse);
    const inner = value.replace(/^"(.*)"$/, '$1');
    if (inner === '') throw refuse(`The option ${option} has no value.`);
    if (options.has(option)) throw refuse(`The option ${option} is given twice.`);
    options.set(option, inner);
    return '';
  });
  const rest = query.trim();
  return { positional: rest === '' ? [] : [rest], options };
}

/** As at a terminal, `--verify` and `--ignore-case` may stand alone. */
function switchedOn(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\.)*"|((?:^|\s)(?:--|—|–)(?:verify|ignore-case))(?=\s|$)(?!\s+(?:yes|no|true|false)(?:\s|$))/gi,
    (whole, option?: string) => (option === undefined ? whole : `${option}:yes`),
  );
}

type Found = Readonly<{ whole: string; dashes: string; name: string; value: string }>;

/** What is no option: a field, or a text with a colon in it, unless it is so near to an option that it must be a slip. */
function fieldIn({ whole, dashes, name, value }: Found, names: readonly string[], refuse: (problem: string) => Error) {
  if (fields.includes(name)) return `${name}:${value}`;
  const near = name === 'arn' || name.length < 4 ? undefined : findNearest(name, [...names, ...fields]);
  if (near) throw refuse(`There is no option “${name}”; did you mean “${near}”? To look for a text, put it in quotes.`);
  if (dashes !== '') throw refuse(`There is no option “${name}”; there is ${[...names, ...fields].join(', ')}.`);
  return whole;
}

/** Keyboards bend quotes as they like, and within straight ones bent ones are text; single ones count where they stand around something. */
function straight(text: string): string {
  return text
    .replace(/(?<=^|[\s(:=])"(?:[^"\\]|\\.)*"(?=$|[\s)])|[“”„«»]/g, (whole) => (whole.length > 1 ? whole : '"'))
    .replace(/"(?:[^"\\]|\\.)*"|(?<=^|[\s(:=])['‘]([^'‘’"]*)['’](?=$|[\s)])/g, (whole, inner?: string) =>
      inner === undefined ? whole : `"${inner}"`,
    );
}
