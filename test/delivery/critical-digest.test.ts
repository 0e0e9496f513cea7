import { describe, expect, it } from 'vitest';
import type { Slack, Store } from '../../src/core/ports.ts';
import { bumpDigest } from '../../src/delivery/fold.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { anAlert } from '../store/fixtures.ts';
import { many, openStorm } from './storming.ts';

describe('a storm of critical alerts', () => {
  it('gives five a minute messages of their own and tells the others in one', async () => {
    const at = openStorm();
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

  it.each([
    [2, 2],
    [3, 1],
  ])('of %i that waited while Slack paused the channel makes %i messages', async (waiting, messages) => {
    const at = openStorm();
    at.meet({ kind: 'limited', retryAfterMs: 20_000 });
    await at.take(many(1, { severity: 'critical' }));
    await sendQueued(at.channel, at.posting);
    at.clock.pass(5000);
    await at.take(many(waiting - 1, { severity: 'critical' }));

    await at.settle();

    expect(at.textsIn(at.channel)).toHaveLength(messages);
    expect(at.textsIn(at.channel)[0]).toContain(messages === 1 ? `${waiting} critical alerts` : 'open: a0');
  });

  it('tells in one message in the operations channel what waits in a channel of its own too', async () => {
    const at = openStorm();
    at.meet({ kind: 'limited', retryAfterMs: 60_000 });
    await at.take(many(1));
    await sendQueued(at.channel, at.posting);
    await at.take(many(4, { severity: 'critical' }));

    await at.settle();

    expect(at.textsIn(at.own('C0OPERATIONS'))).toEqual([expect.stringContaining('4 critical alerts')]);
  });

  it('tells of those too that would have to wait for messages of their own', async () => {
    const at = openStorm();
    const start = at.clock.now();
    await at.take(many(7));
    await at.settle();
    expect(at.textsIn(at.channel)).toHaveLength(7);
    await at.take(many(8, { severity: 'critical' }));

    await at.settle();

    const { id = '' } = (await at.digests()).critical ?? {};
    const told = (await at.store.listMembers(id)).length;
    const alone = at.messages.filter(({ text }) => /^open: a\d/.test(text)).length - 7;
    expect(told + alone).toBe(8);
    expect(alone).toBeLessThan(5);
    expect(at.messages.at(-1)!.at).toBeLessThan(start + 12_000);
  });

  it('is told of at once though nine messages came just before', async () => {
    const at = openStorm();
    await at.take(many(5, { severity: 'critical' }));
    await at.settle();
    await at.take(many(4));
    await at.settle();
    expect(at.messages).toHaveLength(9);
    const start = at.clock.now();

    await at.take(many(3, { severity: 'critical' }));
    await at.settle();

    expect(at.messages).toHaveLength(10);
    expect(at.messages[9]!.text).toContain('3 critical alerts');
    expect(at.messages[9]!.at - start).toBeLessThan(100);
  });

  it.each([0, 200])('is edited though ever more of them come, when each look takes %i ms', async (ms) => {
    const at = openStorm();
    await at.take(many(8, { severity: 'critical' }));
    await at.settle();
    at.clock.pass(5000);
    const toldAfter: number[] = [];
    let more = 20;
    const update: Slack['update'] = (to, message) => {
      toldAfter.push(20 - more);
      return at.slack.update(to, message);
    };
    const listQueued: Store['listQueued'] = (channel, rows) => {
      at.clock.pass(ms);
      return at.store.listQueued(channel, rows);
    };
    const putMember: Store['putMember'] = async (digest, member) => {
      await at.store.putMember(digest, member);
      if (more-- > 0) await at.take(many(1, { severity: 'critical' }));
    };
    await at.take(many(1, { severity: 'critical' }));
    const store = { ...at.store, putMember, listQueued };
    await sendQueued(at.channel, { ...at.posting, slack: { ...at.slack, update }, store });

    expect(toldAfter[0]).toBeLessThan(4);
    expect(toldAfter.length).toBeGreaterThan(1);
  });

  it('is edited while Slack pauses the channel, though the sender had no time left for that', async () => {
    const at = openStorm();
    await at.take(many(8, { severity: 'critical' }));
    await at.settle();
    at.clock.pass(5000);
    at.meet({ kind: 'limited', retryAfterMs: 60_000 });
    await at.take(many(1));
    await sendQueued(at.channel, at.posting);
    const start = at.clock.now();
    const edits: number[] = [];
    const update: Slack['update'] = (to, message) => {
      edits.push(at.clock.now() - start);
      return at.slack.update(to, message);
    };
    let isSlow = true;
    const putMember: Store['putMember'] = async (digest, member) => {
      await at.store.putMember(digest, member);
      if (!isSlow) return;
      isSlow = false;
      at.clock.pass(16_000);
      await at.take(many(1, { severity: 'critical' }));
    };
    const parts = { ...at.posting, slack: { ...at.slack, update }, store: { ...at.store, putMember } };
    at.queue.length = 0;
    await at.take(many(1, { severity: 'critical' }));
    // Something of it is not told yet, so that its edit is due after the next fold.
    await bumpDigest((await at.digests()).critical?.id ?? '', at);
    await sendQueued(at.channel, parts);
    for (const message of at.queue.splice(0)) {
      at.clock.pass(Math.max(0, message.at - at.clock.now()));
      if (message.channel === at.channel) await sendQueued(message.channel, parts);
    }

    expect(edits[0]).toBeLessThan(20_000);
  });

  it('ends after a calm minute, and the next one comes alone', async () => {
    const at = openStorm();
    await at.take(many(8, { severity: 'critical' }));
    await at.settle();
    expect((await at.digests()).critical).toBeDefined();
    at.clock.pass(61_000);

    await at.take([anAlert({ title: 'another', severity: 'critical' })]);
    await at.settle();

    expect(at.messages.at(-1)?.text).toBe('open: another');
  });

  it('is held by its sender for nine seconds, where another message is held for thirty to be edited', async () => {
    const at = openStorm();
    const held: string[] = [];
    const claimSlot: Store['claimSlot'] = (slot, claim) => {
      held.push(`${slot.owner.split('#')[0]} ${slot.ts === undefined ? 'post' : 'edit'} ${claim.forMs}`);
      return at.store.claimSlot(slot, claim);
    };
    const parts = { ...at.posting, store: { ...at.store, claimSlot } };
    const [first] = many(1, { severity: 'critical' });
    await at.take([first!, ...many(8, { severity: 'critical' })]);
    await at.settle(parts);
    await at.take([{ ...first!, eventKey: 'later', sourceAt: first!.sourceAt + 1 }]);
    await at.take(many(1, { severity: 'critical' }));
    await at.settle(parts);

    expect(new Set(held)).toEqual(
      new Set(['ALERT post 9000', 'ALERT edit 30000', 'DIGEST post 9000', 'DIGEST edit 9000']),
    );
  });
});
