import { describe, expect, it } from 'vitest';
import { renderReply } from '../../../src/slack/render/reply.ts';
import { openStage } from './stage.ts';

describe('a search that is kept by a name', () => {
  it('is kept as it was typed, for whoever pressed alone', async () => {
    const { play, pressing, store, told, find } = openStage({ files: 6 });
    await play('needle since:2025-12-31 until:2026-01-01 zone:Asia/Tokyo');
    const reply = (await find())?.reply;
    expect(JSON.stringify(reply && renderReply(reply, undefined, 'key'))).toContain('"action_id":"search_save"');

    await pressing('save', 'U0BOB', 'needles');
    await pressing('save', 'U0BOB', 'Needles');

    expect(told.at(-1)).toEqual({ userId: 'U0BOB', text: expect.stringContaining('kept as “Needles”') });
    const text = 'needle since:2025-12-31 until:2026-01-01 zone:Asia/Tokyo';
    expect(await store.listSaved('U0BOB')).toMatchObject([{ name: 'Needles', text }]);
    expect(await store.listSaved('U0ALICE')).toEqual([]);
  });

  it('is not kept by a stranger, without a name, or below a message that is none of ours', async () => {
    const { play, pressing, store, told } = openStage({ files: 6 });
    await play('needle since:2025-12-31 until:2026-01-01');

    await pressing('save', 'U0MALLORY', 'mine');
    expect(told.at(-1)?.text).toContain('not allowed');
    await pressing('save', 'U0BOB');
    expect(told.at(-1)?.text).toContain('no name for a search');

    expect(await store.listSaved('U0MALLORY')).toEqual([]);
    expect(await store.listSaved('U0BOB')).toEqual([]);
  });
});
