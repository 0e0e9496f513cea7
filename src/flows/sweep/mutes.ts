import { showMuted } from '../answer/muted.ts';
import type { SweepWorld } from './world.ts';

/** So many in one sweep; the others wait for the next. */
const atOnce = 100;

/** Posts what a mute hid, and is still open, when the mute has ended. Shown first and forgotten then: a crash shows it twice, which is harmless. */
export async function endMutes(world: SweepWorld): Promise<void> {
  const { store, now } = world;
  for (const due of await store.listDue('mute', atOnce)) {
    const mute = await store.findMute(due.sk);
    const isOver = mute === undefined || mute.until <= now();
    if (mute && isOver) await showMuted(mute, world);
    await store.postponeDue(due, isOver ? 'never' : mute.until);
  }
}
