import type { Alert } from '../../core/alert.ts';
import { type Deed, deedOf, findTakenBack, mayTakeBack } from '../../core/deed.ts';
import type { Mute } from '../../core/mute.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import { showAlert } from '../../delivery/show-alert.ts';

export type CloseWorld = Readonly<{
  store: Store;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  mutes?: readonly Mute[];
}>;

/**
 * Closes what a later call took back: the rule revoked, logging started, access blocked. Each side is noted by its resource
 * before the other is looked for, so that it does not matter which of them comes first. May run twice.
 */
export async function closeTakenBack(alert: Alert, world: CloseWorld): Promise<void> {
  const deed = deedOf(alert);
  const [resource] = alert.resources;
  if (!deed || !resource) return;
  const { store } = world;
  const seen = { resource, at: alert.sourceAt, alertId: alert.id, deed };
  if (alert.state === 'open' && alert.severity !== 'info') {
    await store.putSeen({ ...seen, kind: 'opening' });
    await closeIfDone(seen, world);
  }
  if (!mayTakeBack(deed)) return;
  await store.putSeen({ ...seen, kind: 'undoing' });
  for (const opening of await store.listSeen(resource, 'opening')) await closeIfDone(opening, world);
}

type Opening = Readonly<{ resource: Alert['resources'][number]; alertId: string; deed: Deed }>;

async function closeIfDone({ resource, alertId, deed }: Opening, world: CloseWorld): Promise<void> {
  const { store } = world;
  const undoings = (await store.listSeen(resource, 'undoing')).filter((one) => one.alertId !== alertId);
  const last = findTakenBack(
    deed,
    undoings.map((one) => one.deed),
  );
  const by = last && undoings.find((one) => one.deed === last);
  if (!last || !by) return;
  const state = await store.findAlert(alertId);
  if (!state || state.alert.sourceAt > last.sourceAt) return;
  const eventKey = `taken-back-by/${by.alertId}`;
  if (state.status === 'resolved') {
    // Shown again: a crash may have come between resolving it and showing that.
    if (state.newest.key === eventKey) await showAlert(state, world);
    return;
  }
  const resolution: Alert = {
    ...state.alert,
    ...{ state: 'resolved', sourceAt: last.sourceAt, eventKey, solvedBy: last.title },
  };
  const resolved = await store.advanceAlert(resolution);
  if (resolved) await showAlert(resolved, world);
}
