import * as z from 'zod/mini';
import type { Lease, SendToQueue } from '../core/ports.ts';
import { readReceived } from '../core/received.ts';
import { detour } from './detour.ts';
import { foldWaiting } from './fold.ts';
import { endedOf, type Late, type LateParts, overtake, waitFor } from './late.ts';
import { type Fold, findFireEdit, findNext, type Known, type NextParts, type Ready } from './next.ts';
import { listenEvery, pace, paced, rest, startOf } from './pace.ts';
import { relook, seek } from './reconcile.ts';
import { type Sent, send } from './send.ts';
import {
  doubtsUntilDown,
  isNewCritical,
  noneAlone,
  prepareFire,
  recentFires,
  type StormParts,
  watchStorm,
} from './storm.ts';

export type PostParts = LateParts & NextParts & StormParts & Readonly<{ sendToQueue: SendToQueue }>;

const Ring = z.object({ channel: z.string().check(z.minLength(1)) });

/** A sender works so long and then hands over, in ms; well below the function's timeout of 30 s. */
const budget = 15_000;
/** What can go so soon is waited for, in ms. */
const soon = 1900;
/** Who comes back when something may go again is there so much earlier, in ms: then a digest of what waits is ready by then. */
const early = 900;
/** A critical alert that would have to wait longer for a message of its own, in ms, goes into the digest that is there. */
const aloneFor = 1000;
/** While Slack is down it is asked less and less often, up to once a minute. */
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
  const run: Run = { endsAt, blocked: new Map(), late: [] };
  let lease = await parts.store.acquireLease(channel);
  try {
    while (lease) lease = await takeTurn(lease, run, parts);
  } finally {
    // A call that is still under way when the function ends may arrive minutes later.
    await Promise.all(run.late.map(({ ended }) => ended));
  }
}

/** Until when this sender works, what it knows, and which calls it did not wait for. */
type Run = Readonly<{ endsAt: number; late: Late[] }> & { -readonly [word in keyof Known]: Known[word] };

/** One turn: the lease to go on with, or undefined when this sender is done. */
async function takeTurn(held: Lease, run: Run, parts: PostParts): Promise<Lease | undefined> {
  const { store, now } = parts;
  const ended = endedOf(run.late);
  if (ended) return goOn(ended.sent, { lease: held, ready: ended.ready, run, parts });
  if (held.pausedUntil > now()) return waitOut(held, run, parts);
  const found = await findNext(held, run, parts);
  const { lease, changed } = await watchStorm(held, found, parts);
  if (!lease || changed) return lease;
  if (found.kind === 'none') {
    if (run.late.length > 0) return rest(lease, now() + listenEvery, parts);
    return (await store.releaseLease(lease, 'empty')) ? undefined : store.renewLease(lease);
  }
  if (found.kind === 'waiting') {
    if (found.until < Math.min(now() + soon, run.endsAt)) return rest(lease, found.until, parts);
    if (run.late.length > 0) return rest(lease, now() + listenEvery, parts);
    if (!(await store.releaseLease(lease, 'waiting'))) return store.renewLease(lease);
    return comeBack(lease.channel, found.until, parts);
  }
  if (found.kind === 'fold') return fold(found, { lease, run, parts });
  const at = startOf(found, lease, now());
  if (at > now() + aloneFor && isNewCritical(found) && lease.fireDigest?.alone !== undefined) {
    return noneAlone(lease, parts);
  }
  if (at >= run.endsAt) return standBy(lease, at, { run, parts });
  if (at > now()) return rest(lease, at, parts);
  return perform(found, { lease, run, parts });
}

/** Slack takes no new messages in the channel: what is critical is folded meanwhile, and a digest that is there is edited. */
async function waitOut(held: Lease, run: Run, parts: PostParts): Promise<Lease | undefined> {
  const { now } = parts;
  const isDown = held.doubts >= doubtsUntilDown;
  const prepared = isDown ? held : await prepareFire(held, parts);
  if (prepared !== held) return prepared;
  const found = isDown ? undefined : await findFireEdit(held, run, parts);
  if (found?.kind === 'fold') {
    const { lease, changed } = await watchStorm(held, found, parts);
    return !lease || changed ? lease : fold(found, { lease, run, parts });
  }
  if (found?.kind === 'send') {
    if (now() < run.endsAt) return perform(found, { lease: held, run, parts });
    return standBy(held, now(), { run, parts });
  }
  // Edits may be had again before the channel is.
  const at = found?.kind === 'waiting' ? Math.min(found.until, held.pausedUntil) : held.pausedUntil;
  return standBy(held, at, { run, parts });
}

