import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scenarios } from '../../src/playground/scenarios.ts';
import { bitcoinFinding } from '../../src/playground/scenes/bitcoin-finding.ts';
import { ledgerFinding } from '../../src/playground/scenes/ledger-finding.ts';
import { watchStopped } from '../../src/playground/scenes/watch-stopped.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type Playground, startPlayground } from '../../src/playground/start.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';

type Block = {
  type: string;
  block_id?: string;
  elements?: { action_id?: string; value?: string; text?: { text?: string } }[];
};
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

const textOf = ({ text, blocks = [] }: Message) => messageAsText({ text, blocks });
async function rootWith(channel: string, ...words: string[]): Promise<Message> {
  return vi.waitFor(
    async () => {
      const { messages = [] } = (await playground.slack.call('conversations.history', { channel })) as {
        messages?: Message[];
      };
      const found = messages.find((message) => words.every((word) => textOf(message).includes(word)));
      if (!found) throw new Error(`No message with ${words.join(', ')}:\n${messages.map(textOf).join('\n---\n')}`);
      return found;
    },
    { timeout: 30_000, interval: 100 },
  );
}

async function threadWith(channel: string, { ts }: Message, ...words: string[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const { messages = [] } = (await playground.slack.call('conversations.replies', { channel, ts })) as {
        messages?: Message[];
      };
      const found = messages.slice(1).some((message) => words.every((word) => textOf(message).includes(word)));
      if (!found) throw new Error(`No reply with ${words.join(', ')}:\n${messages.map(textOf).join('\n---\n')}`);
    },
    { timeout: 30_000, interval: 100 },
  );
}

async function press(channel: string, { ts, blocks = [] }: Message, title: string): Promise<void> {
  const buttons = blocks.flatMap(({ block_id, elements = [] }) => elements.map((one) => ({ ...one, block_id })));
  const button = buttons.find(({ text }) => text?.text === title);
  if (!button?.action_id) throw new Error(`No button ${title} among ${JSON.stringify(buttons)}`);
  const { action_id: actionId, block_id: blockId } = button;
  await playground.people.click({ user: playground.ready.users['alice']!, channel, ts, actionId, blockId });
}

const place = { accountId: scene.prod, region: scene.region };

const stopped = [
  {
    words: 'the trail noroshi',
    title: 'Start logging again',
    of: { type: 'AWS::CloudTrail::Trail', id: 'noroshi' },
    wanted: { isLogging: true },
  },
  {
    words: 'recorder default',
    title: 'Record again',
    of: { type: 'AWS::Config::ConfigurationRecorder', id: 'default' },
    wanted: { recording: true },
  },
  {
    words: 'detector',
    title: 'Switch GuardDuty on',
    of: { type: 'AWS::GuardDuty::Detector', id: scene.detectorId },
    wanted: { status: 'ENABLED' },
  },
];

describe('when somebody stops who watches', () => {
  it('trail, recorder and detector are each switched on again by a click, and their alerts close', async () => {
    const channel = playground.ready.channels['security-critical']!;
    playground.aws.deliver(watchStopped.events(Date.now()));

    const mend = async ({ words, title, of, wanted }: (typeof stopped)[number]) => {
      await press(channel, await rootWith(channel, words), title);
      await rootWith(channel, words, 'esolved');
      expect(playground.aws.world.findItem({ ...place, ...of })?.configuration).toMatchObject(wanted);
    };
    await Promise.all(stopped.map(mend));
  }, 60_000);

  it('a finding is archived by a click', async () => {
    const channel = playground.ready.channels['security']!;
    playground.aws.deliver(bitcoinFinding.events(Date.now()));
    const alert = await rootWith(channel, 'Bitcoin');

    await press(channel, alert, 'Archive the finding');

    await vi.waitFor(
      () => {
        const finding = playground.aws.world
          .listItems()
          .find(({ resource }) => resource.type === 'AWS::GuardDuty::Finding');
        expect(finding?.configuration).toMatchObject({ service: { archived: true } });
      },
      { timeout: 30_000, interval: 100 },
    );
  }, 60_000);
});

describe('automations of Systems Manager', () => {
  it('fail at a step and say why, or go through all of them, after a click', async () => {
    const channel = playground.ready.channels['security']!;
    playground.aws.deliver(ledgerFinding.events(Date.now()));
    const { id, name } = scene.protectedInstance;
    const alert = await rootWith(channel, 'Command and Control', name);

    await press(channel, alert, 'Run AWS-StopEC2Instance');
    await threadWith(channel, alert, 'AWS-StopEC2Instance', 'step stopInstances', 'disableApiStop');

    const again = await rootWith(channel, 'Command and Control', name, 'Run Example-IsolateInstance');
    await press(channel, again, 'Run Example-IsolateInstance');
    await threadWith(channel, alert, 'Example-IsolateInstance', 'replaceSecurityGroups', 'Success');
    const instance = { accountId: scene.dev, region: scene.region, type: 'AWS::EC2::Instance', id };
    expect(JSON.stringify(playground.aws.world.findItem(instance)?.configuration)).toContain('sg-0150a7ed150a7ed15');
  }, 60_000);
});
