import * as z from 'zod/mini';
import type { Lease, Now, SendToQueue } from '../core/ports.ts';
import { readReceived } from '../core/received.ts';
import { findNext } from './next.ts';
import { type SendParts, send } from './send.ts';

export type PostParts = SendParts &
  Readonly<{ sendToQueue: SendToQueue; now: Now; sleep: (ms: number) => Promise<unknown> }>;

const Ring = z.object({ channel: z.string().check(z.minLength(1)) });

/** A sender works so long and then hands over, in ms; well below the function's timeout of 30 s. */
const budget = 15_000;
/** From one message in a channel to the next, in ms: Slack takes about one a second. */
const pace = 1100;

/** The channels that an invocation by the queue `posts` names. Throws on anything else. */
export function readRing(event: unknown): readonly string[] {
  return readReceived(event).map(({ body }) => Ring.parse(JSON.parse(body)).channel);
}

/**
 * Sends what is queued for a channel, one message after another, worst first. Only one sender is at it at a time; whoever
 * comes second leaves, because the first hears the bell. Throws when Slack does not take our token, so that the queue
 * comes back later; everything else is settled here.
 */
export async function sendQueued(channel: string, parts: PostParts): Promise<void> {
  const endsAt = parts.now() + budget;
  let lease = await parts.store.acquireLease(channel);
  while (lease) lease = await takeTurn(lease, endsAt, parts);
}

/** One turn: the lease to go on with, or undefined when this sender is done. */
async function takeTurn(lease: Lease, endsAt: number, parts: PostParts): Promise<Lease | undefined> {
  const { store, now, sleep } = parts;
  if (lease.pausedUntil > now()) return handOver(lease, lease.pausedUntil, parts);
  const found = await findNext(lease.channel, parts);
  if (found.kind === 'none') return (await store.releaseLease(lease, 'empty')) ? undefined : store.renewLease(lease);
  if (found.kind === 'waiting') {
    if (!(await store.releaseLease(lease, 'waiting'))) return store.renewLease(lease);
    return comeBack(lease.channel, found.until, parts);
  }
  if (Math.max(now(), lease.nextAt) >= endsAt) return handOver(lease, lease.nextAt, parts);
  if (lease.nextAt > now()) await sleep(lease.nextAt - now());
  const renewed = await store.renewLease(lease, { nextAt: now() + pace });
  if (!renewed) return undefined;
  const sent = await send(found, parts);
  if (sent.kind === 'outage') return giveUp(renewed, sent.error, parts);
  if (sent.kind === 'next') return renewed;
  const pausedUntil = now() + sent.ms;
  const paused = await store.renewLease(renewed, { pausedUntil });
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

async function giveUp(lease: Lease, error: string, { store, log }: PostParts): Promise<never> {
  await store.releaseLease(lease, 'busy');
  log.error('Slack does not take our token, so nothing can be sent', { channel: lease.channel, error });
  throw new Error(`Slack does not take our token: ${error}`);
}
