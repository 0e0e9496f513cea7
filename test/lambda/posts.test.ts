import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler } from '../../src/lambda/posts.ts';
import { anAlert } from '../store/fixtures.ts';
import { startCloud } from './cloud.ts';

let cloud: Awaited<ReturnType<typeof startCloud>>;
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  cloud = await startCloud();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await cloud.stop();
});

describe('the posts function', () => {
  it('posts what is queued for the channel that it is told, and is done', async () => {
    const { store } = cloud.table.openStore(Date.now);
    const alert = anAlert({ title: 'fire' });
    const state = await store.advanceAlert(alert);
    const slot = { owner: `ALERT#${alert.id}`, channel: 'C0SECURITY', name: 'root' };
    await store.wantSlot({ ...slot, lane: 0, want: state!.rev });
    const event = { Records: [{ messageId: 'm1', body: JSON.stringify({ channel: 'C0SECURITY' }) }] };

    await handler(event, {});
    await handler(event, {});

    expect(cloud.of('POST /api/chat.postMessage')).toHaveLength(1);
    expect(await store.findSlot(slot)).toMatchObject({ state: 'idle', ts: '1.000', shown: 1 });
  });

  it('refuses what names no channel', async () => {
    await expect(handler({ Records: [{ messageId: 'm1', body: '{}' }] }, {})).rejects.toThrow();
  });
});
