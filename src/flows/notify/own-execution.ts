import type { Alert } from '../../core/alert.ts';
import { asOwnAlert, executionBehind } from '../../core/own-actor.ts';
import type { Store } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';

/**
 * The alert, as our own doing where an automation did it that a request of ours started. An execution that nobody here has
 * written down stays an ordinary alert, whatever its role and session are called.
 */
export async function withOwner(
  alert: Alert,
  { store, settings }: Readonly<{ store: Pick<Store, 'listNoted'>; settings: Settings }>,
): Promise<Alert> {
  const note = executionBehind(alert, settings);
  const [owner] = note === undefined ? [] : (await store.listNoted(note)).keys();
  return owner === undefined ? alert : asOwnAlert(alert, owner);
}
