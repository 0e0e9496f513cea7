import type { SendToQueue, Slot, SlotRef, Store } from '../core/ports.ts';

/** What it takes to have a lasting message shown: the slot's row, its channel's bell and the queue of the posts. */
export type ShowWorld = Readonly<{ store: Store; sendToQueue: SendToQueue }>;

/** Wants a slot to show `want`, and rings its channel when there is something to be posted or edited. */
export async function show(
  slot: SlotRef & Readonly<{ lane: number; want: number; thread?: NonNullable<Slot['thread']> }>,
  { store, sendToQueue }: ShowWorld,
): Promise<void> {
  const wanted = await store.wantSlot(slot);
  if (wanted.queue === undefined) return;
  if (await store.ring(slot.channel)) await sendToQueue('posts', { channel: slot.channel });
}
