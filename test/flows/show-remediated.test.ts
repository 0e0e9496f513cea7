import { describe, expect, it } from 'vitest';
import type { RequestNote, Slot } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { someSettings } from '../delivery/settings.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';
import { shareTable } from '../store/rows.ts';

const openStore = shareTable();
const settings: Settings = {
  ...someSettings(),
  remediations: [
    {
      when: { rule: 'approved-amis-by-id' },
      use: 'config-remediation',
      mode: 'click',
      dryRun: false,
      parameters: {},
    },
  ],
};

/** An alert's message as it is shown after each of these notes. */
async function setUp(remediations = settings.remediations) {
  const { store, clock, name } = openStore();
  const alert = { ...complianceAlert, id: `${name}-remediated`, sourceAt: clock.now() - 60_000 };
  await store.advanceAlert(alert);
  const slot: Slot = {
    ...{ owner: `ALERT#${alert.id}`, channel: 'C0SECURITY', name: 'root' },
    ...{ state: 'sending', want: 1, shown: -1, lane: 1 },
  };
  const results = { put: async () => undefined, get: async () => '' };
  let rev = 0;
  const read = async () => {
    const content = await showSlot(slot, { store, results, settings: { ...settings, remediations }, now: clock.now });
    return content && 'message' in content ? content.message : { text: '', blocks: [] };
  };
  return {
    async note(change: Partial<RequestNote>) {
      rev += 1;
      const note = { requestId: 'r1', remediation: 'config-remediation', attempt: 1, by: 'U0ALICE', at: clock.now() };
      await store.noteRequest(alert.id, { ...note, state: 'running', rev, ...change });
    },
    relapse: () => store.advanceAlert({ ...alert, sourceAt: clock.now() + 60_000, eventKey: 'again' }),
    resolve: () =>
      store.advanceAlert({ ...alert, state: 'resolved', sourceAt: clock.now() + 60_000, eventKey: 'resolved' }),
    read,
    async show() {
      const message = await read();
      const hasButton = JSON.stringify(message.blocks).includes('"remediate"');
      const told = messageAsText(message)
        .split('\n')
        .filter((line) => line.includes('@U0ALICE'));
      return { hasButton, told };
    },
  };
}

describe('an alert whose remediation was asked for', () => {
  it('tells in place of the button what became of it', async () => {
    const { show, note } = await setUp();
    expect(await show()).toEqual({ hasButton: true, told: [] });

    await note({ state: 'running' });
    expect(await show()).toEqual({ hasButton: false, told: [expect.stringContaining('⏳ Remediate: running')] });

    await note({ state: 'applied' });
    expect(await show()).toEqual({ hasButton: false, told: [expect.stringContaining('✅ Remediate: done')] });
  });

  it('offers it again when it failed, and beside what is told of that', async () => {
    const { show, note } = await setUp();

    await note({ state: 'failed' });

    expect(await show()).toEqual({ hasButton: true, told: [expect.stringContaining('❌ Remediate: failed')] });
  });

  it('offers it again when the problem came back, and not when it is resolved', async () => {
    const again = await setUp();
    await again.note({ state: 'applied' });
    await again.relapse();
    expect((await again.show()).hasButton).toBe(true);

    const resolved = await setUp();
    await resolved.note({ state: 'failed' });
    await resolved.resolve();
    expect(await resolved.show()).toEqual({ hasButton: false, told: [expect.stringContaining('failed')] });
  });

  it('offers each document of an automation for itself, and names it as the thread does', async () => {
    const run = (document: string) => ({ ...settings.remediations[0]!, use: 'ssm-automation', document });
    const at = await setUp([run('Example-Stop'), run('Example-Tag')]);

    await at.note({ remediation: 'ssm-automation', document: 'Example-Stop', state: 'running', attempt: 3 });
    await at.note({ remediation: 'ssm-automation', document: 'Example-Tag', state: 'dry-run' });

    const text = messageAsText(await at.read());
    expect(text).toContain('⏳ Run Example-Stop: running (attempt 3)');
    expect(text).toContain('🧪 Run Example-Tag: dry run; nothing was changed');
    expect(text).not.toContain('[ Run Example-Stop ]');
    expect(text).toContain('[ Run Example-Tag ]');
  });

  it('tells the undo on a line of its own, and offers it again', async () => {
    const { show, note } = await setUp();
    await note({ state: 'applied' });

    await note({ requestId: 'u1', isUndo: true, state: 'applied' });

    expect(await show()).toEqual({
      hasButton: true,
      told: [expect.stringContaining('✅ Remediate: done'), expect.stringContaining('Remediate: taken back')],
    });
  });
});
