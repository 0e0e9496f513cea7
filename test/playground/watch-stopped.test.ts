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
  for (const { events } of [watchStopped, bitcoinFinding, ledgerFinding]) playground.aws.deliver(events(Date.now()));
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

async function press(channel: string, { ts, blocks = [] }: Message, title: string): Promise<void> {
  const buttons = blocks.flatMap(({ block_id, elements = [] }) => elements.map((one) => ({ ...one, block_id })));
  const button = buttons.find(({ text }) => text?.text === title);
  if (!button?.action_id) throw new Error(`No button ${title} among ${JSON.stringify(buttons)}`);
  const { action_id: actionId, block_id: blockId } = button;
  await playground.people.click({ user: playground.ready.users['alice']!, channel, ts, actionId, blockId });
}

/** Each with the button that mends it; what a press does to trail, recorder and detector is told beside their remediations. */
const offered: readonly (readonly [channel: string, ...words: string[]])[] = [
  ['security-critical', 'the trail noroshi', 'Start logging again'],
  ['security-critical', 'recorder default', 'Record again'],
  ['security-critical', 'detector', 'Switch GuardDuty on'],
  ['security', scene.protectedInstance.name, 'Run AWS-StopEC2Instance', 'Run Example-IsolateInstance'],
];

describe('the scenes of those who watch', () => {
  it.each(offered)(
    'in %s, %s has the button %s',
    async (channel, ...words) => {
      await rootWith(playground.ready.channels[channel] ?? '', ...words);
    },
    60_000,
  );

  it('let a finding be archived by a click', async () => {
    const channel = playground.ready.channels['security']!;

    await press(channel, await rootWith(channel, 'Bitcoin'), 'Archive the finding');

    await vi.waitFor(
      () => {
        const findings = playground.aws.world
          .listItems()
          .filter(({ resource }) => resource.type === 'AWS::GuardDuty::Finding');
        expect(findings.map(({ configuration }) => configuration)).toContainEqual(
          expect.objectContaining({ service: expect.objectContaining({ archived: true }) }),
        );
      },
      { timeout: 30_000, interval: 50 },
    );
  }, 60_000);
});
