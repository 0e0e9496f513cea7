import pLimit from 'p-limit';
import type { Lease } from '../core/ports.ts';
import { digestRef, isAlert } from './fold.ts';
import type { SendParts } from './send.ts';
import { type ShowParts, showAlert } from './show-alert.ts';

/** So many critical alerts are sent elsewhere at once, and so many of them at the same time. */
const most = 100;
const atOnce = 16;
/** A digest that can be edited within so many ms needs nobody to say the same elsewhere. */
const soon = 1000;

type DetourParts = Omit<ShowParts, 'store'> & Pick<SendParts, 'store'>;

/**
 * A channel that Slack has just paused: the critical alerts that wait there, by themselves or in a digest that does not tell
 * of them yet, are said again, and so go to the operations channel too if the pause is long. A digest that is there will tell
 * of them soon, unless it cannot be edited either before `editsFrom` (ms).
 */
export async function detour(
  { channel, fireDigest, pausedUntil }: Lease,
  { editsFrom, ...parts }: DetourParts & Readonly<{ editsFrom: number }>,
): Promise<void> {
  const { store, now } = parts;
  const rows = await store.listQueued(channel, { limit: most });
  const waiting = rows
    .filter(({ sk, slot }) => sk.startsWith('0#') && isAlert(slot))
    .map(({ slot }) => idOf(slot.owner));
  const digest = fireDigest && (await store.findSlot(digestRef(fireDigest.id, channel)));
  const isLate = Math.min(editsFrom, pausedUntil) > now() + soon;
  const isUntold = digest && (digest.ts === undefined || (isLate && digest.shown < digest.want));
  const folded = isUntold && fireDigest ? await store.listMembers(fireDigest.id) : [];
  const mutes = await store.listMutes();
  const limit = pLimit(atOnce);
  const ids = new Set([...waiting, ...folded.map(({ alertId }) => alertId)]);
  await Promise.all(
    [...ids].map((id) =>
      limit(async () => {
        const state = await store.findAlert(id);
        if (state) await showAlert(state, { ...parts, mutes });
      }),
    ),
  );
}

function idOf(owner: string): string {
  return owner.slice('ALERT#'.length);
}
