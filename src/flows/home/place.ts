import type { HomePlace } from '../../core/home.ts';
import type { SlotRef } from '../../core/ports.ts';
import type { HomeWorld } from './world.ts';

/** Where a message of ours stands: Slack's link to it, where it has one, and its channel. */
export async function findPlace(
  { owner, name }: Pick<SlotRef, 'owner' | 'name'>,
  { store, slack }: Pick<HomeWorld, 'store' | 'slack'>,
): Promise<HomePlace> {
  const slots = (await store.listSlots(owner)).filter((slot) => slot.name === name && slot.state !== 'failed');
  // A person's id instead of a channel's stands for direct messages, which somebody else cannot open.
  const slot = slots.find(({ ts, channel }) => ts !== undefined && /^[CG]/.test(channel)) ?? slots[0];
  if (!slot) return {};
  const { channel, ts } = slot;
  const link = ts !== undefined && /^[CG]/.test(channel) ? await slack.findPermalink({ channel, ts }) : undefined;
  return { channel, ...(link !== undefined && { link }) };
}
