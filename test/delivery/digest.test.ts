import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { wantShown } from '../../src/delivery/want.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { anAlert } from '../store/fixtures.ts';
import { openChannel } from './channel.ts';
import { mortal } from './mortal.ts';

const many = (count: number, more: Parameters<typeof anAlert>[0] = {}) =>
  Array.from({ length: count }, (_, index) => anAlert({ title: `a${index}`, accountName: 'payments-prod', ...more }));

function open() {
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
    settle: () => at.settle(posts),
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

describe('a storm', () => {
  it('of twenty alerts becomes one message, which counts and is edited at most once a minute', async () => {
    const at = open();
    const alerts = many(40, { severity: 'medium' });
    await at.take(alerts);
    await at.settle();
    await at.take(many(10, { severity: 'low' }));
    await at.settle();

    expect(at.messages).toHaveLength(1);
    expect(at.messages[0]?.text).toBe(
      '🌊 50 alerts in one message, 40 of those that are open medium, most in payments-prod',
    );
    expect(at.messages[0]?.edits).toBe(1);
    expect(await at.root(alerts[0]!)).toMatchObject({ state: 'folded' });
    expect(await at.store.listQueued(at.channel, { limit: 100 })).toEqual([]);
  });

  it('lets a critical alert through alone, and first', async () => {
    const at = open();
    await at.take(many(30));
    await at.take([anAlert({ title: 'fire', severity: 'critical' })]);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual(['open: fire', expect.stringContaining('30 alerts')]);
  });

  it('of critical alerts gives five a minute messages of their own and tells the others in one', async () => {
    const at = open();
    const start = at.clock.now();
    await at.take(many(12, { severity: 'critical' }));
    await at.settle();

    expect(at.messages).toHaveLength(6);
    expect(at.messages[0]?.text).toContain('7 critical alerts');
    expect(at.messages.slice(1).map(({ text }) => text)).toEqual([
      'open: a0',
      'open: a1',
      'open: a2',
      'open: a3',
      'open: a4',
    ]);
    expect(at.messages[5]!.at - start).toBeLessThan(10_000);
    expect((await at.digests()).usual).toBeUndefined();
  });

  it('ends when two minutes were calm, and alerts come alone again', async () => {
    const at = open();
    await at.take(many(25));
    await at.settle();
    expect((await at.digests()).usual).toBeDefined();
    for (let minute = 0; minute < 3; minute += 1) await at.minute();

    expect((await at.digests()).usual).toBeUndefined();
    expect(at.messages).toHaveLength(1);
    await at.take([anAlert({ title: 'later' })]);
    await at.settle();
    expect(at.messages.map(({ text }) => text)).toEqual([expect.stringContaining('25 alerts'), 'open: later']);
  });

  it('goes on as long as more than five a minute come', async () => {
    const at = open();
    await at.take(many(25));
    await at.settle();
    const [first] = [(await at.digests()).usual?.id];
    for (let minute = 0; minute < 5; minute += 1) {
      await at.take(many(6));
      await at.minute();
    }

    expect((await at.digests()).usual?.id).toBe(first);
    expect(at.messages).toHaveLength(1);
  });
});

describe('an alert in a digest', () => {
  it('is told anew while the digest is open', async () => {
    const at = open();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const id = (await at.digests()).usual!.id;
    const [one] = alerts;
    const before = at.messages[0]!.edits;
    await at.take([anAlert({ id: one!.id, sourceAt: one!.sourceAt + 5, state: 'resolved' })]);
    await at.settle();

    const members = await at.store.listMembers(id);
    expect(members.find(({ alertId }) => alertId === one!.id)).toMatchObject({ status: 'resolved', rev: 2 });
    expect(at.messages).toHaveLength(1);
    expect(at.messages[0]!.edits).toBeGreaterThan(before);
  });

  it('gets a message of its own when it becomes critical, and is marked as moved', async () => {
    const at = open();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const id = (await at.digests()).usual!.id;
    const [one] = alerts;
    await at.take([anAlert({ id: one!.id, sourceAt: one!.sourceAt + 5, title: 'worse', severity: 'critical' })]);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toContain('open: worse');
    expect((await at.store.listMembers(id)).filter(({ moved }) => moved)).toMatchObject([{ alertId: one!.id }]);
    expect(await at.root(one!)).toMatchObject({ state: 'idle', ts: expect.any(String) });
  });

  it('gets a message of its own when it opens anew after the storm, and what resolves is told where it was', async () => {
    const at = open();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const id = (await at.digests()).usual!.id;
    for (let minute = 0; minute < 3; minute += 1) await at.minute();
    const [one, two] = alerts;
    await at.take([anAlert({ id: one!.id, sourceAt: one!.sourceAt + 5, title: 'again' })]);
    await at.take([anAlert({ id: two!.id, sourceAt: two!.sourceAt + 5, state: 'resolved' })]);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual([expect.stringContaining('25 alerts'), 'open: again']);
    const told = (await at.store.listMembers(id)).filter(({ moved, status }) => moved || status === 'resolved');
    expect(told.map(({ alertId }) => alertId).sort()).toEqual([one!.id, two!.id].sort());
  });

  it('has its thread under the digest', async () => {
    const at = open();
    const alerts = many(25);
    await at.take(alerts);
    await at.settle();
    const owner = `ALERT#${alerts[3]!.id}`;
    const thread = { owner, name: 'root' };
    await wantShown({ owner, channel: at.channel, name: 'note', lane: 2, want: 1, thread }, at.intake);
    await at.settle();

    expect(at.messages[1]).toMatchObject({ threadTs: at.messages[0]?.ts });
  });

  it('is never lost or told twice wherever the sender dies', async () => {
    for (let step = 0; ; step += 1) {
      const at = open();
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
});

describe("a digest's message", () => {
  it('can be read at night', async () => {
    const at = open();
    await at.take(many(30, { severity: 'high' }));
    await at.take(many(2, { severity: 'low', accountName: 'payments-dev' }));
    await at.settle();
    const { id } = (await at.digests()).usual!;
    const slot = await at.store.findSlot({ owner: `DIGEST#${id}`, channel: at.channel, name: 'root' });
    const content = await showSlot(slot!, {
      ...{ store: at.store, results: at.results, settings: at.settings, now: at.clock.now },
    });

    const text = content && 'message' in content ? messageAsText(content.message) : '';
    expect(text).toContain('STORM · 32 alerts in this one message');
    expect(text).toContain('Severity: 30 high · 2 low');
    expect(text).toContain('Account: 30 payments-prod · 2 payments-dev');
    expect(text).toContain('… and 24 more');
    expect(text).toContain('Show the alerts');
  });

  it('is told to be over wherever the sender dies that finds it so', async () => {
    for (let step = 0; ; step += 1) {
      const at = open();
      await at.take(many(22));
      await at.settle();
      const { id = '' } = (await at.digests()).usual ?? {};
      at.clock.pass(130_000);
      const sender = mortal(step);
      await sender.run(sendQueued(at.channel, sender.kill(at.posting)));
      at.queue.push({ channel: at.channel, at: at.clock.now() + 30_000 });
      await at.settle();

      const { closedAt = Number.POSITIVE_INFINITY } = (await at.store.findDigest(id)) ?? {};
      const slot = await at.store.findSlot({ owner: `DIGEST#${id}`, channel: at.channel, name: 'root' });
      expect(slot?.shownAt, `death at ${step}`).toBeGreaterThanOrEqual(closedAt);
      if (!sender.isDead()) return expect(step).toBeGreaterThan(20);
    }
  });
});
