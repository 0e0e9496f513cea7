import * as z from 'zod/mini';
import { alertTypes } from '../../alerts/index.ts';
import { inEventBridgeForm, openEnvelope } from '../../core/events/envelope.ts';
import type { SecurityEvent } from '../../core/events/event.ts';
import { matchesEventPattern } from '../../core/events/event-pattern.ts';
import type { StoredObject } from '../../core/events/log-file.ts';
import type { ReadLogFile } from '../../core/ports.ts';
import { findAccount, type Settings } from '../../core/settings.ts';
import { counted } from '../../core/text/phrase.ts';
import { type QuarantineWorld, quarantineFile } from './quarantine.ts';

const Rest = z.object({ tail: z.string(), from: z.number() });
type Rest = Readonly<{ key: string; size?: number; from: number }>;

export type TailWorld = QuarantineWorld & Readonly<{ readLogFile?: ReadLogFile }>;

/** So many records go on in one message, and so many bytes of them; a record alone may be larger. */
const part = { records: 25, bytes: 150_000 };
/** One run reads a file for so long, in ms, and passes the rest on: the others of its batch want to be read as well. */
const patience = 20_000;

/** "Read the rest of that log file": what the alerts' queue brings back to us; nothing for any other message. */
export function readRestOfFile(body: string): Rest | undefined {
  if (!body.startsWith('{"tail":')) return undefined;
  const parsed = Rest.safeParse(JSON.parse(body));
  return parsed.success ? { key: parsed.data.tail, from: parsed.data.from } : undefined;
}

/**
 * Reads a log file that was just written, because EventBridge gets CloudTrail's events at best effort only: what a pattern
 * would have forwarded goes the way of every notification, in parts, and what came before is a duplicate there. Only the
 * trail's bucket and listed accounts; digests, Insights and other services' files are none of ours.
 */
export async function tailFile({ bucket, key, size }: StoredObject, world: TailWorld): Promise<void> {
  if (!world.settings.sweep.tail || bucket !== world.settings.trail.bucket) return;
  await tailRest({ key, from: 0, ...(size !== undefined && { size }) }, world);
}

/** The same from a record of the file on (0 is the first). */
export async function tailRest({ from, ...file }: Rest, world: TailWorld): Promise<void> {
  const { settings, log, readLogFile, sendToQueue, now } = world;
  const accountId = accountOfKey(file.key, settings);
  if (!readLogFile || accountId === undefined || !findAccount(settings, accountId)) return;
  const startedAt = now();
  const sifting = startSifting(accountId, (events) => sendToQueue('alerts', events));
  let done = 0;
  const ended = await readLogFile(file, async (records) => {
    for (const record of records.slice(Math.max(0, from - done))) await sifting.take(record);
    done += records.length;
    return done <= from || now() - startedAt < patience;
  });
  await sifting.flush();
  const { wanted, broken } = sifting.figures();
  log.info('A log file was read', { key: file.key, records: done - from, wanted, ended: whyOf(ended) ?? ended });
  if (ended === 'stopped') await sendToQueue('alerts', { tail: file.key, from: done });
  const why = whyOf(ended) ?? (broken > 0 ? `holds ${counted(broken, 'record')} that cannot be read` : undefined);
  if (why === undefined) return;
  await quarantineFile(`s3://${settings.trail.bucket}/${file.key}`, why, world);
}

function whyOf(ended: Awaited<ReturnType<ReadLogFile>>): string | undefined {
  return typeof ended === 'object' ? ended.unreadable : undefined;
}

/** Holds records against the patterns, and sends those that fit on when enough of them are there. */
function startSifting(accountId: string, send: (events: readonly object[]) => Promise<void>) {
  const held: object[] = [];
  let [bytes, wanted, broken] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    await send(held.splice(0));
    bytes = 0;
  };
  return {
    flush,
    figures: () => ({ wanted, broken }),
    async take(record: string): Promise<void> {
      const event = eventOf(record);
      if (!event) broken += 1;
      if (!event || event.account !== accountId || !isForwarded(event)) return;
      if (held.length >= part.records || (held.length > 0 && bytes + record.length > part.bytes)) await flush();
      held.push({ ...inEventBridgeForm(event), id: `noroshi-tail-${event.id}` });
      bytes += record.length;
      wanted += 1;
    },
  };
}

/** The event that EventBridge makes of a record; undefined for what is none. */
function eventOf(record: string): SecurityEvent | undefined {
  const [event] = openEnvelope(record).events;
  return event?.detailType.endsWith(' via CloudTrail') ? event : undefined;
}

const patterns = alertTypes.flatMap(({ pattern }) => (pattern ? [pattern] : []));

/** Whether one of the rules would have let it through. */
function isForwarded(event: SecurityEvent): boolean {
  if (isLeftOut(event.detail)) return false;
  const body = inEventBridgeForm(event);
  return patterns.some((pattern) => matchesEventPattern(pattern, body));
}

/**
 * What reads only EventBridge keeps to itself ("AWS service events delivered via CloudTrail": calls that begin with List, Get
 * or Describe), and so do we: a root user who looks around is not an alert for each page.
 */
function isLeftOut({ eventName, readOnly, managementEvent }: SecurityEvent['detail']): boolean {
  if (readOnly !== true && readOnly !== 'true') return false;
  if (managementEvent === false || typeof eventName !== 'string') return false;
  return /^(?:List|Get|Describe)/.test(eventName) && !['GetFederationToken', 'GetSessionToken'].includes(eventName);
}

/** Below `AWSLogs/`; an organization's files have its id there, also where the settings do not name it. */
const fileName =
  /^(?:o-[a-z0-9]+\/)?(\d{12})\/CloudTrail\/[a-z0-9-]+\/\d{4}\/\d{2}\/\d{2}\/(\d{12})_CloudTrail_[^/]+\.json\.gz$/;

/** The account whose log file a key names, where the trail of the settings puts it ("CloudTrail log file names"). */
function accountOfKey(key: string, { trail }: Settings): string | undefined {
  const { prefix, organization } = trail;
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const root = `${base}AWSLogs/${organization === undefined ? '' : `${organization}/`}`;
  if (!key.startsWith(root)) return undefined;
  const [, folder, account] = fileName.exec(key.slice(root.length)) ?? [];
  return folder === account ? account : undefined;
}
