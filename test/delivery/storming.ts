import type { Alert } from '../../src/core/alert.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { anAlert } from '../store/fixtures.ts';
import { openChannel } from './channel.ts';

/** So many alerts of one account. */
export const many = (count: number, more: Parameters<typeof anAlert>[0] = {}) =>
  Array.from({ length: count }, (_, index) => anAlert({ title: `a${index}`, accountName: 'payments-prod', ...more }));

/** A channel whose digests are rendered as they are in Slack, and the sweep that looks after it. */
export function openStorm() {
  const at = openChannel();
  const channel = at.own('C0SECURITY');
  const world = { store: at.store, results: at.results, settings: at.settings, now: at.clock.now };
  const posts = {
    ...at.posts,
    load: async (slot: Parameters<typeof showSlot>[0]) =>
      slot.owner.startsWith('DIGEST#') ? showSlot(slot, world) : at.posts.load(slot),
  };
  return {
    ...at,
    channel,
    posting: posts,
    take: (alerts: readonly Alert[]) =>
      takeIn(
        alerts.map((alert) => ({ alert, body: {} })),
        at.intake,
      ),
    settle: (parts = posts) => at.settle(parts),
    /** What the sweep does each minute while a digest is open. */
    async minute() {
      at.clock.pass(60_000);
      at.queue.push({ channel, at: at.clock.now() });
      await at.settle(posts);
    },
    digests: async () => {
      const lease = await at.store.findLease(channel);
      return { usual: lease?.digest, critical: lease?.fireDigest };
    },
    root: (alert: Alert) => at.store.findSlot({ owner: `ALERT#${alert.id}`, channel, name: 'root' }),
  };
}
