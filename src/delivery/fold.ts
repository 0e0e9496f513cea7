import pLimit from 'p-limit';
import type { AlertState, Digest, Lease, Log, Member, Now, Queued, Slot, SlotRef, Store } from '../core/ports.ts';
import { weighed } from '../core/repeats.ts';
import type { Settings } from '../core/settings.ts';
import { cameBackName } from './thread-names.ts';

export type FoldParts = Readonly<{ store: Store; now: Now; log: Log }>;

/** Which of a channel's two digests: that of critical alerts has a lane of its own before everything else. */
export type Which = 'critical' | 'usual';

const minute = 60_000;
/** From what a critical digest showed last to its next edit, in ms: with the call itself about a second. */
const criticalEvery = 700;
/** So many rows are folded at once, and so many of them at the same time. */
const foldedAtOnce = 100;
const atOnce = 32;
/** After the last row of lane 0, as a sort key. */
const afterCriticals = '0~';

/** The slot of a digest's message. */
export function digestRef(id: string, channel: string): SlotRef {
  return { owner: `DIGEST#${id}`, channel, name: 'root' };
}

/** The slot of the one note in a digest's thread that names which of its alerts came back; it is edited as the digest is. */
function cameBackRef(id: string, channel: string): SlotRef & Pick<Slot, 'lane' | 'thread'> {
  const { owner, name } = digestRef(id, channel);
  return { owner, channel, name: cameBackName, lane: 3, thread: { owner, name } };
}

/** Whether a slot is an alert's own message. */
export function isAlert({ owner, name }: SlotRef): boolean {
  return owner.startsWith('ALERT#') && name === 'root';
}

export function isDigest({ owner }: Pick<SlotRef, 'owner'>): boolean {
  return owner.startsWith('DIGEST#');
}

/** Whether a slot is a digest of critical alerts that is there: its edits wait for nobody. */
export function isUrgentEdit({ owner, lane, ts }: Slot): boolean {
  return isDigest({ owner }) && lane === 0 && ts !== undefined;
}

/** The digest's message should be made anew; its lane stays, so that its edits come before what waits. */
export async function bumpDigest(id: string, { channel, store }: { channel: string; store: Store }): Promise<void> {
  const digest = await store.findDigest(id);
  await store.bumpSlot({ ...digestRef(id, channel), lane: digest?.lane === 'critical' ? 0 : 1 });
}

/** Until when a digest's next edit waits, in ms; 0 for everything else. */
export function editPause(slot: Slot, { storm }: Pick<Settings, 'storm'>): number {
  const { lane, ts, shownAt = 0 } = slot;
  if (!isDigest(slot) || ts === undefined) return 0;
  return shownAt + (lane === 0 ? criticalEvery : storm.digestEveryMs);
}

/** Whether a slot goes into the digest that is open: an alert's own message that is not there yet. */
export function isFoldable(slot: Slot, lease: Lease): boolean {
  const { ts, state, digest } = slot;
  const open = openFor(slot, lease);
  if (!open || !isAlert(slot) || ts !== undefined) return false;
  return (state === 'idle' && !isAlone(slot, open)) || (state === 'folded' && digest === open.id);
}

/** Whether a slot was queued before the digest was opened, among the few that get messages of their own. */
function isAlone({ queue }: Slot, { alone }: Digest): boolean {
  return queue !== undefined && alone !== undefined && queue <= alone;
}

function openFor({ lane }: Slot, { digest, fireDigest }: Lease): Digest | undefined {
  return lane === 0 ? fireDigest : digest;
}

/**
 * Folds what waits for the open digests of a channel: what each alert says goes into a member row, its slot out of the queue,
 * and the digest's message is wanted anew. The lease with what was counted; undefined when it was lost, the same one when
 * nothing could be folded.
 */
export async function foldWaiting(lease: Lease, parts: FoldParts): Promise<Lease | undefined> {
  const { store } = parts;
  const critical = lease.fireDigest ? await store.listQueued(lease.channel, { limit: foldedAtOnce }) : [];
  const rows = [
    ...critical.filter(({ sk }) => sk < afterCriticals),
    ...(lease.digest ? await store.listQueued(lease.channel, { limit: foldedAtOnce, after: afterCriticals }) : []),
  ];
  const limit = pLimit(atOnce);
  const folded = (await Promise.all(rows.map((row) => limit(() => foldOne(row, lease, parts))))).flat();
  if (folded.length === 0) return lease;
  for (const id of new Set(folded.map(({ digest }) => digest))) {
    await bumpDigest(id, { channel: lease.channel, store });
  }
  await Promise.all(folded.map(({ row }) => limit(() => store.deleteQueued(row))));
  const count = (digest: Digest | undefined) => folded.filter((one) => one.digest === digest?.id).length;
  return store.renewLease(lease, {
    ...(lease.digest && { digest: counted(lease.digest, count(lease.digest), parts.now()) }),
    ...(lease.fireDigest && { fireDigest: counted(lease.fireDigest, count(lease.fireDigest), parts.now()) }),
  });
}

