import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import type { Slot, Store } from '../../src/core/ports.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { anAlert } from '../store/fixtures.ts';
import { openChannel } from './channel.ts';

/** A channel with a storm of 25 alerts in one message, and what may become of them. */
async function storm() {
  const at = openChannel();
  const channel = at.own('C0SECURITY');
  const said = new Map<string, string>();
  const world = { store: at.store, results: at.results, settings: at.settings, now: at.clock.now };
  const load = async (slot: Slot) => {
    if (!slot.owner.startsWith('DIGEST#')) return at.posts.load(slot);
    const content = await showSlot(slot, world);
    if (content && 'message' in content) said.set(slot.name, messageAsText(content.message));
    return content;
  };
  const settle = () => at.settle({ ...at.posts, load });
  const take = async (...taken: readonly Alert[]) => {
    await takeIn(
      taken.map((alert) => ({ alert, body: {} })),
      at.intake,
    );
    await settle();
  };
  const alerts = Array.from({ length: 25 }, (_, index) => anAlert({ title: `a${index}`, severity: 'high' }));
  await take(...alerts);
  return {
    ...{ at, said, alerts, take, settle, channel, posting: { ...at.posts, load } },
    /** How often the digest says that each alert came back. */
    back: async () => {
      const [, digest = ''] = /^DIGEST#([^/]+)/.exec(at.messages[0]?.slot ?? '') ?? [];
      const members = await at.store.listMembers(digest);
      return alerts.map(({ id }) => members.find(({ alertId }) => alertId === id)?.back ?? 0);
    },
    again(index: number, state: 'open' | 'resolved', later: number): Alert {
      const { id, sourceAt = 0 } = alerts[index] ?? {};
      return anAlert({ ...(id && { id }), severity: 'high', title: `a${index}`, sourceAt: sourceAt + later, state });
    },
    /** What the sweep does each minute while a digest is open. */
    async minute() {
      at.clock.pass(60_000);
      at.queue.push({ channel, at: at.clock.now() });
      await settle();
    },
  };
}

/** A store whose user dies at one of its calls. */
function dyingAt(time: number, store: Store) {
  let [calls, die] = [0, () => {}];
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });
  const bumpSlot: Store['bumpSlot'] = async (slot) => {
    calls += 1;
    if (calls < time) return store.bumpSlot(slot);
    die();
    return new Promise<never>(() => {});
  };
  return { dead, store: { ...store, bumpSlot } };
}

describe('an alert of a digest that comes back', () => {
  it('is told in the thread of the digest, in one note for all of them, and marked there', async () => {
    const { at, said, take, again, back, alerts } = await storm();

    await take(...[0, 1].flatMap((index) => [again(index, 'resolved', 1), again(index, 'open', 2)]));
    await take(again(1, 'resolved', 4));

    expect(at.messages).toHaveLength(2);
    const [digest, note] = at.messages;
    expect(note?.threadTs).toBe(digest?.ts);
    expect(note?.text).toBe('↩️ 2 alerts of this came back after they were resolved');
    expect(said.get('came-back')).toMatch(/a0 · .+ · open for the 2nd time\n/);
    expect(said.get('came-back')).toMatch(/a1 · .+ · open for the 2nd time, and is resolved again/);
    expect(said.get('root')).toContain('24 open · 1 of them back after they were resolved · 1 resolved');
    expect(await back()).toEqual(alerts.map((_, index) => (index < 2 ? 1 : 0)));
  });

  it.each([1, 2])('is told though the sender dies when it wants a message anew for the time %i', async (time) => {
    const { at, again, settle, channel, posting } = await storm();
    for (const alert of [again(0, 'resolved', 1), again(0, 'open', 2)]) await takeIn([{ alert, body: {} }], at.intake);
    const dying = dyingAt(time, at.store);

    await Promise.race([sendQueued(channel, { ...posting, store: dying.store }), dying.dead]);
    at.queue.push({ channel, at: at.clock.now() + 30_000 });
    await settle();

    expect(at.messages[1]?.text).toBe('↩️ One alert of this came back after it was resolved');
  });

  it('is no news in the thread where the digest never told that it was resolved', async () => {
    const { at, take } = await storm();
    const late = anAlert({ title: 'late' });
    await takeIn(
      [late, { ...late, state: 'resolved' as const, sourceAt: late.sourceAt + 1, eventKey: 'r' }].map((alert) => ({
        alert,
        body: {},
      })),
      at.intake,
    );
    await take(anAlert({ id: late.id, title: 'late', sourceAt: late.sourceAt + 2 }));

    expect(at.messages).toHaveLength(1);
  });

  it('gets after the storm a message of its own and no note', async () => {
    const { at, take, again, minute } = await storm();
    for (let minutes = 0; minutes < 3; minutes += 1) await minute();

    await take(again(0, 'resolved', 1));
    await take(again(0, 'open', 2));

    expect(at.messages.map(({ text, threadTs }) => [text, threadTs])).toEqual([
      [expect.stringContaining('25 alerts'), undefined],
      ['open: a0', undefined],
    ]);
  });
});
