import type { Now, Queued, SendToQueue, Slot, Store } from '../core/ports.ts';
import { wantShown } from './want.ts';

type Parts = Readonly<{ store: Store; sendToQueue: SendToQueue; now: Now; fallback: string }>;

/** A queued row that can be sent now, and the message whose thread it belongs into. */
export type Ready = Readonly<{ kind: 'ready'; row: Queued; slot: Slot; threadTs?: string }>;
/** Sent or given up, so its row is gone; or not before `until` (ms). */
type Looked = Ready | Readonly<{ kind: 'gone' } | { kind: 'waiting'; until: number }>;
/** What a channel has to send next. */
export type Next = Ready | Readonly<{ kind: 'none' } | { kind: 'waiting'; until: number }>;

const page = 25;
/** So many rows that cannot go yet are passed over before we come back later. */
const mostSkipped = 200;
/** How long a thread waits for the message that it hangs on before it looks again, in ms. */
const threadWait = 2000;

/** Finds the first row of a channel that can be sent now, and clears those away that nothing is to be done for. */
export async function findNext(channel: string, parts: Parts): Promise<Next> {
  const waits: number[] = [];
  let after: string | undefined;
  while (waits.length < mostSkipped) {
    const rows = await parts.store.listQueued(channel, { limit: page, ...(after && { after }) });
    for (const row of rows) {
      const looked = await look(row, parts);
      if (looked.kind === 'ready') return looked;
      if (looked.kind === 'waiting') waits.push(looked.until);
    }
    if (rows.length < page) break;
    after = rows.at(-1)?.sk;
  }
  return waits.length === 0 ? { kind: 'none' } : { kind: 'waiting', until: Math.min(...waits) };
}

async function look(row: Queued, parts: Parts): Promise<Looked> {
  const { store, now, fallback } = parts;
  const slot = await store.findSlot(row.slot);
  if (!slot || slot.queue !== row.ulid) return clear(row, store);
  if (slot.shown >= slot.want) {
    return (await store.settleSlot(slot, row.ulid, slot.shown)) ? clear(row, store) : look(row, parts);
  }
  if (slot.state === 'failed' && slot.channel !== fallback) return forward(row, slot, parts);
  const { checkAt = 0 } = slot;
  if (slot.state === 'sending' && checkAt >= now()) return { kind: 'waiting', until: checkAt + 1 };
  return lookAtThread(row, slot, parts);
}

/** In a thread once its root is there; a root that will never be there leaves a message of its own. */
async function lookAtThread(row: Queued, slot: Slot, parts: Parts): Promise<Looked> {
  const { store, now, fallback } = parts;
  const ready: Ready = { kind: 'ready', row, slot };
  if (!slot.thread) return ready;
  const root = await store.findSlot({ ...slot.thread, channel: slot.channel });
  if (root?.ts) return { ...ready, threadTs: root.ts };
  if (root?.state === 'failed' && slot.channel !== fallback) return forward(row, slot, parts);
  return root?.queue === undefined ? ready : { kind: 'waiting', until: now() + threadWait };
}

/** What a channel does not take is shown in the fallback channel, and so is what comes later. */
async function forward(row: Queued, slot: Slot, parts: Parts): Promise<Looked> {
  const { store, fallback } = parts;
  const { owner, name, lane, want, thread } = slot;
  await wantShown({ owner, channel: fallback, name, lane, want, ...(thread && { thread }) }, parts);
  return (await store.settleSlot(slot, row.ulid, want)) ? clear(row, store) : look(row, parts);
}

async function clear(row: Queued, store: Store): Promise<Looked> {
  await store.deleteQueued(row);
  return { kind: 'gone' };
}
