import { describe, expect, it } from 'vitest';
import { userError } from '../../src/core/errors.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { wantShown } from '../../src/delivery/want.ts';
import { anAlert } from '../store/fixtures.ts';
import { openChannel } from './channel.ts';

const titled = (title: string, more: Parameters<typeof anAlert>[0] = {}) => ({
  alert: anAlert({ title, ...more }),
  body: {},
});

/** A channel, and the root slot of an alert in it. */
function open() {
  const at = openChannel();
  const incoming = titled('a');
  const ref = { owner: `ALERT#${incoming.alert.id}`, channel: at.own('C0SECURITY'), name: 'root' };
  const newer = () =>
    takeIn([titled('b', { id: incoming.alert.id, sourceAt: incoming.alert.sourceAt + 5000 })], at.intake);
  /** Lets the re-look come that is due after `ms`, as the sweep does. */
  const relookAfter = async (ms: number) => {
    at.clock.pass(ms);
    if (!(await at.store.queueRelook(ref))) return false;
    if (await at.store.ring(ref.channel)) at.queue.push({ channel: ref.channel, at: at.clock.now() });
    await at.settle();
    return true;
  };
  return { ...at, incoming, ref, newer, relookAfter, slot: () => at.store.findSlot(ref) };
}

describe('a message whose answer was lost', () => {
  it('is found by its metadata and becomes ours, instead of being posted twice', async () => {
    const at = open();
    at.meet('lost');
    await takeIn([at.incoming], at.intake);

    await at.settle();

    expect(at.messages).toMatchObject([{ text: 'open: a' }]);
    expect(await at.slot()).toMatchObject({ state: 'idle', ts: at.messages[0]?.ts, shown: 1 });
    await at.newer();
    await at.settle();
    expect(at.messages).toMatchObject([{ text: 'open: b', edits: 1 }]);
  });

  it('is edited at once where something newer is wanted by then', async () => {
    const at = open();
    at.meet('lost');
    await takeIn([at.incoming], at.intake);
    await at.newer();
    at.messages.length = 0;

    await at.settle();

    expect(at.messages).toMatchObject([{ text: 'open: b' }]);
  });

  it('is posted again after two looks in vain, ten seconds apart', async () => {
    const at = open();
    at.meet({ kind: 'unclear', why: 'HTTP 503' });
    await takeIn([at.incoming], at.intake);
    const start = at.clock.now();

    await at.settle();

    expect(at.reads).toHaveLength(2);
    expect(at.messages).toMatchObject([{ text: 'open: a' }]);
    expect(at.messages[0]?.at).toBeGreaterThanOrEqual(start + 15_000);
  });

  it('is found at the second look when history lags', async () => {
    const at = open();
    at.meet('lost');
    at.lagBy(9000);
    await takeIn([at.incoming], at.intake);

    await at.settle();

    expect(at.messages).toHaveLength(1);
    expect(at.reads).toHaveLength(2);
  });

  it('loses its second copy at a re-look when history lagged past both looks', async () => {
    const at = open();
    at.meet('lost');
    at.lagBy(40_000);
    await takeIn([at.incoming], at.intake);
    await at.settle();
    expect(at.messages).toHaveLength(2);

    expect(await at.relookAfter(60_000)).toBe(true);

    expect(at.messages).toHaveLength(1);
    expect(at.messages[0]?.ts).toBe((await at.slot())?.ts);
    expect(await at.relookAfter(9 * 60_000)).toBe(true);
    expect(await at.slot()).not.toHaveProperty('relookAt');
    expect(await at.relookAfter(3_600_000)).toBe(false);
  });

  it('is sent again at a re-look when an older edit came last', async () => {
    const at = open();
    await takeIn([at.incoming], at.intake);
    await at.settle();
    at.clock.pass(600_000);
    at.meet('lost');
    await at.newer();
    await at.settle();
    expect(at.messages).toMatchObject([{ text: 'open: b', edits: 2 }]);
    // A sender that was frozen wakes up.
    Object.assign(at.messages[0]!, { text: 'open: a', rev: 1 });

    await at.relookAfter(60_000);

    expect(at.messages).toMatchObject([{ text: 'open: b', rev: 2, edits: 3 }]);
  });

  it('is not concluded upon while Slack cannot be asked', async () => {
    const at = open();
    at.meet('lost');
    const silence = { kind: 'unclear', why: 'timeout' } as const;
    at.meetReading(silence, { kind: 'limited', retryAfterMs: 20_000 }, silence, silence);
    await takeIn([at.incoming], at.intake);

    await at.settle();

    expect(at.messages).toHaveLength(1);
    expect(at.reads).toHaveLength(5);
  });

  it('is posted again where the app may not read', async () => {
    const at = open();
    at.meet({ kind: 'unclear', why: 'timeout' });
    const refused = { kind: 'refused', error: 'not_in_channel' } as const;
    at.meetReading(refused, refused);
    await takeIn([at.incoming], at.intake);

    await at.settle();

    expect(at.messages).toHaveLength(1);
  });

  it('of a thread is looked for in the thread, and a file by its id', async () => {
    const at = open();
    await takeIn([at.incoming], at.intake);
    await at.settle();
    const thread = { owner: at.ref.owner, name: 'root' };
    at.meet('lost');
    await wantShown({ ...at.ref, name: 'note', lane: 1, want: 1, thread }, at.intake);
    await at.settle();
    at.meet('lost');
    await wantShown({ ...at.ref, name: 'file', lane: 1, want: 1, thread }, at.intake);
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual(['open: a', 'note of open: a', 'A file']);
  });
});

describe('the calls that Slack counts for the whole workspace', () => {
  it('are forty a minute, and edits wait for them while first messages go on', async () => {
    const at = open();
    await takeIn([at.incoming], at.intake);
    await at.settle();
    while ((await at.store.takeCall('update')) === 'taken');
    await at.store.pauseCalls('update', at.clock.now() + 30_000);
    const start = at.clock.now();
    await at.newer();
    await takeIn([titled('c')], at.intake);

    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual(['open: b', 'open: c']);
    expect(at.messages[1]!.at).toBeLessThan(start + 5000);
    expect(at.clock.now()).toBeGreaterThanOrEqual(start + 30_000);
  });

  it('pause for all channels when Slack limits an edit', async () => {
    const at = open();
    await takeIn([at.incoming], at.intake);
    await at.settle();
    at.meet({ kind: 'limited', retryAfterMs: 7000 });
    const start = at.clock.now();
    await at.newer();
    await at.settle();

    expect(at.messages).toMatchObject([{ text: 'open: b' }]);
    expect(at.clock.now()).toBeGreaterThan(start + 7000);
  });
});

describe('a direct message', () => {
  it('waits while Slack cannot open it, and goes to the operations channel only when there is none', async () => {
    const at = openChannel({ routes: [{ to: 'owner' }] });
    const troubles: Error[] = [new Error('timeout'), new Error('timeout')];
    const openDirect = async (userId: string) => {
      const error = troubles.shift();
      if (error) throw error;
      return `D${userId}`;
    };
    const parts = { ...at.posts, slack: { ...at.slack, openDirect } };
    await takeIn([titled('a')], at.intake);
    await at.settle(parts);
    expect(at.messages).toMatchObject([{ channel: `D${at.own('U0PAYLEAD')}` }]);

    troubles.push(userError('REFUSED', { what: 'Slack', why: 'user_disabled' }));
    await takeIn([titled('b')], at.intake);
    await at.settle(parts);
    expect(at.textsIn(at.own('C0OPERATIONS'))).toEqual(['open: b']);
  });
});
