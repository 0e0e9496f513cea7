import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bitcoinFinding } from '../../src/playground/scenes/bitcoin-finding.ts';
import { ledgerFinding } from '../../src/playground/scenes/ledger-finding.ts';
import { watchStopped } from '../../src/playground/scenes/watch-stopped.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { type QuietPlayground, type Shown, startQuietPlayground } from './quiet.ts';

let playground: QuietPlayground;
beforeAll(async () => {
  playground = await startQuietPlayground();
  for (const { events } of [watchStopped, bitcoinFinding, ledgerFinding]) playground.aws.deliver(events(Date.now()));
});
afterAll(() => playground?.close());

async function press(channel: string, { ts, blocks }: Shown, title: string): Promise<void> {
  const buttons = blocks.flatMap(({ block_id, elements = [] }) => elements.map((one) => ({ ...one, block_id })));
  const button = buttons.find(({ text }) => text?.text === title);
  if (!button?.action_id) throw new Error(`No button ${title} among ${JSON.stringify(buttons)}`);
  const { action_id: actionId, block_id: blockId } = button;
  const { users, channels } = playground.ready;
  await playground.people.click({ user: users['alice']!, channel: channels[channel]!, ts, actionId, blockId });
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
      await playground.messageWith(channel, ...words);
    },
    60_000,
  );

  it('let a finding be archived by a click', async () => {
    await press('security', await playground.messageWith('security', 'Bitcoin'), 'Archive the finding');

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
