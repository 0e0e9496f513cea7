import type { Lease, Now, Store } from '../core/ports.ts';
import { isDigest } from './fold.ts';
import type { Ready } from './next.ts';

type Parts = Readonly<{ store: Store; now: Now; sleep: (ms: number) => Promise<unknown> }>;

/** From one message in a channel to the next, in ms: Slack takes about one a second (docs.slack.dev/apis/web-api/rate-limits). */
export const pace = 1100;
/** A critical alert does not wait for its place where fewer messages than this came within so many ms. */
const mostBefore = 9;
const lately = 10_500;
/** The digest of critical alerts may be one more: all that comes after it is told by its edits, which have a pace of their own. */
const mostBeforeDigest = 10;
/** Who waits listens for critical alerts so often, in ms. */
export const listenEvery = 250;

/** When a channel may take what was found. Edits are counted by the workspace and not by the channel. */
export function startOf({ kind, slot }: Ready, lease: Lease, now: number): number {
  if (kind !== 'send' || slot.ts !== undefined) return now;
  const most = isDigest(slot) ? mostBeforeDigest : mostBefore;
  const isUrgent = slot.lane === 0 && slot.name === 'root' && latest(lease, now).length < most;
  return isUrgent ? now : Math.max(now, lease.nextAt);
}

/** What the lease remembers when a message is about to be put into the channel: one that goes early moves the others on. */
export function paced({ kind, slot }: Ready, lease: Lease, now: number): Pick<Lease, 'nextAt' | 'sent'> | undefined {
  if (kind !== 'send' || slot.ts !== undefined) return undefined;
  return { nextAt: Math.max(now, lease.nextAt) + pace, sent: [...latest(lease, now), now] };
}

/** Waits, but no longer than until a critical alert is queued: the lease to look again with; undefined when it was lost. */
export async function rest(lease: Lease, until: number, { store, now, sleep }: Parts): Promise<Lease | undefined> {
  while (now() < until) {
    await sleep(Math.min(until - now(), listenEvery));
    const [first] = await store.listQueued(lease.channel, { limit: 1 });
    if (first?.sk.startsWith('0#')) break;
  }
  return store.renewLease(lease);
}

function latest({ sent }: Lease, now: number): readonly number[] {
  return sent.filter((at) => at > now - lately);
}
