import type { Lease, Now, Queued, SendToQueue, Slot, Store } from '../core/ports.ts';
import { isFileSlot } from '../core/reply.ts';
import type { Settings } from '../core/settings.ts';
import { bumpDigest, digestRef, dissolve, editPause, isAlert, isDigest, isFoldable, isUrgentEdit } from './fold.ts';
import { wantShown } from './want.ts';

export type NextParts = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  now: Now;
  fallback: string;
  settings: Settings;
}>;

/** Calls that are counted for the whole workspace (`urgent`: edits that need not wait for their turn), and until when (ms) there are none to be had. */
type Counted = 'update' | 'urgent' | 'read';
type Blocked = Map<Counted, number>;
/** What a sender knows: which calls are used up, and whether it owes an edit to what it has folded. */
export type Known = Readonly<{ blocked: Blocked; owesEdit?: boolean }>;

/** A queued row whose turn it is: to be sent, looked for after a lost reply, or looked at again; and the thread it belongs into. */
export type Ready = Readonly<{
  kind: 'send' | 'seek' | 'relook';
  row: Queued;
  slot: Slot;
  threadTs?: string;
  /** A call that Slack counts for the whole workspace: one must be taken first. */
  call?: Counted;
}>;
/** Alerts wait for the digest that is open; `isDue` where its edit could go now, too: it comes right after. */
export type Fold = Readonly<{ kind: 'fold'; lane: number; isDue?: boolean }>;
type Waiting = Readonly<{ kind: 'waiting'; until: number }>;
/** Gone from the queue, gone and something else queued instead (`again`), or not before `until` (ms). */
type Looked = Ready | Fold | Waiting | Readonly<{ kind: 'gone' } | { kind: 'again' }>;
/** What a channel has to do next. */
export type Next = Ready | Fold | Waiting | Readonly<{ kind: 'none' }>;

const page = 25;
/** Where the rows of what is edited begin, by sort key. */
const editLane = '4';
/** So many rows that cannot go yet are passed over before we come back later. */
const mostSkipped = 200;
/** How long a thread waits for the message that it hangs on before it looks again, in ms. */
const threadWait = 2000;

type Pass = NextParts & Known & Readonly<{ lease: Lease }>;

/**
 * Finds the first row of a channel that can go now, and clears those away that nothing is to be done for. What is edited comes
 * last, also where it was queued as a first message.
 */
export async function findNext(lease: Lease, known: Known, parts: NextParts): Promise<Next> {
  const pass: Pass = { ...parts, ...known, lease };
  const fire = await lookAtFire(pass);
  if (fire && fire.kind !== 'waiting') return fire;
  const waits: number[] = [];
  let edit: Ready | undefined;
  let after: string | undefined;
  while (waits.length < mostSkipped) {
    const rows = await parts.store.listQueued(lease.channel, { limit: page, ...(after && { after }) });
    for (const row of rows) {
      if (edit && row.sk >= editLane) return edit;
      const looked = await look(row, pass);
      if (looked.kind === 'again') return findNext(lease, known, parts);
      if (looked.kind === 'waiting') waits.push(looked.until);
      else if (isLateEdit(looked)) edit ??= looked;
      else if (looked.kind !== 'gone') return looked;
    }
    if (rows.length < page) break;
    after = rows.at(-1)?.sk;
  }
  if (edit) return edit;
  return waits.length === 0 ? { kind: 'none' } : { kind: 'waiting', until: Math.min(...waits) };
}

/**
 * The digest of critical alerts comes before everything else, with all that waits for it: it tells of more than one. What comes
 * while it is not there yet waits for its first edit, and what was folded is told before more is, or there would be no end to it;
 * and an edit waits for those that get messages of their own.
 */
async function lookAtFire(pass: Pass): Promise<Next | undefined> {
  const { store, lease, owesEdit, now } = pass;
  const { channel, fireDigest, pausedUntil } = lease;
  if (!fireDigest) return undefined;
  const ref = digestRef(fireDigest.id, channel);
  const isPaused = pausedUntil > now();
  const limit = isPaused ? mostSkipped : page;
  const [slot, rows] = await Promise.all([store.findSlot(ref), store.listQueued(channel, { limit })]);
  const last = `0#${fireDigest.alone ?? ''}`;
  if (!isPaused && slot?.ts !== undefined && rows.some((row) => row.sk <= last && isAlert(row.slot))) return undefined;
  const { queue, shown = 0, want = 0, lane } = slot ?? {};
  const row = queue !== undefined && shown < want && { sk: `${lane}#${queue}`, ulid: queue, slot: ref };
  const isNew = slot?.ts === undefined && slot?.state === 'idle' && !isPaused;
  const [looked, isFold] = await Promise.all([
    row ? look(row, pass) : undefined,
    !(row && isNew) && areFoldable(rows, pass),
  ]);
  const isDue = looked?.kind === 'send' && looked.call === 'urgent';
  if (isFold && !(isDue && owesEdit)) return { kind: 'fold', lane: 0, isDue };
  return looked && ('slot' in looked || looked.kind === 'waiting') ? looked : undefined;
}

/** Whether one of the critical alerts that are queued goes into their digest. */
async function areFoldable(rows: readonly Queued[], { store, lease }: Pass): Promise<boolean> {
  const slots = await Promise.all(
    rows.map(async ({ sk, ulid, slot }) => {
      const found = sk.startsWith('0#') && isAlert(slot) ? await store.findSlot(slot) : undefined;
      return found?.queue === ulid ? found : undefined;
    }),
  );
  return slots.some((slot) => slot && slot.shown < slot.want && isFoldable(slot, lease));
}

