import { UserError } from '../errors.ts';
import { type Asked, optionText, planSearch, spanOf, type TypedSearch, textOf } from './plan-search.ts';
import { fieldText } from './search-asks.ts';
import { fieldCondition, parseTrailQuery } from './trail-language.ts';
import { takeOptions } from './trail-options.ts';
import type { TrailField } from './trail-query.ts';

/** The fields of the form, which are those of the command: each as it was filled in, absent where it was left empty. */
export type SearchForm = Readonly<Partial<Record<SearchInput, string>>>;

/** In the order in which they are asked. */
export const searchInputs = [
  'words',
  'event',
  'user',
  'ip',
  'resource',
  'account',
  'region',
  'since',
  'until',
  'engine',
  'verify',
] as const;
export type SearchInput = (typeof searchInputs)[number];

/** What is wrong with which field, for the person who filled it in. */
type FormErrors = Readonly<Partial<Record<SearchInput, string>>>;

const nothingAsked =
  'Say what to look for: words, an event, who, an address, on what, an account or a region. For all of a time, type /aws-trail since:1h.';

const fields = ['event', 'user', 'ip', 'resource', 'account', 'region'] as const satisfies readonly TrailField[];

/** What would be typed to ask the same, or what is wrong with each field. */
export function readSearchForm(
  form: SearchForm,
  asked: Asked,
): Readonly<{ text: string }> | Readonly<{ errors: FormErrors }> {
  const errors: FormErrors = {
    ...problemAt('words', () => wordsOf(form)),
    ...Object.assign({}, ...fields.map((field) => problemAt(field, () => conditionOf(field, form[field])))),
    ...problemAt(blamed(form), () => spanOf(form, { zone: 'UTC', now: asked.askedAt })),
  };
  if (Object.keys(errors).length > 0) return { errors };
  if (queryOf(form) === '') return { errors: { words: nothingAsked } };
  const { since, until, engine, verify } = form;
  const typed: TypedSearch = { query: queryOf(form), since, until, ...(engine !== 'auto' && { engine }), verify };
  const whole = problemAt('words', () => planSearch(typed, asked));
  return whole.words === undefined ? { text: textOf(typed) } : { errors: whole };
}

/** The field at which a wrong stretch of time is told: the one that says when it begins, unless only the other is given. */
function blamed({ since, until }: SearchForm): SearchInput {
  return since === undefined && until !== undefined ? 'until' : 'since';
}

function conditionOf(field: TrailField, value: string | undefined): void {
  if (value !== undefined) fieldCondition(field, value);
}

/** What all of it asks for, in the language of the command. */
function queryOf(form: SearchForm): string {
  const words = wordsOf(form);
  const isChoice = words !== '' && parseTrailQuery(words)?.kind === 'or';
  const told = fields.flatMap((field) => {
    const value = form[field];
    return value === undefined ? [] : [fieldText(field, value)];
  });
  return [isChoice && told.length > 0 ? `(${words})` : words, ...told].filter((part) => part !== '').join(' ');
}

const otherOptions = ['since', 'until', 'engine', 'verify', 'zone', 'limit', 'ignore-case', 'save', 'saved', 'forget'];

/** The words as the language has them. Throws for what is no query, and for options, which have fields of their own. */
function wordsOf({ words = '' }: SearchForm): string {
  const { positional, options } = takeOptions(words, otherOptions, (problem) => new FormError(problem));
  const [name, value] = [...options][0] ?? [];
  if (name !== undefined)
    throw new FormError(
      `Here are words alone: ${optionText(name, value ?? '')} goes in a field of its own, or is typed after /aws-trail.`,
    );
  const query = positional.join(' ');
  parseTrailQuery(query);
  return query;
}

/** Something that is wrong with the words themselves. */
class FormError extends Error {}

function problemAt(input: SearchInput, read: () => unknown): FormErrors {
  try {
    read();
    return {};
  } catch (error) {
    // In its own field a value stands without the field's name.
    const plainly = (text: string) => text.replace('/aws-trail ', '').replace(new RegExp(`(?<![\\w-])${input}:`), '');
    if (error instanceof UserError) return { [input]: `${plainly(error.message)} ${plainly(error.hint)}` };
    if (error instanceof FormError) return { [input]: error.message };
    throw error;
  }
}
