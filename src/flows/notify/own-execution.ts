import type { Alert } from '../../core/alert.ts';
import { asOwnAlert, executionBehind, stateBehind } from '../../core/own-actor.ts';
import type { Store } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';

/**
 * The alert, as our own doing where an automation did it that a request of ours started, or where it is a state of an EC2
 * instance that follows from one. An execution that nobody here has written down stays an ordinary alert, whatever its role
 * and session are called; and so does each call of somebody else, which a notification of EC2 does not tell.
 */
export async function withOwner(
  alert: Alert,
  { store, settings }: Readonly<{ store: Pick<Store, 'listNoted'>; settings: Settings }>,
): Promise<Alert> {
  const note = executionBehind(alert, settings);
  const state = stateBehind(alert);
  const [owner] = note === undefined ? [] : (await store.listNoted(note)).keys();
  const began = state === undefined ? [] : [...(await store.listNoted(state.note))];
  const [behind] = began.filter(([, at]) => state?.mayFollow(at)).toSorted(([, one], [, other]) => other - one);
  const own = owner ?? behind?.[0];
  return own === undefined ? alert : asOwnAlert(alert, own);
}
