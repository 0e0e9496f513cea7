import type { SendToQueue, Slot, Store } from '../core/ports.ts';
import type { Severity } from '../core/severity.ts';

type Parts = Readonly<{ store: Pick<Store, 'wantSlot' | 'ring'>; sendToQueue: SendToQueue }>;

/** The lane of what is edited; first posts go by severity. */
const editLane = 4;

const lanes: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3, info: 3 };

/** What is sent first: 0 critical, then by severity, what is edited last. */
export function laneOf(severity: Severity, slot?: Slot): number {
  return slot?.ts === undefined ? lanes[severity] : editLane;
}

/**
 * Says that a slot should show `want`, and rings its channel, so that `posts` brings it about. Repeating it is harmless, and
 * after a crash in the middle it must be repeated.
 */
export async function wantShown(
  wanted: Parameters<Store['wantSlot']>[0],
  { store, sendToQueue }: Parts,
): Promise<Slot> {
  const slot = await store.wantSlot(wanted);
  const { channel } = slot;
  if (slot.queue !== undefined && (await store.ring(channel))) await sendToQueue('posts', { channel });
  return slot;
}
