import { describe, expect, it } from 'vitest';
import type { LookPress } from '../../../src/flows/answer/look.ts';
import { listDigest } from '../../../src/flows/answer/members.ts';
import { createFakePeople } from '../../core/people.ts';
import { someSettings } from '../../delivery/settings.ts';
import { shareTable } from '../../store/rows.ts';

const openStore = shareTable();

async function setUp() {
  const { store } = openStore();
  const { id } = await store.openDigest('C0SECURITY', 'usual');
  const member = { rev: 1, kind: 'root-activity', accountId: '111122223333', occurredAt: '2026-01-01T03:00:00Z' };
  for (const [alertId, title, severity, status] of [
    ['m1', 'mild', 'low', 'open'],
    ['m2', 'done', 'critical', 'resolved'],
    ['m3', 'bad', 'high', 'open'],
  ] as const) {
    await store.putMember(id, { ...member, alertId, title, severity, status });
  }
  const slot = await store.bumpSlot({ owner: `DIGEST#${id}`, channel: 'C0SECURITY', name: 'root', lane: 1 });
  const claimed = await store.claimSlot(slot, slot.queue ?? '');
  if (claimed) await store.recordSlot(claimed, { state: 'idle', ts: '3.000', shown: 1 });
  const settings = { ...someSettings(), access: { investigate: ['U0ALICE'], remediate: [], approve: [] } };
  return (more: { userId?: string; messageTs?: string } = {}) => {
    const { userId = 'U0ALICE', messageTs = '3.000' } = more;
    const press: LookPress = {
      ...{ kind: 'lookup', key: 'k', askedAt: 0, button: 'members', alertId: id, messageTs },
      asker: { teamId: 'T0123456789', userId, channelId: 'C0SECURITY' },
    };
    return listDigest(press, { store, settings, people: createFakePeople().people });
  };
}

describe('“Show the alerts” of a digest', () => {
  it('lists them, the worst open ones first', async () => {
    const list = await setUp();

    const { title, sections } = await list();

    expect(title).toContain('The 3 alerts of the digest');
    expect(sections).toMatchObject([
      { items: [{ lead: 'bad', body: 'high, open, in 111122223333, id m3' }, { lead: 'mild' }, { lead: 'done' }] },
      { text: expect.stringContaining('/aws-alerts ack') },
    ]);
  });

  it('tells nobody else, and nothing on another message', async () => {
    const list = await setUp();

    await expect(list({ messageTs: '1.000' })).rejects.toMatchObject({ code: 'STALE_BUTTON' });
    await expect(list({ userId: 'U0CAROL' })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });
});
