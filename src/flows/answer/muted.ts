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
 * then. The message that it was made on says so though its alert is over. May run twice.
 */
export async function showMuted({ when, alertId }: Mute, world: World): Promise<void> {
  const { store } = world;
  const mutes = await store.listMutes();
  const open = await store.listOpenAlerts(most);
  const hidden = open.map(weighed).filter((state) => matchesCondition(state.alert, when));
  const ids = new Set(hidden.map(({ alert }) => alert.id));
  if (alertId !== undefined && (await hasMessage(alertId, world))) ids.add(alertId);
  for (const id of ids) {
    const renewed = await store.renewAlert(id);
    if (!renewed) continue;
    await showAlert(renewed, { ...world, mutes });
    if (!renewed.acknowledged) await callOut(renewed, { ...world, mutes });
  }
}

async function hasMessage(alertId: string, { store }: World): Promise<boolean> {
  return (await store.listSlots(`ALERT#${alertId}`)).some(({ name }) => name === 'root');
}