type Working = Readonly<{ lease: Lease; run: Run; parts: PostParts }>;

/** Does what was found, if the call that it needs is to be had. */
async function perform(found: Ready, { lease, run, parts }: Working): Promise<Lease | undefined> {
  const { store, now } = parts;
  if (found.call === 'urgent') run.owesEdit = false;
  if (!(await takeCall(found, run, parts))) return lease;
  const renewed = await store.renewLease(lease, paced(found, lease, now()));
  if (!renewed) return undefined;
  const sent = await waitFor(work(found, parts), found, { late: run.late, parts });
  if (sent?.kind === 'ok') overtake(run.late);
  return sent ? goOn(sent, { lease: renewed, ready: found, run, parts }) : renewed;
}

/** False when the call that it needs is not to be had now. */
async function takeCall({ call }: Ready, { blocked }: Run, { store }: PostParts): Promise<boolean> {
  if (call === undefined) return true;
  const taken = await store.takeCall(call === 'read' ? call : 'update', call === 'urgent');
  if (taken !== 'taken') blocked.set(call, taken);
  return taken === 'taken';
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
async function fold({ isDue = false }: Fold, { lease, run, parts }: Working): Promise<Lease | undefined> {
  if (parts.now() >= run.endsAt) return standBy(lease, parts.now(), { run, parts });
  run.owesEdit ||= isDue;
  const folded = await foldWaiting(lease, parts);
  return folded === lease ? standBy(lease, parts.now() + pace, { run, parts }) : folded;
}

type Turn = Working & Readonly<{ ready: Ready }>;

/** What a turn's end means for the channel. */
async function goOn(sent: Sent, { lease, ready, run, parts }: Turn): Promise<Lease | undefined> {
  const isFire = isNewCritical(ready);
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
      const ms = Math.min(longestDoubt, 1000 * 2 ** Math.min(doubts - doubtsUntilDown, 10));
      return store.renewLease(lease, { ...pausedFor(ms, lease, now()), doubts });
    }
    case 'pause': {
      const paused = await store.renewLease(lease, pausedFor(sent.ms, lease, now()));
      if (paused) await detour(paused, { ...parts, editsFrom: run.blocked.get('urgent') ?? 0 });
      return paused;
    }
    case 'outage':
      await tellOutage(sent.error, lease, parts);
      return store.renewLease(lease, {
        ...pausedFor(outageFor, lease, now()),
        doubts: Math.max(lease.doubts, doubtsUntilDown),
      });
  }
}

/** A call that was left behind may end in the middle of a longer pause, which holds all the same. */
function pausedFor(ms: number, { pausedUntil }: Lease, now: number): Pick<Lease, 'pausedUntil'> {
  return { pausedUntil: Math.max(pausedUntil, now + ms) };
}

/**
 * What must wait longer than this sender works is left to the next. The lease is given back first: whoever is told comes for
 * it. A crash in between leaves our own message to the queue.
 */
async function standBy(
  lease: Lease,
  at: number,
  { run, parts }: Readonly<{ run: Run; parts: PostParts }>,
): Promise<Lease | undefined> {
  const { store, now } = parts;
  if (run.late.length > 0) return rest(lease, now() + listenEvery, parts);
  if (at > now() && at < Math.min(now() + soon, run.endsAt)) return rest(lease, at, parts);
  if (await store.releaseLease(lease, 'busy')) await comeBack(lease.channel, at, parts);
  return undefined;
}

async function comeBack(channel: string, at: number, { sendToQueue, now }: PostParts): Promise<undefined> {
  // Rather too early than too late: what is left is waited for.
  const seconds = Math.min(900, Math.max(0, Math.floor((at - early - now()) / 1000)));
  await sendToQueue('posts', { channel }, seconds);
}

async function tellOutage(error: string, { channel }: Lease, { store, log, tellOnCall }: PostParts): Promise<void> {
  log.error('Slack does not take our token, so nothing can be sent', { channel, error });
  if (!(await store.note('told-outage', tellEvery))) return;
  await tellOnCall(`Noroshi cannot post to Slack: it does not take our token (${error}). Alerts wait until it does.`);
}
