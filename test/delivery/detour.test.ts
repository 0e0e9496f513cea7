import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { detour } from '../../src/delivery/detour.ts';
import { anAlert } from '../store/fixtures.ts';
import { openStorm } from './storming.ts';

const many = (count: number) => Array.from({ length: count }, () => anAlert({ severity: 'critical' }));

/** A channel in which some alerts wait, and which Slack then pauses. */
function open() {
  const at = openStorm();
  const { channel } = at;
  return {
    ...at,
    async pause(ms: number) {
      const lease = await at.store.acquireLease(channel);
      return lease && at.store.renewLease(lease, { pausedUntil: at.clock.now() + ms });
    },
    async detour(ms: number, editsFrom = 0) {
      const paused = await this.pause(ms);
      if (paused) await detour(paused, { ...at.posts, editsFrom });
    },
    /** Those of the alerts that are to be shown in the operations channel too. */
    async elsewhere(alerts: readonly Alert[]) {
      const operations = { channel: at.settings.slack.operations, name: 'root' };
      const slots = alerts.map(({ id }) => at.store.findSlot({ owner: `ALERT#${id}`, ...operations }));
      return (await Promise.all(slots)).filter((slot) => slot !== undefined).length;
    },
  };
}

describe('a channel that Slack has paused', () => {
  it('for long leaves what is critical there to the operations channel too, and nothing else', async () => {
    const at = open();
    const [critical, other] = [many(3), [anAlert({ severity: 'high' })]];
    await at.take([...critical, ...other]);

    await at.detour(20_000);

    expect(await at.elsewhere(critical)).toBe(3);
    expect(await at.elsewhere(other)).toBe(0);
  });

  it('for a moment keeps what waits there', async () => {
    const at = open();
    const alerts = many(3);
    await at.take(alerts);

    await at.detour(4000);

    expect(await at.elsewhere(alerts)).toBe(0);
  });

  it('leaves to the operations channel what only a digest would tell that is not there yet', async () => {
    const at = open();
    const alerts = many(8);
    await at.take(alerts);
    at.meet({ kind: 'limited', retryAfterMs: 20_000 });
    at.queue.splice(1);

    await at.settle();

    expect(await at.elsewhere(alerts)).toBe(8);
  });

  describe('and in which a digest tells of what is critical', () => {
    /** Twelve alerts in a digest that was posted, and then one more in it that it does not tell of yet. */
    async function openTelling() {
      const at = open();
      await at.take(many(12));
      await at.settle();
      const more = many(1);
      const paused = await at.pause(0);
      const { id = '' } = paused?.fireDigest ?? {};
      await at.take(more);
      for (const { id: alertId, ...alert } of more) {
        const root = await at.store.findSlot({ owner: `ALERT#${alertId}`, channel: at.channel, name: 'root' });
        const { kind, title, severity, accountId, occurredAt, sourceAt } = alert;
        const member = {
          alertId,
          rev: 1,
          kind,
          title,
          severity,
          status: 'open',
          accountId,
          occurredAt,
          sourceAt,
        } as const;
        await at.store.putMember(id, member);
        if (root) await at.store.foldSlot(root, { digest: id, rev: 1 });
        for (const row of await at.store.listQueued(at.channel, { limit: 10 })) await at.store.deleteQueued(row);
      }
      await at.store.bumpSlot({ owner: `DIGEST#${id}`, channel: at.channel, name: 'root', lane: 0 });
      at.clock.pass(12_000);
      return { at, more, id };
    }

    it('lets the digest tell it as soon as edits may be made, though no messages may yet', async () => {
      const { at, id } = await openTelling();
      const paused = await at.pause(20_000);
      if (paused) await at.store.releaseLease(paused, 'busy');
      await at.store.pauseCalls('update', at.clock.now() + 8000);
      const start = at.clock.now();
      at.queue.push({ channel: at.channel, at: start });

      await at.settle();

      const slot = await at.store.findSlot({ owner: `DIGEST#${id}`, channel: at.channel, name: 'root' });
      expect(slot?.shownAt).toBeGreaterThanOrEqual(start + 8000);
      expect(slot?.shownAt).toBeLessThan(start + 10_000);
    });

    it('leaves it to the digest, which can be edited', async () => {
      const { at, more } = await openTelling();

      await at.detour(20_000);

      expect(await at.elsewhere(more)).toBe(0);
    });

    it('says it in the operations channel too when no edits may be made for a while', async () => {
      const { at, more } = await openTelling();

      await at.detour(20_000, at.clock.now() + 10_000);

      expect(await at.elsewhere(more)).toBe(1);
    });
  });
});
