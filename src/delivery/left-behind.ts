import * as z from 'zod/mini';
import type { Due, Log, Now, SendToQueue, Store } from '../core/ports.ts';
import { giveUp, hasEnded } from '../core/search/search-machine.ts';

export type LeftBehindParts = Readonly<{ store: Store; sendToQueue: SendToQueue; now: Now; log: Log }>;

/** "Take that event in again": what the alerts' queue brings back to us. */
const Again = z.object({ again: z.string().check(z.regex(/^[\w-]{1,100}$/)), sk: z.string() });
export type EventAgain = z.infer<typeof Again>;

/** So many rows of a kind are looked at in one sweep; the others wait for the next. */
const atOnce = 500;
const minute = 60_000;
/** An event that could not be taken in so often is left: its message is among the dead letters by then. */
const mostTries = 5;
/** Nobody waits longer for an answer, and no search outlives its own time by more, in ms. */
const jobsFor = 15 * minute;

/** The message, or nothing for what is none: a notification never looks like one. */
export function readEventAgain(body: string): EventAgain | undefined {
  if (!body.startsWith('{"again":')) return undefined;
  const parsed = Again.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : undefined;
}

/** A request that did not end in so long is left to people, in ms. */
const requestsFor = 24 * 60 * minute;

/**
 * Sends again what somebody began and did not end, by the rows that are due: events, rung channels, re-looks, jobs and
 * remediation requests. Sent first and postponed then: a crash in between sends twice, which every receiver bears.
 */
export async function sendLeftBehind(parts: LeftBehindParts): Promise<void> {
  for (const kind of ['lease', 'event', 'relook', 'job', 'request'] as const) {
    const rows = await parts.store.listDue(kind, atOnce);
    for (const due of rows) await sendAgain(due, parts);
    if (rows.length > 0) parts.log.info('Sent again what was left behind', { kind, rows: rows.length });
  }
}

/** One row that cannot be sent does not keep the others from it. */
async function sendAgain(due: Due, parts: LeftBehindParts): Promise<void> {
  try {
    const until = await resend(due, parts);
    const tries = await parts.store.postponeDue(due, until);
    if (due.kind !== 'event' || tries === undefined || tries < mostTries) return;
    await parts.store.postponeDue({ ...due, dueAt: until === 'never' ? 0 : until }, 'never');
    parts.log.error('An event was never taken in; it is among the dead letters', { alert: idIn(due.pk) });
  } catch (error) {
    parts.log.error('What was left behind could not be sent again', { kind: due.kind, error: String(error) });
  }
}

/** When it is to be looked at next, in ms. */
async function resend(due: Due, parts: LeftBehindParts): Promise<number | 'never'> {
  const { store, sendToQueue, now } = parts;
  const id = idIn(due.pk);
  switch (due.kind) {
    case 'lease': {
      // A sender that was paused comes back by itself; until then nobody is needed.
      const { pausedUntil = 0 } = (await store.findLease(id)) ?? {};
      if (pausedUntil > now()) return pausedUntil + minute;
      await sendToQueue('posts', { channel: id });
      return now() + minute;
    }
    case 'event':
      await sendToQueue('alerts', { again: id, sk: due.sk });
      return now() + 2 * minute;
    case 'relook': {
      const [, channel = '', name = ''] = due.sk.split('#');
      const isQueued = await store.queueRelook({ owner: due.pk, channel, name });
      if (isQueued && (await store.ring(channel))) await sendToQueue('posts', { channel });
      return now() + minute;
    }
    case 'job':
      return resendJob(id, parts);
    case 'request':
      return resendRequest(due, parts);
  }
}

async function resendJob(key: string, { store, sendToQueue, now, log }: LeftBehindParts): Promise<number | 'never'> {
  const known = await store.findJob(key);
  if (!known || hasEnded(known)) return 'never';
  if (known.search && known.search.deadline > now() - jobsFor) {
    await sendToQueue('searches', { search: key });
    return now() + 3 * minute;
  }
  if (!known.search && known.job.askedAt > now() - jobsFor) {
    await sendToQueue(known.job.kind === 'remediation' ? 'remediations' : 'searches', known.job);
    return now() + 3 * minute;
  }
  log.warn('A question was given up', { job: key });
  const title = 'This took too long and was given up. Ask again, perhaps for less.';
  const failed = { state: 'failed', reply: { title, sections: [] } } as const;
  const ended = known.search ? await store.stepJob(key, giveUp(failed)) : await store.updateJob(key, failed);
  if (!ended) return 'never';
  for (const slot of await store.listSlots(`JOB#${key}`)) {
    const { owner, channel, name, lane } = slot;
    if (name !== 'root') continue;
    await store.wantSlot({ owner, channel, name, lane, want: ended.rev });
    if (await store.ring(channel)) await sendToQueue('posts', { channel });
  }
  return 'never';
}

/** Ones that wait for a yes are told when their time is over; all others are looked after by the look that comes next. */
async function resendRequest({ pk, sk }: Due, { store, sendToQueue, now }: LeftBehindParts): Promise<number | 'never'> {
  const at = sk.lastIndexOf('#');
  const id = `${idIn(pk)}|${sk.slice(0, at)}|${Number(sk.slice(at + 1))}`;
  const request = await store.findRequest(id);
  if (!request || request.requestedAt < now() - requestsFor) return 'never';
  const isWaiting = request.state === 'awaiting';
  await sendToQueue('remediations', isWaiting ? { expire: id } : { request: id, n: request.looks ?? 0 });
  return now() + 2 * minute;
}

function idIn(pk: string): string {
  return pk.slice(pk.indexOf('#') + 1);
}
