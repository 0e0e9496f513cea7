import { actorIn, CloudTrailRecord, failureOf } from '../core/cloudtrail-record.ts';
import { userError } from '../core/errors.ts';
import { parseInstant } from '../core/instant.ts';
import { isObject, readText } from '../core/lenient.ts';
import { counted, oneLine } from '../core/phrase.ts';
import type { Reply, ReplySection } from '../core/reply.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import type { TrailSummary } from '../core/trail-query.ts';
import { defineCommand } from './define.ts';

const mostShown = 15;
const day = 24 * 3_600_000;

/** Searches the CloudTrail logs of all accounts: who did it. */
export const trail = defineCommand({
  id: 'trail',
  summary: 'Find out who did it, in the CloudTrail logs of every account',
  example: 'sg-0123456789abcdef0 since:6h event:AuthorizeSecurityGroupIngress',
  args: {
    terms: {
      kind: 'texts',
      positional: true,
      hint: 'TERM',
      help: 'text that a record must hold in some field; every one of them must be there, and case counts',
    },
    since: {
      kind: 'time',
      default: '24h',
      hint: 'TIME',
      help: 'from when on: 30m, 2h, 3d, or a date (UTC); 24h unless given',
    },
    until: { kind: 'time', hint: 'TIME', help: 'until when; now unless given' },
    event: { kind: 'text', hint: 'NAME', help: 'the API call, exactly: RunInstances' },
    user: { kind: 'text', hint: 'WHO', help: 'part of the name, ARN or session of who did it' },
    limit: {
      kind: 'number',
      default: 100,
      min: 1,
      max: 1000,
      hint: 'N',
      help: 'so many records at most, the newest; 100 unless given',
    },
  },
  permissions: ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'],
  async run({ terms, since, until, event, user, limit }, { search, settings, askedAt, onProgress, stop }) {
    const before = until ?? askedAt;
    const isNarrowed = terms.length > 0 || event || user || until !== undefined || since !== askedAt - day;
    if (!isNarrowed) {
      const problem = 'There is nothing to look for: write a text, an event, a user, or a time.';
      throw userError('BAD_ARGUMENT', { problem, example: '/aws-trail sg-0123456789abcdef0 since:6h' });
    }
    if (since >= before) {
      const problem = 'The search would end before it begins: since must be earlier than until.';
      throw userError('BAD_ARGUMENT', { problem, example: '/aws-trail RunInstances since:6h until:2h' });
    }
    const records = Math.min(limit, settings.trail.limits.records);
    const query = { terms, since, until: before, limit: records, ...(event && { event }), ...(user && { user }) };
    const result = await search(query, { onProgress, signal: stop });
    const span = { since, before };
    return replyOf(newestFirst(result.records), result.summary, { settings, span, isCut: stop.aborted });
  },
});

type Around = Readonly<{ settings: Settings; span: Readonly<{ since: number; before: number }>; isCut: boolean }>;

function replyOf(records: readonly string[], summary: TrailSummary, { settings, span, isCut }: Around): Reply {
  const { matches, objects, seconds, failedObjects } = summary;
  const when = `between ${minuteOf(span.since)} and ${minuteOf(span.before)} UTC`;
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

function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
