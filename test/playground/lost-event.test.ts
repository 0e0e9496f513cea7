import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { scenarios } from '../../src/playground/scenarios.ts';
import { watchStopped } from '../../src/playground/scenes/watch-stopped.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from '../../src/playground/start.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';

let playground: Playground;
const before = { ...process.env };
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const scenario = scenarios['quiet'];
  if (!scenario) throw new Error('There is no quiet scenario');
  playground = await startPlayground({ port: 0, seed: 1, now: Date.now, told: () => undefined, scenario });
});
afterAll(async () => {
  await playground?.close();
  vi.restoreAllMocks();
  process.env = before;
});

const textsIn = async (channel: string): Promise<readonly string[]> => {
  const { messages = [] } = (await playground.slack.call('conversations.history', { channel })) as {
    messages?: { text: string; blocks?: [] }[];
  };
  return messages.map(({ text, blocks = [] }) => messageAsText({ text, blocks }));
};

it('makes an alert of a call that got lost on the bus and stands in the log, once', async () => {
  const [stopped] = watchStopped.events(Date.now()) as [{ detail: object }];
  const told = async () => {
    const found = (await textsIn(playground.ready.channels['security-critical'] ?? '')).filter((text) =>
      text.includes('the trail noroshi'),
    );
    expect(found).toHaveLength(1);
  };

  await playground.aws.deliverLog({ accountId: scene.prod, region: scene.region }, [stopped.detail]);
  await vi.waitFor(told, { timeout: 20_000, interval: 100 });

  playground.aws.deliver(stopped);
  const empty = () => expect(playground.aws.queue('alerts').count()).toMatchObject({ visible: 0, hidden: 0 });
  await vi.waitFor(empty, { timeout: 10_000, interval: 50 });
  await told();
});
