import { describe, expect, it } from 'vitest';
import { setUp } from './looking.ts';

describe('“Show the alerts” of a digest', () => {
  async function standing() {
    const at = await setUp();
    const { id } = await at.store.openDigest('C0SECURITY', 'usual');
    const slot = await at.store.bumpSlot({ owner: `DIGEST#${id}`, channel: 'C0SECURITY', name: 'root', lane: 1 });
    const claimed = await at.store.claimSlot(slot, { ulid: slot.queue ?? '', forMs: 9000 });
    if (claimed) await at.store.recordSlot(claimed, { state: 'idle', ts: '3.000', shown: 1 });
    return { ...at, id };
  }

  it('is the command with the id filled in', async () => {
    const { press, told, id } = await standing();

    await press('members', { alertId: id, messageTs: '3.000' });

    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('The 0 alerts of the storm')]);
  });

  it('is refused on a message that is not the digest, and to whoever may not look', async () => {
    const { press, told, id } = await standing();

    await press('members', { alertId: id, messageTs: '1.000' });
    await press('members', { alertId: id, messageTs: '3.000', key: 'another', userId: 'U0CAROL' });

    expect(told.map(({ text }) => text)).toEqual([
      expect.stringContaining('does not belong to a message'),
      expect.stringContaining('not allowed'),
    ]);
  });
});
