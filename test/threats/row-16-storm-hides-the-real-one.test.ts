import { describe, expect, it } from 'vitest';
import type { Slot } from '../../src/core/ports.ts';
import { takeIn } from '../../src/delivery/intake.ts';
import { sendQueued } from '../../src/delivery/post.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { openChannel } from '../delivery/channel.ts';
import { anAlert } from '../store/fixtures.ts';

const noise = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => ({
    alert: anAlert({ title: `noise ${first + index}`, severity: 'low' }),
    body: {},
  }));
const real = () => ({ alert: anAlert({ title: 'the real one', severity: 'critical' }), body: {} });

describe('threat 16: a storm of alerts hides the real one', () => {
  it('which is the next thing that is said, on its own, whatever waits before it', async () => {
    const at = openChannel();
    const channel = at.own('C0SECURITY');
    const began = at.clock.now();
    // The simulation of a storm has many more; here they all wait at once.
    await takeIn(noise(999), at.intake);
    expect(await at.store.listQueued(channel, { limit: 1_100 })).toHaveLength(999);

    await takeIn([real()], at.intake);
    await sendQueued(channel, at.posts);

    expect(at.messages[0]?.text).toBe('open: the real one');
    expect((at.messages[0]?.at ?? Number.POSITIVE_INFINITY) - began).toBeLessThan(5_000);
  });

  it('while the noise goes on: it stands alone in the channel, and all the noise in one message', async () => {
    const at = openChannel();
    const world = { store: at.store, results: at.results, settings: at.settings, now: at.clock.now };
    const isDigest = ({ owner }: Slot) => owner.startsWith('DIGEST#');
    const load = async (slot: Slot) => (isDigest(slot) ? showSlot(slot, world) : at.posts.load(slot));
    await takeIn(noise(100), at.intake);
    await sendQueued(at.own('C0SECURITY'), { ...at.posts, load });
    await takeIn([...noise(50, 100), real(), ...noise(50, 150)], at.intake);
    // All of them rang the bell; once is enough.
    at.queue.splice(1);

    await at.settle({ ...at.posts, load });

    const own = at.messages.filter(({ text }) => text.startsWith('open: '));
    expect(own.map(({ text }) => text)).toContain('open: the real one');
    expect(at.messages.length).toBeLessThan(10);
  });

  it('wakes somebody up all the same', async () => {
    const at = openChannel();
    const woken: string[] = [];

    await takeIn([...noise(50), real()], { ...at.intake, tellOnCall: async (text) => void woken.push(text) });

    expect(woken).toEqual([expect.stringContaining('the real one')]);
  });
});
