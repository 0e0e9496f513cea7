import { describe, expect, it } from 'vitest';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('slot rows', () => {
  const ref = (name: string) => ({ owner: `ALERT#${name}`, channel: `C-${name}`, name: 'root' });

  it('are queued once until what is wanted is shown', async () => {
    const { store, name } = open();

    const first = await store.wantSlot({ ...ref(name), lane: 2, want: 1 });
    const again = await store.wantSlot({ ...ref(name), lane: 2, want: 1 });
    const more = await store.wantSlot({ ...ref(name), lane: 2, want: 3 });

    expect(again).toEqual(first);
    expect(more).toEqual({ ...first, want: 3 });
    expect(first).toMatchObject({ shown: -1, state: 'idle' });
    expect(await store.listQueued(`C-${name}`, { limit: 25 })).toEqual([
      { sk: `2#${first.queue}`, ulid: first.queue, slot: ref(name) },
    ]);
    expect(await store.listSlots(`ALERT#${name}`)).toEqual([more]);
  });

  it('come out of the queue worst first, then oldest first, page by page', async () => {
    const { store, clock, name } = open();
    for (const [slot, lane] of [
      ['a', 4],
      ['b', 2],
      ['c', 0],
      ['d', 2],
    ] as const) {
      await store.wantSlot({ ...ref(name), name: slot, lane, want: 1 });
      clock.pass(5);
    }

    const page = await store.listQueued(`C-${name}`, { limit: 2 });
    const rest = await store.listQueued(`C-${name}`, { limit: 25, after: page[1]!.sk });

    expect([...page, ...rest].map(({ slot }) => slot.name)).toEqual(['c', 'b', 'd', 'a']);
  });

  it('belong to one sender at a time, until it is given up', async () => {
    const { store, clock, name } = open();
    const wanted = await store.wantSlot({ ...ref(name), lane: 2, want: 1 });
    const queue = wanted.queue ?? '';

    const claimed = await store.claimSlot(wanted, { ulid: queue, forMs: 9000 });
    expect(claimed).toMatchObject({ state: 'sending', checkAt: clock.now() + 9000, sentAt: clock.now() });
    expect(await store.claimSlot(wanted, { ulid: queue, forMs: 9000 })).toBeUndefined();

    clock.pass(9001);
    const taken = await store.claimSlot(claimed!, { ulid: queue, forMs: 9000 });
    expect(taken).toMatchObject({ sentAt: claimed?.sentAt });
    expect(await store.recordSlot(claimed!, { state: 'idle', ts: '1.1', shown: 1 })).toBe(false);
    expect(await store.recordSlot(taken!, { state: 'idle', ts: '2.2', shown: 1 })).toBe(true);
    expect(await store.findSlot(ref(name))).toMatchObject({ state: 'idle', ts: '2.2', shown: 1 });
    expect((await store.findSlot(ref(name)))?.queue).toBeUndefined();
  });

  it('stay queued when something newer is wanted meanwhile', async () => {
    const { store, name } = open();
    const wanted = await store.wantSlot({ ...ref(name), lane: 2, want: 1 });
    const { queue = '' } = wanted;
    const claimed = await store.claimSlot(wanted, { ulid: queue, forMs: 9000 });
    await store.wantSlot({ ...ref(name), lane: 4, want: 2 });

    expect(await store.recordSlot(claimed!, { state: 'idle', ts: '1.1', shown: 1 })).toBe(false);

    expect(await store.findSlot(ref(name))).toMatchObject({ state: 'idle', ts: '1.1', shown: 1, want: 2, queue });
    expect(await store.settleSlot(ref(name), queue, 1)).toBe(false);
    expect(await store.settleSlot(ref(name), queue, 2)).toBe(true);
  });

  it('are folded once, and only with what the digest says of them', async () => {
    const { store, name } = open();
    const seen = await store.wantSlot({ ...ref(name), lane: 2, want: 2 });

    expect(await store.foldSlot(seen, { digest: 'd1', rev: 1 })).toBe(false);
    expect(await store.foldSlot(seen, { digest: 'd1', rev: 2 })).toBe(true);
    expect(await store.foldSlot(seen, { digest: 'd1', rev: 2 })).toBe(false);
    const again = await store.wantSlot({ ...ref(name), lane: 2, want: 3 });
    expect(again).toMatchObject({ state: 'folded', digest: 'd1', want: 3, queue: expect.any(String) });
    expect(await store.changeSlot(again, { state: 'idle', digest: null })).not.toHaveProperty('digest');
  });

  it('are due for a re-look, and are queued for it when it is time', async () => {
    const { store, clock, name } = open();
    const { queue = '', ...seen } = await store.wantSlot({ ...ref(name), lane: 2, want: 1 });
    const at = clock.now() + 60_000;
    await store.changeSlot(seen, { relookAt: at, relooks: 2, ts: '1.1', shown: 1 });
    await store.settleSlot(seen, queue, 1);
    const mine = async () => (await store.listDue('relook', 100)).filter(({ pk }) => pk === seen.owner);

    expect(await mine()).toEqual([]);
    expect(await store.queueRelook(seen)).toBe(false);
    clock.pass(60_000);
    const [due] = await mine();
    expect(due).toEqual({ kind: 'relook', pk: seen.owner, sk: `SLOT#C-${name}#root`, dueAt: at });
    expect(await store.queueRelook(seen)).toBe(true);
    expect((await store.findSlot(seen))?.queue).toEqual(expect.any(String));
    expect(await store.postponeDue(due!, 'never')).toBe(1);
    expect(await mine()).toEqual([]);
  });
});
