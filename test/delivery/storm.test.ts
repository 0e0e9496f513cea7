import { describe, expect, it } from 'vitest';
import { sendQueued } from '../../src/delivery/post.ts';
import { mortal } from './mortal.ts';
import { many, openStorm } from './storming.ts';

/** The digest's message was made after it was closed. */
async function expectOver(at: ReturnType<typeof openStorm>, id: string, when: string): Promise<void> {
  const { closedAt = Number.POSITIVE_INFINITY } = (await at.store.findDigest(id)) ?? {};
  const slot = await at.store.findSlot({ owner: `DIGEST#${id}`, channel: at.channel, name: 'root' });
  expect(slot?.shownAt, when).toBeGreaterThanOrEqual(closedAt);
}

describe('a digest', () => {
  it('is never lost or told twice wherever the sender dies', async () => {
    for (let step = 0; ; step += 1) {
      const at = openStorm();
      const alerts = many(22);
      await at.take(alerts);
      const sender = mortal(step);
      await sender.run(sendQueued(at.channel, sender.kill(at.posting)));
      at.queue.length = 0;
      at.queue.push({ channel: at.channel, at: at.clock.now() + 30_000 });
      await at.settle();

      const folded = await Promise.all(alerts.map(at.root));
      const [digest = ''] = new Set(folded.map((slot) => slot?.digest));
      expect(await at.store.listMembers(digest), `death at ${step}`).toHaveLength(22);
      const told = at.messages.filter(({ slot }) => slot?.startsWith('DIGEST#'));
      expect(told, `death at ${step}`).toHaveLength(1);
      expect(told[0]?.text, `death at ${step}`).toContain('22 alerts');
      if (!sender.isDead()) return expect(step).toBeGreaterThan(100);
    }
  }, 60_000);

  it('is told to be over wherever the sender dies that finds it so', async () => {
    for (let step = 0; ; step += 1) {
      const at = openStorm();
      await at.take(many(22));
      await at.settle();
      const { id = '' } = (await at.digests()).usual ?? {};
      at.clock.pass(130_000);
      const sender = mortal(step);
      await sender.run(sendQueued(at.channel, sender.kill(at.posting)));
      at.queue.push({ channel: at.channel, at: at.clock.now() + 30_000 });
      await at.settle();

      await expectOver(at, id, `death at ${step}`);
      if (!sender.isDead()) return expect(step).toBeGreaterThan(20);
    }
  });

  it('is told to be over wherever the sender dies that opens another one because nobody knows of it', async () => {
    for (let step = 0; ; step += 1) {
      const at = openStorm();
      await at.take(many(8, { severity: 'critical' }));
      let isCalled = false;
      const post = () => {
        isCalled = true;
        return new Promise<never>(() => {});
      };
      const lost = sendQueued(at.channel, { ...at.posting, slack: { ...at.slack, post } });
      while (!isCalled) await Promise.race([lost, new Promise((go) => setImmediate(go))]);
      const { id = '' } = (await at.digests()).critical ?? {};
      at.clock.pass(12_000);
      await at.take(many(2, { severity: 'critical' }));
      const sender = mortal(step);
      await sender.run(sendQueued(at.channel, sender.kill(at.posting)));
      at.queue.push({ channel: at.channel, at: at.clock.now() + 30_000 });
      await at.settle();

      await expectOver(at, id, `death at ${step}`);
      if (!sender.isDead()) return expect(step).toBeGreaterThan(20);
    }
  });
});
