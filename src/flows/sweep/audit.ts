import { addDays, dayOf } from '../../core/audit/day.ts';
import { sealAfterMs } from '../../core/audit/manifest.ts';
import type { SweepWorld } from './world.ts';

const hour = 3_600_000;

/**
 * Has the audit trail's newest day that is over sealed, and those before that were missed, by the one function that may write
 * there. Asked for each hour, since it is harmless to repeat: what failed is made up for.
 */
export async function sealAudit({ store, sendToQueue, now }: SweepWorld): Promise<void> {
  if (!(await store.note('audit-sealed', hour))) return;
  await sendToQueue('remediations', { seal: addDays(dayOf(now() - sealAfterMs), -1) });
}

/** Has taken up what somebody at a terminal wants of the switch, again and again until it is. */
export async function bringWishes({ store, sendToQueue }: SweepWorld): Promise<void> {
  const wishes = await store.listWishes();
  if (wishes.length > 0) await sendToQueue('remediations', { wishes: 'switch' });
}
