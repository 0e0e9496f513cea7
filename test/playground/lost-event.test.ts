import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { watchStopped } from '../../src/playground/scenes/watch-stopped.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type QuietPlayground, startQuietPlayground } from './quiet.ts';

let playground: QuietPlayground;
beforeAll(async () => {
  playground = await startQuietPlayground();
});
afterAll(() => playground?.close());

it('makes an alert of a call that got lost on the bus and stands in the log, once', async () => {
  const [stopped] = watchStopped.events(Date.now()) as [{ detail: object }];
  const told = async () => {
    const messages = await playground.messagesIn('security-critical');
    expect(messages.filter(({ read }) => read.includes('the trail noroshi'))).toHaveLength(1);
  };

  await playground.aws.deliverLog({ accountId: scene.prod, region: scene.region }, [stopped.detail]);
  await vi.waitFor(told, { timeout: 20_000, interval: 100 });

  playground.aws.deliver(stopped);
  const empty = () => expect(playground.aws.queue('alerts').count()).toMatchObject({ visible: 0, hidden: 0 });
  await vi.waitFor(empty, { timeout: 10_000, interval: 50 });
  await told();
});
