import { describe, expect, it, vi } from 'vitest';
import type { PostOutcome, Slack, Store } from '../../src/core/ports.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { anAlert } from '../store/fixtures.ts';
import { openChannel } from './channel.ts';
import { mortal } from './mortal.ts';

const titles = (...names: string[]) => names.map((title) => ({ alert: anAlert({ title }), body: {} }));

describe('posting', () => {
  it('sends one message after another, the worst first', async () => {
    const at = openChannel();
    await takeIn(titles('a', 'b'), at.intake);
    await takeIn([{ alert: anAlert({ title: 'fire', severity: 'critical' }), body: {} }], at.intake);

    await at.settle();

    expect(at.messages[0]?.text).toBe('open: fire');
    expect(at.messages.map(({ text }) => text).sort()).toEqual(['open: a', 'open: b', 'open: fire']);
  });

  it('stays one after another when others start at once, and while it is in the middle of a call', async () => {
    const others: Promise<void>[] = [];
    // As long as some calls to the table: time enough for another sender to come up to its own call.
    const latency = async () => {
      others.push(sendQueued(at.own('C0SECURITY'), at.posts));
      for (let calls = 0; calls < 20; calls += 1) await at.store.findLease('nobody');
    };
    const at = openChannel({ latency });
    await takeIn(titles('a', 'b', 'c', 'd', 'e'), at.intake);

    await Promise.all([1, 2, 3].map(() => sendQueued(at.own('C0SECURITY'), at.posts)));
    await Promise.all(others);
    await at.settle();

    expect(at.messages.map(({ text }) => text).sort()).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `open: ${name}`),
    );
  });

  it('hears what is queued while it works, also when it was about to leave', async () => {
    const at = openChannel();
    await takeIn(titles('a'), at.intake);
    let late = 1;
    const releaseLease: Store['releaseLease'] = async (lease, left) => {
      if (late-- > 0) await takeIn(titles('late'), at.intake);
      return at.store.releaseLease(lease, left);
    };

    await sendQueued(at.own('C0SECURITY'), { ...at.posts, store: { ...at.store, releaseLease } });

    expect(at.textsIn(at.own('C0SECURITY'))).toEqual(['open: a', 'open: late']);
  });

  it('hands over after its time and goes on with a new invocation', async () => {
    const at = openChannel();
    await takeIn(titles(...Array.from({ length: 19 }, (_, index) => `alert ${index}`)), at.intake);
    at.queue.length = 0;

    await sendQueued(at.own('C0SECURITY'), at.posts);

    expect(at.messages.length).toBeLessThan(16);
    expect(at.queue).toHaveLength(1);
    await at.settle();
    expect(at.messages).toHaveLength(19);
  });

  it('waits as long as Slack asks, and sends nothing meanwhile', async () => {
    const at = openChannel();
    at.meet({ kind: 'limited', retryAfterMs: 30_000 });
    await takeIn(titles('a'), at.intake);
    const [first] = at.queue.splice(0);
    const start = at.clock.now();

    await sendQueued(first!.channel, at.posts);
    await takeIn(titles('b'), at.intake);
    expect(at.queue).toEqual([{ channel: first!.channel, at: start + 29_000 }]);
    await sendQueued(first!.channel, at.posts);
    expect(at.messages).toEqual([]);

    await at.settle();
    expect(at.messages).toHaveLength(2);
    expect(at.messages[0]!.at).toBeGreaterThan(start + 30_000);
  });

  it('waits as long as Slack asks though a call that was left behind ends in doubt meanwhile', async () => {
    const at = openChannel();
    await takeIn(titles('a', 'b', 'c'), at.intake);
    const start = at.clock.now();
    const calls: number[] = [];
    let waits = 0;
    let endSlow: (outcome: PostOutcome) => void = () => undefined;
    const answers: readonly (() => Promise<PostOutcome>)[] = [
      async () => ({ kind: 'unclear', why: 'HTTP 503' }),
      () =>
        new Promise((resolve) => {
          endSlow = resolve;
        }),
      async () => ({ kind: 'limited', retryAfterMs: 30_000 }),
    ];
    const post: Slack['post'] = (to, message) => {
      calls.push(at.clock.now() - start);
      return answers[calls.length - 1]?.() ?? at.slack.post(to, message);
    };
    await at.settle({
      ...at.posts,
      slack: { ...at.slack, post },
      // The second call is not waited for.
      timer: () => (++waits === 2 ? Promise.resolve() : new Promise(() => undefined)),
      async sleep(ms) {
        await at.clock.sleep(ms);
        if (calls.length === 3) endSlow({ kind: 'unclear', why: 'timeout' });
      },
    });

    expect(calls[3]).toBeGreaterThanOrEqual((calls[2] ?? 0) + 30_000);
    expect(at.messages).toHaveLength(3);
  });

  it('does not end before a call that was left behind, also when something breaks meanwhile', async () => {
    const at = openChannel();
    await takeIn(titles('a'), at.intake);
    let endSlow: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      endSlow = resolve;
    });
    const said: string[] = [];
    const post: Slack['post'] = async (to, message) => {
      await slow;
      said.push('answered');
      return at.slack.post(to, message);
    };
    let isLeftBehind = false;
    const listQueued = vi.fn<Store['listQueued']>(async (...asked) => {
      if (isLeftBehind) throw new Error('ProvisionedThroughputExceededException');
      return at.store.listQueued(...asked);
    });
    const [ring] = at.queue.splice(0);
    const sending = sendQueued(ring!.channel, {
      ...at.posts,
      ...{ slack: { ...at.slack, post }, store: { ...at.store, listQueued } },
      async timer() {
        isLeftBehind = true;
      },
    }).catch(() => said.push('ended'));
    await vi.waitFor(() => expect(listQueued.mock.settledResults.at(-1)?.type).toBe('rejected'));
    await new Promise(setImmediate);
    endSlow();
    await sending;

    expect(said).toEqual(['answered', 'ended']);
  });

  it('posts again when the answer was lost, while the others go on', async () => {
    const at = openChannel();
    at.meet({ kind: 'unclear', why: 'HTTP 503' });
    await takeIn(titles('a'), at.intake);
    at.clock.pass(1);
    await takeIn(titles('b'), at.intake);

    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual(['open: b', 'open: a']);
  });

  it('leaves everything queued, tells on-call once and comes back when the token is no good', async () => {
    const at = openChannel();
    const refused = { kind: 'unauthorized', error: 'invalid_auth' } as const;
    at.meet(refused, refused);
    await takeIn(titles('a'), at.intake);
    const start = at.clock.now();

    await at.settle();

    expect(at.messages).toMatchObject([{ text: 'open: a' }]);
    expect(at.messages[0]?.at).toBeGreaterThanOrEqual(start + 120_000);
    expect(at.told.filter((message) => message.includes('invalid_auth'))).toHaveLength(1);
  });

  it('asks less and less often while Slack gives no clear answer, and begins no other message meanwhile', async () => {
    const at = openChannel();
    const silence = { kind: 'unclear', why: 'timeout' } as const;
    at.meet(silence, silence, silence, silence);
    at.meetReading(...Array.from({ length: 5 }, () => silence));
    await takeIn(titles('a', 'b', 'c', 'd'), at.intake);
    const start = at.clock.now();

    await at.settle();

    expect(at.messages.map(({ text }) => text).sort()).toEqual(['open: a', 'open: b', 'open: c', 'open: d']);
    expect(at.messages[0]?.at).toBeGreaterThan(start + 100_000);
  });

  it('does not let one message that cannot be shown hold up the others', async () => {
    const at = openChannel();
    const poison = anAlert({ severity: 'critical' });
    await takeIn([{ alert: poison, body: {} }, ...titles('a')], at.intake);
    let broken = 3;
    const load: typeof at.posts.load = async (slot) => {
      if (slot.owner === `ALERT#${poison.id}` && broken-- > 0) throw new Error('poison');
      return at.posts.load(slot);
    };

    await at.settle({ ...at.posts, load });

    expect(at.messages.map(({ text }) => text)).toEqual(['open: a', `open: ${poison.title}`]);
  });

  it('loses nothing and doubles nothing wherever a sender dies', async () => {
    for (let step = 0; ; step += 1) {
      const at = openChannel();
      await takeIn(titles('a', 'b'), at.intake);
      const message = at.queue.splice(0)[0]!;
      const sender = mortal(step);
      await sender.run(sendQueued(message.channel, sender.kill(at.posts)));

      at.queue.push({ channel: message.channel, at: at.clock.now() + 30_000 });
      await at.settle();

      expect(at.messages.map(({ text }) => text).sort(), `death at ${step}`).toEqual(['open: a', 'open: b']);
      expect(await at.store.listQueued(message.channel, { limit: 25 })).toEqual([]);
      if (!sender.isDead()) return expect(step).toBeGreaterThan(30);
    }
  });
});
