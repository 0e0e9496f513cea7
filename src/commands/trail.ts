import { actorIn, CloudTrailRecord, failureOf } from '../core/cloudtrail/cloudtrail-record.ts';
import { UserError, userError } from '../core/errors.ts';
import { parseInstant } from '../core/instant.ts';
import type { Reply, ReplySection } from '../core/reply.ts';
import { parseTrailQuery } from '../core/search/trail-language.ts';
import { type TrailSummary, trailFields } from '../core/search/trail-query.ts';
import { endOf, type Here, parseTimeRange } from '../core/search/zoned-moment.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { isObject, readText } from '../core/text/lenient.ts';
import { counted, oneLine } from '../core/text/phrase.ts';
import { defineCommand } from './define.ts';

const mostShown = 15;

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
  },
  permissions: ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'],
  async run(typed, { search, settings, askedAt, onProgress, stop }) {
    const example = '/aws-trail sg-0123456789abcdef0 since:6h';
    const here = { zone: typed.zone ?? 'UTC', now: askedAt };
    if (!isZone(here.zone)) {
      const problem = `There is no time zone “${here.zone}”; they are named like Europe/Berlin and Asia/Tokyo.`;
      throw userError('BAD_ARGUMENT', { problem, example: `${example} zone:Europe/Berlin` });
    }
    const where = await asTyped(async () => parseTrailQuery(typed.query ?? ''));
    if (!where && typed.since === undefined && typed.until === undefined) {
      const problem = 'There is nothing to look for: write a text, an event, a user, or a time.';
      throw userError('BAD_ARGUMENT', { problem, example });
    }
    const span = spanOf(typed, here);
    const query = {
      ...{ terms: [], since: span.since, until: span.before },
      limit: Math.min(typed.limit, settings.trail.limits.records),
      ...(where && { where }),
      ...(isYes(typed['ignore-case']) && { ignoreCase: true }),
    };
    const result = await asTyped(() => search(query, { onProgress, signal: stop }));
    return replyOf(newestFirst(result.records), result.summary, { settings, span, isCut: stop.aborted });
  },
});

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

function isYes(text: string | undefined): boolean {
  if (text === undefined || /^(?:no|false)$/i.test(text)) return false;
  if (/^(?:yes|true)$/i.test(text)) return true;
  const problem = `“${text}” is neither yes nor no for ignore-case.`;
  throw userError('BAD_ARGUMENT', { problem, example: '/aws-trail mallory ignore-case:yes' });
}

/** The language is also the terminal's; here its examples begin with the command, so that they work as they stand. */
async function asTyped<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'BAD_ARGUMENT') throw error;
    const example = error.hint.replace(/^For example: (?:\/aws-trail )?/, '/aws-trail ');
    throw userError('BAD_ARGUMENT', { problem: error.message, example });
  }
}

type Around = Readonly<{ settings: Settings; span: Span; isCut: boolean }>;

function replyOf(records: readonly string[], summary: TrailSummary, { settings, span, isCut }: Around): Reply {
  const { matches, objects, seconds, failedObjects } = summary;
  const when = `between ${minuteOf(span.since, span.zone)} and ${minuteOf(span.before, span.zone)} ${span.zone}`;
  const found = matches === 0 ? `Nothing was found ${when}` : `${counted(matches, 'record')} found ${when}`;
  const shown = records.slice(0, mostShown);
  const left = matches - shown.length;
  const inFile = records.length < matches ? `the newest ${records.length} are in the file` : 'all are in the file';
  const notes = [
    isCut ? 'The search ran out of time, so this is not all: ask for a shorter time with since and until.' : '',
    left > 0 ? `${shown.length} of ${matches} are shown, newest first; ${inFile}.` : '',
    matches === 0 ? 'Calls of the last 15 minutes may not have been delivered yet; case counts in terms.' : '',
    failedObjects.length > 0
      ? `${counted(failedObjects.length, 'log file')} could not be read, e.g. ${failedObjects[0]?.key}: ${failedObjects[0]?.why}`
      : '',
    `Searched ${counted(objects, 'log file')} in ${seconds.toFixed(1)} s.`,
  ].filter((note) => note !== '');
  const list: readonly ReplySection[] =
    shown.length > 0 ? [{ kind: 'list', items: shown.map((record) => itemOf(record, settings)) }] : [];
  const content = `${records.join('\n')}\n`;
  return {
    title: found,
    sections: [...list, { kind: 'text', text: notes.join('\n') }],
    ...(records.length > 0 && { file: { name: 'cloudtrail.ndjson', title: found, content } }),
  };
}

/** Who, what, on what, from where, in which account, and what AWS answered. */
function itemOf(line: string, settings: Settings) {
  const parsed = CloudTrailRecord.safeParse(readJson(line));
  if (!parsed.success) return { lead: 'A record', body: oneLine(line, 200) };
  const record = parsed.data;
  const actor = actorIn(record);
  const target = targetOf(record);
  const at = parseInstant(record.eventTime);
  const where = [readText(record.sourceIPAddress) && `from ${record.sourceIPAddress}`, placeOf(record, settings)];
  return {
    lead: actor?.name ?? 'Somebody',
    body: oneLine(`${record.eventName}${target ? ` on ${target}` : ''}${failureOf(record)}`, 400),
    meta: oneLine(where.filter(Boolean).join(' · '), 300),
    ...(at !== undefined && { at }),
  };
}

function placeOf({ recipientAccountId, awsRegion }: CloudTrailRecord, settings: Settings): string {
  const account = recipientAccountId && (findAccount(settings, recipientAccountId)?.name ?? recipientAccountId);
  return [account, awsRegion].filter(Boolean).join(' ');
}

/** What was acted upon: the record's own resources, else the first parameter that reads like a name or an id. */
function targetOf({ resources = [], requestParameters }: CloudTrailRecord): string | undefined {
  const arn = resources.map((one) => one.ARN ?? one.arn).find((text) => text !== undefined);
  const named = findNamed(requestParameters, 0) ?? arn;
  return named && oneLine(named, 120);
}

/** The text of the first key that ends in Id, Name, Arn or Key, breadth before depth, not deeper than EC2's nested items. */
function findNamed(value: unknown, depth: number): string | undefined {
  if (depth > 4) return undefined;
  if (Array.isArray(value)) return findNamed(value[0], depth + 1);
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const direct = entries.find(([key, one]) => /(?:id|name|arn|key)$/i.test(key) && typeof one === 'string');
  if (direct) return readText(direct[1]);
  for (const [, one] of entries) {
    const found = findNamed(one, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function newestFirst(records: readonly string[]): readonly string[] {
  const dated = records.map((line) => ({ line, at: timeOf(line) }));
  return dated.sort((a, b) => b.at - a.at).map(({ line }) => line);
}

function timeOf(line: string): number {
  const record = readJson(line);
  return (isObject(record) && parseInstant(record['eventTime'])) || 0;
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** `2026-11-20 16:40`, as clocks of that zone show it. */
function minuteOf(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms);
}