type Folded = Readonly<{ row: Queued; digest: string }>;

/** What cannot be read is put aside for a minute, so that it does not hold up the others. */
async function foldOne(row: Queued, lease: Lease, { store, now, log }: FoldParts): Promise<readonly Folded[]> {
  const slot = await store.findSlot(row.slot);
  const open = slot && openFor(slot, lease);
  if (!slot || !open || slot.queue !== row.ulid || !isFoldable(slot, lease)) return [];
  try {
    const state = await store.findAlert(slot.owner.slice('ALERT#'.length));
    if (!state) throw new Error('There is no such alert');
    await store.putMember(open.id, memberOf(state));
    // Whoever was not told of it before needs not be told that it is back.
    const isBack = slot.state === 'folded' && state.relapses !== undefined;
    // Before it is folded: whoever comes after a crash folds it again, and tells this again.
    if (isBack) await store.bumpSlot(cameBackRef(open.id, lease.channel));
    const isFolded = await store.foldSlot(slot, { digest: open.id, rev: state.rev });
    return isFolded ? [{ row, digest: open.id }] : [];
  } catch (error) {
    log.error('An alert could not be folded and is put aside', { slot: slot.owner, error: String(error) });
    await store.changeSlot(slot, { state: 'unknown', checkAt: now() + minute });
    return [];
  }
}

/**
 * A slot that is wanted anew while the digest that told of it is over, or not for the likes of it any more. What opened anew
 * since, and what became critical, leaves it, marked as moved, and is idle again; all else is told where it was. True
 * when its row may go.
 */
export async function dissolve(slot: Slot, store: Store): Promise<boolean> {
  const { digest = '', channel, owner } = slot;
  const state = await store.findAlert(owner.slice('ALERT#'.length));
  if (state && (await isToLeave(state, slot, store))) {
    await store.putMember(digest, { ...memberOf(state), moved: true });
    await bumpDigest(digest, { channel, store });
    await store.changeSlot(slot, { state: 'idle', digest: null });
    return false;
  }
  if (state) await store.putMember(digest, memberOf(state));
  const isFolded = await store.foldSlot(slot, { digest, rev: state?.rev ?? slot.want });
  if (isFolded) await bumpDigest(digest, { channel, store });
  return isFolded;
}

/** Where the digest is forgotten, it is told by itself. */
async function isToLeave(state: AlertState, { digest: id = '', lane }: Slot, store: Store): Promise<boolean> {
  if (state.status !== 'open') return false;
  const { alertId, back, sourceAt } = memberOf(state);
  const [digest, members] = await Promise.all([store.findDigest(id), store.listMembers(id)]);
  const told = members.find((member) => member.alertId === alertId);
  if (!digest || !told || told.moved || told.status === 'resolved') return true;
  return told.back !== back || told.sourceAt !== sourceAt || (digest.lane === 'critical') !== (lane === 0);
}

/** More than this many in a minute are a storm that goes on. */
export const quietUpTo = 5;

function counted({ busyAt, since, folded, ...digest }: Digest, more: number, now: number): Digest {
  const isNewMinute = now - since >= minute;
  const count = (isNewMinute ? 0 : folded) + more;
  return { ...digest, since: isNewMinute ? now : since, folded: count, busyAt: count > quietUpTo ? now : busyAt };
}

/** What a digest says of an alert. */
function memberOf(known: AlertState): Member {
  const { alert, rev, status, relapses, acknowledged } = weighed(known);
  const { id: alertId, kind, title, severity, accountId, accountName, occurredAt, sourceAt, rule, finding } = alert;
  const about = rule ?? finding;
  return {
    ...{ alertId, rev, kind, title: title.slice(0, 300), severity, status, accountId, occurredAt, sourceAt },
    ...(accountName !== undefined && { accountName }),
    ...(about !== undefined && { about }),
    ...(relapses && { back: relapses.count }),
    ...(acknowledged && { acknowledged: acknowledged.by }),
  };
}
