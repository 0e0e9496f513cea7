import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scenarios } from '../../src/playground/scenarios.ts';
import { wrongInstanceType } from '../../src/playground/scenes/wrong-instance-type.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from '../../src/playground/start.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';

type Block = { type: string; elements?: { action_id?: string; value?: string }[] };
type Message = { ts: string; text: string; blocks?: Block[] };

let playground: Playground;
const before = { ...process.env };
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  playground = await startPlayground({
    port: 0,
    seed: 1,
    now: Date.now,
    told: () => undefined,
    scenario: scenarios['quiet']!,
  });
});
afterAll(async () => {
  await playground?.close();
  vi.restoreAllMocks();
  process.env = before;
});

const channel = () => playground.ready.channels['security']!;
const textOf = ({ text, blocks = [] }: Message) => messageAsText({ text, blocks });
async function rootWith(...words: string[]): Promise<Message> {
  return vi.waitFor(
    async () => {
      const { messages = [] } = (await playground.slack.call('conversations.history', { channel: channel() })) as {
        messages?: Message[];
      };
      const found = messages.find((message) => words.every((word) => textOf(message).includes(word)));
      if (!found) throw new Error(`No message with ${words.join(', ')}:\n${messages.map(textOf).join('\n---\n')}`);
      return found;
    },
    { timeout: 20_000, interval: 100 },
  );
}

describe('an instance of a type that is not allowed', () => {
  const { id, name } = scene.oversizedInstance;

  it('becomes an alert with its button, because our own rule says so', async () => {
    playground.aws.deliver(wrongInstanceType.events(Date.now()));

    const alert = await rootWith('desired-instance-type', name, id, 'm7g.16xlarge is not an allowed type');

    expect(JSON.stringify(alert.blocks)).toContain('"remediate"');
  });

  it('is mended by a click, and the rule says so itself', async () => {
    const alert = await rootWith('desired-instance-type', id);

    await playground.people.click({
      user: playground.ready.users['alice']!,
      channel: channel(),
      ts: alert.ts,
      actionId: 'remediate',
    });

    await rootWith('desired-instance-type', id, 'esolved');
    const instance = playground.aws.world.findItem({
      accountId: scene.dev,
      region: scene.region,
      type: 'AWS::EC2::Instance',
      id,
    });
    expect(instance?.configuration).toMatchObject({ instanceType: 't3.micro' });
  }, 30_000);
});
