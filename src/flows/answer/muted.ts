import { matchesCondition } from '../../core/condition.ts';
import type { Mute } from '../../core/mute.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import { weighed } from '../../core/repeats.ts';
import type { Settings } from '../../core/settings.ts';
import { showAlert } from '../../delivery/show-alert.ts';

type World = Readonly<{ store: Store; settings: Settings; sendToQueue: SendToQueue; now: Now; log: Log }>;

/** So many open alerts are looked through, the latest first. */
const most = 2000;

/**
 * Makes the messages of what a mute is about anew, when it was made, lifted, or has ended: they say so, and what it hid and
 * is still open is posted when nothing hides it any more. May run twice.
 */
export async function showMuted({ when }: Mute, world: World): Promise<void> {
  const { store } = world;
  const mutes = await store.listMutes();
  const open = await store.listOpenAlerts(most);
  for (const { alert } of open.map(weighed).filter((state) => matchesCondition(state.alert, when))) {
    const renewed = await store.renewAlert(alert.id);
    if (renewed) await showAlert(renewed, { ...world, mutes });
  }
}
