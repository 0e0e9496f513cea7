import { actorIn, CloudTrailRecord, failureOf } from '../cloudtrail/cloudtrail-record.ts';
import { parseInstant } from '../instant.ts';
import type { Reply, ReplySection } from '../reply.ts';
import { findAccount, type Settings } from '../settings.ts';
import { isObject, readText } from '../text/lenient.ts';
import { counted, oneLine } from '../text/phrase.ts';
import type { SearchEnd, SearchPlan } from './search-plan.ts';

const mostShown = 15;

/** With what an answer is told: the settings, and the key of the job that keeps it, for its buttons. */
type Telling = Readonly<{ settings: Settings; jobKey: string }>;

/** The answer of a search that has ended: what was found, what to know of it, and all of it as a file. */
export function searchReply(plan: SearchPlan, { records, summary, ...end }: SearchEnd, { settings }: Telling): Reply {
  const { matches, objects, seconds, failedObjects } = summary;
  const { query, zone } = plan;
  const when = `between ${minuteOf(query.since, zone)} and ${minuteOf(query.until, zone)} ${zone}`;
  const found = matches === 0 ? `Nothing was found ${when}` : `${counted(matches, 'record')} found ${when}`;
  const shown = records.slice(0, mostShown);
  const left = matches - shown.length;
  const inFile = records.length < matches ? `the newest ${records.length} are in the file` : 'all are in the file';
  const notes = [
    unfinishedNote(end, objects),
    left > 0 ? `${shown.length} of ${matches} are shown, newest first; ${inFile}.` : '',
    matches === 0 ? 'Calls of the last 15 minutes may not have been delivered yet; case counts in terms.' : '',
    failedObjects.length > 0
      ? `${counted(failedObjects.length, 'log file')} could not be read, e.g. ${failedObjects[0]?.key}: ${failedObjects[0]?.why}`
      : '',
    searchedNote({ objects, seconds, ...end }),
    ...verifiedNotes(end),
  ].filter((note) => note !== '');
  const list: readonly ReplySection[] =
    shown.length > 0 ? [{ kind: 'list', items: shown.map((record) => itemOf(record, settings)) }] : [];
  const content = `${records.join('\n')}\n`;
  return {
    title: found,
    sections: [
      ...list,
      { kind: 'text', text: notes.join('\n') },
      ...(end.cancelledBy === undefined
        ? []
        : [{ kind: 'person', label: 'Cancelled by', id: end.cancelledBy } as const]),
    ],
    ...(records.length > 0 && { files: [{ name: 'cloudtrail.ndjson', title: found, content }] }),
  };
}

type Ended = Omit<SearchEnd, 'records' | 'summary'>;

/** Why this is not all, if it is not. */
function unfinishedNote({ unfinished, objectsTotal }: Ended, objects: number): string {
  const of = objectsTotal === undefined ? '' : ` of ${objectsTotal}`;
  switch (unfinished) {
    case 'cancelled':
      return `The search was cancelled after ${objects}${of} log files, so this is what was found until then.`;
    case 'expired':
      return 'The search ran out of time, so this is not all: ask for a shorter time with since and until.';
    case 'scan-limit':
      return 'Athena stopped at the scan limit of the settings, so nothing was read: ask for a shorter time.';
    default:
      return '';
  }
}

function searchedNote({
  engine,
  objects,
  seconds,
  scannedBytes = 0,
  dollars = 0,
  runs,
}: Ended & Readonly<{ objects: number; seconds: number }>): string {
  if (engine === 'athena') {
    return `Athena scanned ${(scannedBytes / 1e9).toFixed(2)} GB for $${dollars.toFixed(4)} in ${seconds.toFixed(1)} s.`;
  }
  const inRuns = runs > 1 ? `, in ${runs} runs` : '';
  return `Searched ${counted(objects, 'log file')} in ${seconds.toFixed(1)} s${inRuns}.`;
}

function verifiedNotes({ verified }: Ended): readonly string[] {
  if (!verified) return [];
  const { altered, missing, notCovered, others } = verified;
  return [
    `Log files held against CloudTrail’s digests: ${verified.verified} verified, ${altered} altered, ${missing} missing, ${notCovered} not covered.`,
    ...others.slice(0, 10).map(({ key, state, why }) => `${state}: ${key}${why === undefined ? '' : ` (${why})`}`),
  ];
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
