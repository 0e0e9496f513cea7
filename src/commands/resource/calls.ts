import { isCallOn, nameInCalls, regionsOfCalls } from '../../core/cloudtrail/calls-on.ts';
import { actorIn, CloudTrailRecord, failureOf } from '../../core/cloudtrail/cloudtrail-record.ts';
import { UserError } from '../../core/errors.ts';
import { parseInstant } from '../../core/instant.ts';
import type { Captures } from '../../core/look-ups.ts';
import type { FollowUp, ReplyItem, ReplySection } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { findAccount } from '../../core/settings.ts';
import { duration } from '../../core/text/duration.ts';
import { maskJson } from '../../core/text/mask.ts';
import { oneLine } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';

/** AWS Config may see a change before its call is told, and clocks differ, in ms. */
const around = 15 * 60_000;
/** A call comes shortly before what it changed is recorded: further back nobody waits for, in ms. */
const longest = 6 * 60 * 60_000;
/** Somebody waits for the answer, in ms and log files. */
const patience = 20_000;
const mostObjects = 3_000;
const mostShown = 8;

type Span = Readonly<{ since: number; until: number; isAll: boolean }>;

/** Who called what on a resource between two captures: a bounded search, and a button for the whole of it. */
export async function findCalls(
  resource: Resource,
  captures: Captures,
  ctx: CommandContext,
): Promise<readonly ReplySection[]> {
  if (!findAccount(ctx.settings, resource.accountId)) return [];
  const span = spanOf(captures, ctx.askedAt);
  const whole = wholeSearch(resource, captures, ctx.askedAt);
  const asks: readonly ReplySection[] = whole ? [{ kind: 'asks', asks: [whole] }] : [];
  try {
    const { items, isCut, more } = await search(resource, span, ctx);
    const within = span.isAll ? 'between the two' : `in the ${duration(span.until - span.since)} before the later one`;
    const cut = isCut ? ' The search was ended early, so this may not be all.' : '';
    const left = more > 0 ? ` ${more} more are not shown.` : '';
    const text =
      items.length === 0
        ? `CloudTrail’s logs hold no call that changed it ${within}.${cut} Calls of the last 15 minutes may not have been delivered yet.`
        : `Calls on it ${within}, newest first:${left}${cut}`;
    return [{ kind: 'text', text }, ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []), ...asks];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ kind: 'facts', facts: [{ label: 'Calls on it', unavailable: error.message }] }, ...asks];
  }
}

/** From a quarter of an hour before the older capture to one after the newer; of a long time only the end. */
function spanOf({ before, after }: Captures, now: number): Span {
  const until = Math.min(Date.parse(after.capturedAt) + around, now);
  const first = Date.parse(before.capturedAt) - around;
  const since = Math.max(first, Date.parse(after.capturedAt) - longest);
  return { since: Math.min(since, until - 60_000), until, isAll: since === first };
}

async function search(
  resource: Resource,
  { since, until }: Span,
  { lookUps, stop }: CommandContext,
): Promise<Readonly<{ items: readonly ReplyItem[]; isCut: boolean; more: number }>> {
  const tooMuch = new AbortController();
  const place = { accountId: resource.accountId, regions: regionsOfCalls(resource) };
  const { records, summary } = await lookUps.searchIn(place)(
    { terms: [nameInCalls(resource)], since, until, limit: 200, budgetMs: patience },
    {
      signal: AbortSignal.any([stop, tooMuch.signal]),
      onProgress: ({ objects }) => {
        if (objects > mostObjects) tooMuch.abort();
      },
    },
  );
  const items = records.flatMap((line) => itemOf(line, resource));
  const isCut = summary.cursor !== undefined || tooMuch.signal.aborted || stop.aborted;
  return { items: items.slice(0, mostShown), isCut, more: Math.max(0, items.length - mostShown) };
}

/** A call that did something to the resource, or tried to. */
function itemOf(line: string, resource: Resource): readonly ReplyItem[] {
  const record: unknown = JSON.parse(line);
  const parsed = CloudTrailRecord.safeParse(maskJson(record));
  if (!parsed.success || parsed.data.readOnly || !isCallOn(record, resource)) return [];
  const { eventName, eventTime, sourceIPAddress, userAgent } = parsed.data;
  const at = parseInstant(eventTime);
  const from = [sourceIPAddress && `from ${sourceIPAddress}`, userAgent && `with ${oneLine(userAgent, 80)}`];
  return [
    {
      lead: actorIn(parsed.data)?.name ?? 'Somebody',
      body: oneLine(`${eventName}${failureOf(parsed.data)}`, 200),
      meta: from.filter(Boolean).join(' · '),
      ...(at !== undefined && { at }),
    },
  ];
}

/** The same search over the whole time, with all that names the resource. */
function wholeSearch(resource: Resource, { before, after }: Captures, now: number): FollowUp | undefined {
  const name = nameInCalls(resource);
  if (!/^[\w.:/+=@,-]{1,300}$/.test(name) || /^(?:AND|OR|NOT)$/.test(name)) return undefined;
  const until = Math.min(Date.parse(after.capturedAt) + around, now);
  const since = Date.parse(before.capturedAt) - around;
  const text = `"${name}" account:${resource.accountId} since:${iso(since)} until:${iso(until)}`;
  return { label: 'Search the logs of that time', command: '/aws-trail', text };
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
