import type { Alert } from '../../core/alert.ts';
import { showAlert } from '../../delivery/show-alert.ts';
import type { CloseWorld } from './close.ts';

/** So many open alerts are looked through, the latest first. */
const most = 2000;

/**
 * A Config rule that was deleted says nothing any more: what it found and is still open is resolved. May run twice: what is
 * about to be resolved is noted first, since it is not among the open ones when a crash comes before it is shown.
 */
export async function closeForRule(alert: Alert, world: CloseWorld): Promise<void> {
  const { call, attempted, accountId, region, resources, sourceAt, title } = alert;
  const rule = resources[0]?.id;
  if (call !== 'config:DeleteConfigRule' || attempted || rule === undefined) return;
  const { store } = world;
  const eventKey = `rule-deleted-by/${alert.id}`;
  for (const { alert: found } of await store.listOpenAlerts(most)) {
    const isOfIt = found.rule === rule && found.accountId === accountId && found.region === region;
    if (!isOfIt || found.sourceAt > sourceAt) continue;
    await store.noteOne(eventKey, found.id);
    await store.advanceAlert({
      ...found,
      ...{ state: 'resolved', sourceAt, eventKey, solvedBy: title },
      sentence: [`${rule} does not judge `, { resource: 0 }, ' any more'],
    });
  }
  for (const alertId of (await store.listNoted(eventKey)).keys()) {
    const state = await store.findAlert(alertId);
    if (state?.status === 'resolved' && state.newest.key === eventKey) await showAlert(state, world);
  }
}
