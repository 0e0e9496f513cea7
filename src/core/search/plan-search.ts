import { UserError, userError } from '../errors.ts';
import { type Engine, engines, type SearchPlan } from './search-plan.ts';
import { parseTrailQuery } from './trail-language.ts';
import { endOf, type Here, parseTimeRange } from './zoned-moment.ts';

/** The options of a search beside its query, each as it was typed. */
type Options = Readonly<
  Record<'since' | 'until' | 'zone' | 'ignore-case' | 'engine' | 'verify', string | undefined> & { limit: number }
>;

/** A search as it was typed, or as its form says it. */
export type TypedSearch = Partial<Options> & Readonly<{ query?: string | undefined }>;

/** When it was asked (ms), and how many records a search may find at most. */
export type Asked = Readonly<{
  askedAt: number;
  settings: Readonly<{ trail: Readonly<{ limits: { records: number } }> }>;
}>;

/** So many records are found unless somebody says otherwise. */
export const usualLimit = 100;

const example = '/aws-trail sg-0123456789abcdef0 since:6h';

/** Reads what was typed, with times that do not move any more. Throws BAD_ARGUMENT with an example that works. */
export function planSearch(typed: TypedSearch, { settings, askedAt }: Asked): SearchPlan {
  const here = { zone: typed.zone ?? 'UTC', now: askedAt };
  if (!isZone(here.zone)) {
    const problem = `There is no time zone “${here.zone}”; they are named like Europe/Berlin and Asia/Tokyo.`;
    throw userError('BAD_ARGUMENT', { problem, example: `${example} zone:Europe/Berlin` });
  }
  const where = asTyped(() => parseTrailQuery(typed.query ?? ''));
  if (!where && typed.since === undefined && typed.until === undefined) {
    const problem = 'There is nothing to look for: write a text, an event, a user, or a time.';
    throw userError('BAD_ARGUMENT', { problem, example });
  }
  const { since, until } = spanOf(typed, here);
  const query = {
    ...{ terms: [], since, until },
    limit: Math.min(typed.limit ?? usualLimit, settings.trail.limits.records),
    ...(where && { where }),
    ...(isYes('ignore-case', typed) && { ignoreCase: true }),
  };
  return {
    ...{ query, zone: here.zone, engine: engineOf(typed.engine), verify: isYes('verify', typed) },
    ...{ text: textOf({ ...typed, ...frozen(query) }), typed: textOf(typed) },
    ...(where && { asked: typed.query?.trim() ?? '' }),
  };
}

/** As a person would type it after the command; `escapeSlack` makes of it what Slack makes of what is typed. */
export function textOf(search: TypedSearch): string {
  const { query, limit, since, until, zone, engine, verify, 'ignore-case': ignoreCase } = search;
  const options = {
    ...{ since, until, zone, 'ignore-case': ignoreCase, engine, verify },
    ...{ limit: limit === undefined || limit === usualLimit ? undefined : `${limit}` },
  };
  const told = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [optionText(name, value)],
  );
  return [query?.trim() ?? '', ...told].filter((part) => part !== '').join(' ');
}

/** `name:value`, in quotes where there is a space. */
export function optionText(name: string, value: string): string {
  const bare = value.replaceAll('"', '');
  return /^\S+$/.test(bare) ? `${name}:${bare}` : `${name}:"${bare}"`;
}

/** From and to, as an option says them. */
export function frozen({ since, until }: Readonly<{ since: number; until: number }>) {
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

function engineOf(typed = 'auto'): Engine {
  const engine = engines.find((one) => one === typed.toLowerCase());
  if (engine) return engine;
  const problem = `“${typed}” is no way to search: it is auto, direct or athena.`;
  throw userError('BAD_ARGUMENT', { problem, example: `${example} engine:athena` });
}

/** From and to in ms. */
export function spanOf(
  typed: Pick<TypedSearch, 'since' | 'until'>,
  here: Here,
): Readonly<{ since: number; until: number }> {
  const range = parseTimeRange(typed.since ?? '24h', here);
  const end = typed.until === undefined ? undefined : endOf(typed.until, here);
  if (!range) throw noTime('since', typed.since);
  if (typed.until !== undefined && end === undefined) throw noTime('until', typed.until);
  const [since, until] = [range.since, end ?? range.until ?? here.now];
  if (since < until) return { since, until };
  const problem = 'The search would end before it begins: since must be earlier than until.';
  throw userError('BAD_ARGUMENT', { problem, example: '/aws-trail RunInstances since:6h until:2h' });
}

function noTime(name: string, text: string | undefined) {
  const problem = `“${text}” is no time for ${name}: write 30m, 2h, 3d, yesterday, 2026-11-20 or 2026-11-20T16:40.`;
  return userError('BAD_ARGUMENT', { problem, example: '/aws-trail RunInstances since:2h' });
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isYes(name: 'ignore-case' | 'verify', { [name]: text }: TypedSearch): boolean {
  if (text === undefined || /^(?:no|false)$/i.test(text)) return false;
  if (/^(?:yes|true)$/i.test(text)) return true;
  const problem = `“${text}” is neither yes nor no for ${name}.`;
  throw userError('BAD_ARGUMENT', { problem, example: `/aws-trail mallory ${name}:yes` });
}

/** The language is also the terminal's; here its examples begin with the command, so that they work as they stand. */
function asTyped<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'BAD_ARGUMENT') throw error;
    const instead = error.hint.replace(/^For example: (?:\/aws-trail )?/, '/aws-trail ');
    throw userError('BAD_ARGUMENT', { problem: error.message, example: instead });
  }
}
