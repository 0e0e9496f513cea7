import { userError } from '../../core/errors.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import { showAlert } from '../../delivery/show-alert.ts';

type World = Readonly<{ store: Store; settings: Settings; sendToQueue: SendToQueue; now: Now; log: Log }>;

/**
 * Somebody looks after an alert, by its button or by name, asked at `at` (ms). Delivered again after a crash it is the same;
 * another time, also of the same person, is told who was first. Throws NOT_OPEN, ACKNOWLEDGED.
 */
export async function acknowledge(
  alertId: string,
  { by, at }: Readonly<{ by: string; at: number }>,
  world: World,
): Promise<void> {
  const { store } = world;
  const said = (await store.acknowledgeAlert(alertId, by)) ?? (await store.findAlert(alertId));
  if (said?.status !== 'open' || !said.acknowledged) throw userError('NOT_OPEN');
  const first = said.acknowledged;
  if (first.by !== by || first.at < at) throw userError('ACKNOWLEDGED', { by: first.by });
  await showAlert(said, world);
}
