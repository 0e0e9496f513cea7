import { UserError, userError } from '../core/errors.ts';
import type { Engine, SearchPlan } from '../core/search/search-plan.ts';
import { parseTrailQuery } from '../core/search/trail-language.ts';
import { trailFields } from '../core/search/trail-query.ts';
import { endOf, type Here, parseTimeRange } from '../core/search/zoned-moment.ts';
import type { Settings } from '../core/settings.ts';
import { defineCommand } from './define.ts';

/** Searches the CloudTrail logs of all accounts: who did it. */
export const trail = defineCommand({
  id: 'trail',
  summary: 'Find out who did it, in the CloudTrail logs of every account',
  example: 'sg-0123456789abcdef0 event:AuthorizeSecurityGroupIngress since:6h',
  args: {
    query: {
      kind: 'query',
      positional: true,
      hint: 'WORDS event:NAME user:WHO ip:ADDRESS …',
      help: `words that a record must hold, case counts; AND, OR, NOT and ( ) join them, "quotes" keep words together. Fields: ${trailFields.map((field) => `${field}:`).join(' ')}, and regex: for a pattern`,
    },
    since: {
      kind: 'text',
      hint: 'TIME',
      help: 'from when on: 30m, 2h, 3d, yesterday, 2026-11-20, 2026-11-20T16:40, or A..B; 24h unless given',
    },
    until: { kind: 'text', hint: 'TIME', help: 'until when; now unless given' },
    zone: { kind: 'text', hint: 'ZONE', help: 'whose days and clocks are meant, e.g. Europe/Berlin; UTC unless given' },
    limit: {
      kind: 'number',
      default: 100,
      min: 1,
      max: 1000,
      hint: 'N',
      help: 'so many records at most, the newest; 100 unless given',
    },
    'ignore-case': { kind: 'text', hint: 'yes', help: 'finds words without regard to case' },
    engine: {
      kind: 'text',
      hint: 'ENGINE',
      help: 'direct reads the log files, athena asks Athena; when it is much, you are asked unless this says direct',
    },
    verify: { kind: 'text', hint: 'yes', help: 'holds the log files of what is found against CloudTrail’s digests' },
  },
  permissions: ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'],
  run: async (typed, asked) => ({ plan: planOf(typed, asked) }),
});

const example = '/aws-trail sg-0123456789abcdef0 since:6h';

type Typed = Readonly<
  Record<'query' | 'since' | 'until' | 'zone' | 'ignore-case' | 'engine' | 'verify', string | undefined> & {
    limit: number;
  }
>;

function planOf(typed: Typed, { settings, askedAt }: Readonly<{ settings: Settings; askedAt: number }>): SearchPlan {
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
  const { since, before, zone } = spanOf(typed, here);
  const query = {
    ...{ terms: [], since, until: before },
    limit: Math.min(typed.limit, settings.trail.limits.records),
    ...(where && { where }),
    ...(isYes('ignore-case', typed) && { ignoreCase: true }),
  };
  const text = `${typed.query ?? ''} since:${new Date(since).toISOString()} until:${new Date(before).toISOString()}`;
  return { query, zone, engine: engineOf(typed.engine), verify: isYes('verify', typed), text: text.trim() };
}

function engineOf(typed = 'auto'): Engine {
  const engine = (['auto', 'direct', 'athena'] as const).find((one) => one === typed.toLowerCase());
  if (engine) return engine;
  const problem = `“${typed}” is no way to search: it is direct or athena.`;
  throw userError('BAD_ARGUMENT', { problem, example: `${example} engine:athena` });
}

/** From and to in ms, and the zone in which they are told. */
type Span = Readonly<{ since: number; before: number; zone: string }>;

function spanOf(typed: Readonly<{ since: string | undefined; until: string | undefined }>, here: Here): Span {
  const range = parseTimeRange(typed.since ?? '24h', here);
  const end = typed.until === undefined ? undefined : endOf(typed.until, here);
  if (!range) throw noTime('since', typed.since);
  if (typed.until !== undefined && end === undefined) throw noTime('until', typed.until);
  const [since, before] = [range.since, end ?? range.until ?? here.now];
  if (since < before) return { since, before, zone: here.zone };
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

function isYes(name: 'ignore-case' | 'verify', { [name]: text }: Typed): boolean {
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
    const example = error.hint.replace(/^For example: (?:\/aws-trail )?/, '/aws-trail ');
    throw userError('BAD_ARGUMENT', { problem: error.message, example });
  }
}