/** The same while Slack takes no new messages in the channel: what is there already may be edited all the same. */
export async function findFireEdit(lease: Lease, known: Known, parts: NextParts): Promise<Next | undefined> {
  const found = await lookAtFire({ ...parts, ...known, lease });
  return found?.kind === 'send' && found.call !== 'urgent' ? undefined : found;
}

function isLateEdit(looked: Looked): looked is Ready {
  return looked.kind === 'send' && looked.call === 'update' && looked.row.sk < editLane && !isDigest(looked.slot);
}

async function look(row: Queued, pass: Pass): Promise<Looked> {
  const { store, now, fallback, lease } = pass;
  const slot = await store.findSlot(row.slot);
  if (!slot || slot.queue !== row.ulid) {
    if (slot?.state !== 'folded' || slot.digest === undefined) return clear(row, store);
    // Somebody died between folding it and telling the digest.
    await bumpDigest(slot.digest, { channel: slot.channel, store });
    await clear(row, store);
    return { kind: 'again' };
  }
  if (slot.state === 'sending' || slot.state === 'unknown') return lookIntoDoubt(row, slot, pass);
  if (slot.relookAt !== undefined && slot.relookAt <= now() && slot.state === 'idle' && slot.ts) {
    return withCall('read', { kind: 'relook', row, slot, ...(await sentBelow(slot, store)) }, pass);
  }
  if (slot.shown >= slot.want) {
    return (await store.settleSlot(slot, row.ulid, slot.shown)) ? clear(row, store) : look(row, pass);
  }
  if (slot.state === 'failed' && slot.channel !== fallback) return forward(row, slot, pass);
  if (isFoldable(slot, lease)) return { kind: 'fold', lane: slot.lane };
  if (slot.state === 'folded') {
    if (await dissolve(slot, store)) await clear(row, store);
    return { kind: 'again' };
  }
  const until = editPause(slot, pass.settings);
  if (until > now()) return { kind: 'waiting', until };
  return lookAtThread(row, slot, pass);
}

/** Nobody knows what became of the last call: an edit is sent again, a post is looked for first. */
async function lookIntoDoubt(row: Queued, slot: Slot, pass: Pass): Promise<Looked> {
  const { checkAt = 0, file, name, ts } = slot;
  if (checkAt >= pass.now()) return { kind: 'waiting', until: checkAt + 1 };
  const thread = await sentBelow(slot, pass.store);
  if (ts !== undefined) return withCall('update', { kind: 'send', row, slot, ...thread }, pass);
  if (file !== undefined) return { kind: 'seek', row, slot, ...thread };
  // A file without an id was never shown to anybody.
  if (isFileSlot(name)) return { kind: 'send', row, slot, ...thread };
  return withCall('read', { kind: 'seek', row, slot, ...thread }, pass);
}

/** As long as there is no call of that method to be had, the row is passed over. */
function withCall(method: 'update' | 'read', ready: Ready, { blocked, now }: Pass): Looked {
  const call = method === 'update' && isUrgentEdit(ready.slot) ? 'urgent' : method;
  const until = blocked.get(call) ?? 0;
  return until > now() ? { kind: 'waiting', until } : { ...ready, call };
}

/** In a thread once its root is there; a root that will never be there leaves a message of its own. */
async function lookAtThread(row: Queued, slot: Slot, pass: Pass): Promise<Looked> {
  const { store, now, fallback } = pass;
  const ready: Ready = { kind: 'send', row, slot };
  if (slot.ts !== undefined) return withCall('update', ready, pass);
  if (!slot.thread) return ready;
  const root = await store.findSlot({ ...slot.thread, channel: slot.channel });
  const thread = await threadOf(slot, store);
  if (thread.threadTs !== undefined) return { ...ready, ...thread };
  if (root?.state === 'failed' && slot.channel !== fallback) return forward(row, slot, pass);
  const isComing = root !== undefined && (root.queue !== undefined || root.state === 'folded');
  return isComing ? { kind: 'waiting', until: now() + threadWait } : ready;
}

/** Where it was sent: what was in a digest then may have a message of its own by now. */
async function sentBelow(slot: Slot, store: Store): Promise<{ threadTs?: string }> {
  return slot.threadTs === undefined ? threadOf(slot, store) : { threadTs: slot.threadTs };
}

/** The message that a slot's thread hangs on: its root, or the digest that the root is folded into. */
async function threadOf(slot: Slot, store: Store): Promise<{ threadTs?: string }> {
  if (!slot.thread) return {};
  const root = await store.findSlot({ ...slot.thread, channel: slot.channel });
  if (root?.ts) return { threadTs: root.ts };
  if (root?.state !== 'folded' || root.digest === undefined) return {};
  const digest = await store.findSlot(digestRef(root.digest, slot.channel));
  return digest?.ts ? { threadTs: digest.ts } : {};
}

/** What a channel does not take is shown in the fallback channel, and so is what comes later. */
async function forward(row: Queued, slot: Slot, pass: Pass): Promise<Looked> {
  const { store, fallback } = pass;
  const { owner, name, lane, want, thread } = slot;
  await wantShown({ owner, channel: fallback, name, lane, want, ...(thread && { thread }) }, pass);
  return (await store.settleSlot(slot, row.ulid, want)) ? clear(row, store) : look(row, pass);
}

async function clear(row: Queued, store: Store): Promise<Looked> {
  await store.deleteQueued(row);
  return { kind: 'gone' };
}
