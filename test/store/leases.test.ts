import { describe, expect, it } from 'vitest';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('leases', () => {
  it('are held by one at a time and taken over when they are past', async () => {
    const { store, clock, name } = open();
    const lease = await store.acquireLease(name);

    expect(lease?.epoch).toBe(1);
    expect(await store.acquireLease(name)).toBeUndefined();
    clock.pass(11_001);
    expect((await store.acquireLease(name))?.epoch).toBe(2);
    expect(await store.renewLease(lease!)).toBeUndefined();
    expect(await store.releaseLease(lease!, 'busy')).toBe(false);
  });

  it('are not given back unheard when somebody rang', async () => {
    const { store, name } = open();
    const lease = (await store.acquireLease(name))!;

    expect(await store.ring(name)).toBe(false);
    expect(await store.releaseLease(lease, 'empty')).toBe(false);
    expect(await store.releaseLease(lease, 'waiting')).toBe(false);
    const renewed = (await store.renewLease(lease, { nextAt: 7 }))!;
    expect(renewed).toMatchObject({ rung: 1, nextAt: 7 });
    expect(await store.releaseLease(renewed, 'empty')).toBe(true);
    expect(await store.ring(name)).toBe(true);
  });

  it('do not tell the queue while the channel is paused', async () => {
    const { store, clock, name } = open();
    const lease = (await store.acquireLease(name))!;
    await store.renewLease(lease, { pausedUntil: clock.now() + 5000 });
    await store.releaseLease(lease, 'busy');

    expect(await store.ring(name)).toBe(false);
    clock.pass(5000);
    expect(await store.ring(name)).toBe(true);
  });
});
