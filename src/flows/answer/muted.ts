import { matchesCondition } from '../../core/condition.ts';
import type { Mute } from '../../core/mute.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import { weighed } from '../../core/repeats.ts';
import type { Settings } from '../../core/settings.ts';
import { callOut } from '../../delivery/call-out.ts';
import { showAlert } from '../../delivery/show-alert.ts';

type World = Readonly<{
  store: Store;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  /** Only the sweep has it, which comes by within two minutes when a mute was lifted by a person. */
  tellOnCall?: (message: string) => Promise<void>;
}>;

/** So many open alerts are looked through, the latest first. */
const most = 2000;

/**
 * Makes the messages of what a mute is about anew, when it was made, lifted, or has ended: they say so, and what it hid and
 * is still open is posted when nothing hides it any more; of what is critical, and nobody looks after yet, on-call hears
 * then. May run twice.
 */
export async function showMuted({ when }: Mute, world: World): Promise<void> {
  const { store } = world;
  const mutes = await store.listMutes();
  const open = await store.listOpenAlerts(most);
  for (const { alert } of open.map(weighed).filter((state) => matchesCondition(state.alert, when))) {
    const renewed = await store.renewAlert(alert.id);
    if (!renewed) continue;
    await showAlert(renewed, { ...world, mutes });
    if (!renewed.acknowledged) await callOut(renewed, { ...world, mutes });
  }
}
