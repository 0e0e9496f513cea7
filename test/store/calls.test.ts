import { describe, expect, it } from 'vitest';
import { createClock, startMemoryTable } from './table.ts';

function open() {
  const clock = createClock();
  const { store } = startMemoryTable().openStore(clock.now);
  return { clock, store };
}

/** How many of a kind are to be had within so many ms, asked for whenever one may be left. */
async function countWithin(ms: number, { clock, store }: ReturnType<typeof open>, isUrgent?: boolean): Promise<number> {
  const end = clock.now() + ms;
  let count = 0;
  while (clock.now() < end) {
    const taken = await store.takeCall('update', isUrgent);
    if (taken === 'taken') count += 1;
    else clock.pass(taken - clock.now());
  }
  return count;
}

describe('the calls that Slack counts for the whole workspace', () => {
  it('are forty a minute, evenly', async () => {
    const at = open();

    expect(await countWithin(60_000, at)).toBe(40);
    expect(await countWithin(60_000, at)).toBe(40);
  });

  it('are forty-eight in the worst minute where they are urgent, below the fifty that Slack takes', async () => {
    const at = open();

    expect(await countWithin(60_000, at, true)).toBeLessThanOrEqual(48);
    expect(await countWithin(60_000, at, true)).toBeLessThanOrEqual(48);
  });

  it('come some time apart, urgent or not', async () => {
    const { clock, store } = open();
    await store.takeCall('update', true);

    expect(await store.takeCall('update', true)).toBeGreaterThan(clock.now());
  });

  it('are not to be had while Slack pauses them, and after that the urgent ones come first', async () => {
    const { clock, store } = open();
    const until = clock.now() + 30_000;
    await store.pauseCalls('update', until);
    await store.pauseCalls('update', until - 10_000);

    expect(await store.takeCall('update', true)).toBeGreaterThanOrEqual(until);
    clock.pass(30_000);
    expect(await store.takeCall('update')).toBeGreaterThan(until);
    expect(await store.takeCall('update', true)).toBe('taken');
  });

  it('of a pause of edits do not hold up what is read', async () => {
    const { clock, store } = open();
    await store.pauseCalls('update', clock.now() + 30_000);

    expect(await store.takeCall('read')).toBe('taken');
  });
});
