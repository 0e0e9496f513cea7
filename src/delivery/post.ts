import * as z from 'zod/mini';
import type { Lease, SendToQueue } from '../core/ports.ts';
import { readReceived } from '../core/received.ts';
import { foldWaiting } from './fold.ts';
import { type Blocked, findNext, type NextParts, type Ready } from './next.ts';
import { pace, paced, rest, startOf } from './pace.ts';
import { relook, seek } from './reconcile.ts';
import { type SendParts, type Sent, send } from './send.ts';
import { isNewCritical, recentFires, type StormParts, watchStorm } from './storm.ts';

export type PostParts = SendParts & NextParts & StormParts & Readonly<{ sendToQueue: SendToQueue }>;

const Ring = z.object({ channel: z.string().check(z.minLength(1)) });

/** A sender works so long and then hands over, in ms; well below the function's timeout of 30 s. */
const budget = 15_000;
/** What can go so soon is waited for, in ms. */
const soon = 1900;
/** After so many calls without a clear answer Slack is taken to be down, and asked less and less often, up to once a minute. */
const doubtsUntilDown = 2;
const longestDoubt = 60_000;
/** When Slack does not take our token it is tried again after so long, and on-call told so often, in ms. */
const outageFor = 60_000;
const tellEvery = 15 * 60_000;

/** The channels that an invocation by the queue `posts` names. Throws on anything else. */
export function readRing(event: unknown): readonly string[] {
  return readReceived(event).map(({ body }) => Ring.parse(JSON.parse(body)).channel);
}

/**
 * Sends what is queued for a channel, one message after another, worst first. Only one sender is at it at a time; whoever
 * comes second leaves, because the first hears the bell.
 */
export async function sendQueued(channel: string, parts: PostParts): Promise<void> {
  const endsAt = parts.now() + budget;
  const run: Run = { endsAt, blocked: new Map() };
  let lease = await parts.store.acquireLease(channel);
  while (lease) lease = await takeTurn(lease, run, parts);
}

/** Until when this sender works, and which calls it knows to be used up. */
type Run = Readonly<{ endsAt: number; blocked: Blocked }>;

/** One turn: the lease to go on with, or undefined when this sender is done. */
async function takeTurn(held: Lease, run: Run, parts: PostParts): Promise<Lease | undefined> {
  const { store, now } = parts;
  if (held.pausedUntil > now()) return handOver(held, held.pausedUntil, parts);
  const found = await findNext(held, run.blocked, parts);
  const { lease, changed } = await watchStorm(held, found, parts);
  if (!lease || changed) return lease;
  if (found.kind === 'none') return (await store.releaseLease(lease, 'empty')) ? undefined : store.renewLease(lease);
  if (found.kind === 'waiting') {
    if (found.until < Math.min(now() + soon, run.endsAt)) return rest(lease, found.until, parts);
    if (!(await store.releaseLease(lease, 'waiting'))) return store.renewLease(lease);
    return comeBack(lease.channel, found.until, parts);
  }
  if (found.kind === 'fold') return fold(lease, run.endsAt, parts);
  const at = startOf(found, lease, now());
  if (at >= run.endsAt) return handOver(lease, at, parts);
  if (at > now()) return rest(lease, at, parts);
  const taken = found.call === undefined ? 'taken' : await store.takeCall(found.call);
  if (found.call !== undefined && taken !== 'taken') {
    run.blocked.set(found.call, taken);
    return lease;
  }
  const renewed = await store.renewLease(lease, paced(found, lease, now()));
  if (!renewed) return undefined;
  return goOn(await work(found, parts), { lease: renewed, isFire: isNewCritical(found), parts });
}

function work(ready: Ready, parts: PostParts): Promise<Sent> {
  switch (ready.kind) {
    case 'send':
      return send(ready, parts);
    case 'seek':
      return seek(ready, parts);
    case 'relook':
      return relook(ready, parts);
  }
}

/** Nothing of this is seen in Slack, so it keeps no pace. Where nothing could be folded, somebody else is at it. */
async function fold(lease: Lease, endsAt: number, parts: PostParts): Promise<Lease | undefined> {
  if (parts.now() >= endsAt) return handOver(lease, parts.now(), parts);
  const folded = await foldWaiting(lease, parts);
  return folded === lease ? handOver(lease, parts.now() + pace, parts) : folded;
}

type Turn = Readonly<{ lease: Lease; isFire: boolean; parts: PostParts }>;

/** What a turn's end means for the channel. */
async function goOn(sent: Sent, { lease, isFire, parts }: Turn): Promise<Lease | undefined> {
  const { store, now } = parts;
  switch (sent.kind) {
    case 'next':
      return lease;
    case 'ok': {
      const fires = isFire ? { fires: [...recentFires(lease, now()), now()] } : {};
      const calm = lease.doubts > 0 ? { doubts: 0 } : {};
      return isFire || lease.doubts > 0 ? store.renewLease(lease, { ...fires, ...calm }) : lease;
    }
    case 'doubt': {
      const doubts = lease.doubts + 1;
      if (doubts < doubtsUntilDown) return store.renewLease(lease, { doubts });
      const ms = Math.min(longestDoubt, 1000 * 2 ** Math.min(doubts - 1, 10));
      return pause(ms, { doubts }, { lease, isFire, parts });
    }
    case 'pause':
      return pause(sent.ms, {}, { lease, isFire, parts });
    case 'outage':
      await tellOutage(sent.error, lease, parts);
      return pause(outageFor, {}, { lease, isFire, parts });
  }
}

async function pause(ms: number, change: { doubts?: number }, { lease, parts }: Turn): Promise<undefined> {
  const pausedUntil = parts.now() + ms;
  const paused = await parts.store.renewLease(lease, { pausedUntil, ...change });
  return paused && handOver(paused, pausedUntil, parts);
}

/** Gives the lease back first: whoever is told comes for it. A crash in between leaves our own message to the queue. */
async function handOver(lease: Lease, at: number, parts: PostParts): Promise<undefined> {
  if (await parts.store.releaseLease(lease, 'busy')) await comeBack(lease.channel, at, parts);
}

async function comeBack(channel: string, at: number, { sendToQueue, now }: PostParts): Promise<undefined> {
  const seconds = Math.min(900, Math.max(0, Math.ceil((at - now()) / 1000)));
  await sendToQueue('posts', { channel }, seconds);
}

async function tellOutage(error: string, { channel }: Lease, { store, log, tellOnCall }: PostParts): Promise<void> {
  log.error('Slack does not take our token, so nothing can be sent', { channel, error });
  if (!(await store.note('told-outage', tellEvery))) return;
  await tellOnCall(`Noroshi cannot post to Slack: it does not take our token (${error}). Alerts wait until it does.`);
}
