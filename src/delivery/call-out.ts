import { type Mute, muteOf } from '../core/mute.ts';
import type { AlertState, Now, Store } from '../core/ports.ts';

type Parts = Readonly<{
  store: Pick<Store, 'findNoted' | 'note' | 'listSlots'>;
  now: Now;
  mutes?: readonly Mute[];
  /** Without it nobody is told. */
  tellOnCall?: (message: string) => Promise<void>;
}>;

/**
 * Tells on-call of a critical alert that is open, at least once for each time that it opened. What is kept quiet in Slack
 * (muted, or without a message) wakes nobody, nor does what we did ourselves.
 */
export async function callOut({ alert, status, opening, since }: AlertState, parts: Parts): Promise<void> {
  const { store, tellOnCall, mutes = [], now } = parts;
  if (!tellOnCall || alert.severity !== 'critical' || status !== 'open' || !opening) return;
  if (alert.own !== undefined || muteOf(alert, mutes, now())) return;
  const name = `on-call-${alert.id}`;
  const told = await store.findNoted(name);
  if (told !== undefined && told >= (since ?? opening.sourceAt)) return;
  if ((await store.listSlots(`ALERT#${alert.id}`)).length === 0) return;
  await tellOnCall(`Critical in ${alert.accountName ?? alert.accountId}, ${alert.region}: ${alert.title}`);
  await store.note(name, 0);
}
