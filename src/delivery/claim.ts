import type { Log, Now, Slot, Store } from '../core/ports.ts';
import { isUrgentEdit } from './fold.ts';
import type { Ready } from './next.ts';

/** A slot that is ours alone, and since when, in ms. */
export type Claimed = Slot & Readonly<{ claimedAt: number }>;

/** A sender that has not answered after so long may be given up, in ms: three times what a call may take. */
const postFor = 9000;
/** After so long no run of a function is still at it, in ms (Lambda ends ours after 30 s). */
const editFor = 30_000;
/** A call takes no longer, in ms: a little more than its timeout. */
const callFor = 4000;

/** Claims what is ready, as it was seen in `slot`; undefined when another was faster. */
export async function claim(slot: Slot, { row, threadTs }: Ready, store: Store): Promise<Claimed | undefined> {
  const forMs = claimFor(slot);
  const thread = threadTs !== undefined && { threadTs };
  const claimed = await store.claimSlot(slot, { ulid: row.ulid, forMs, ...thread });
  return claimed && { ...claimed, claimedAt: (claimed.checkAt ?? 0) - forMs };
}

/** Whether of an earlier call than this claim's nobody knows what became: its time stands since then. */
export function isInDoubt({ sentAt, claimedAt }: Claimed): boolean {
  return sentAt !== undefined && sentAt < claimedAt;
}

/** Whether a call would end after the claim: whoever stood still for so long may say what somebody else has edited since. */
export function isTooLate({ checkAt }: Slot, now: number): boolean {
  return checkAt !== undefined && now > checkAt - callFor;
}

/** Whoever lives to see that it failed will not show anything later, so that its edit needs not be waited for so long. */
export async function shorten(
  claimed: Claimed,
  { store, now, log }: Readonly<{ store: Store; now: Now; log: Log }>,
): Promise<void> {
  if (claimFor(claimed) === postFor) return;
  try {
    await store.changeSlot(claimed, { state: 'unknown', checkAt: now() + postFor });
  } catch (error) {
    log.warn('A claim could not be shortened', { owner: claimed.owner, error: String(error) });
  }
}

/**
 * For how long nobody else sends a slot, in ms. Whoever stood still with an older edit would take a newer one back, so that it
 * is waited for; a post that comes late is only one copy more, and the digest of critical alerts does not wait.
 */
function claimFor(slot: Slot): number {
  return slot.ts === undefined || isUrgentEdit(slot) ? postFor : editFor;
}
