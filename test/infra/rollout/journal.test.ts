import { describe, expect, it } from 'vitest';
import type { Row } from '../../../infra/rollout/item.ts';
import { type JournalFile, openJournal } from '../../../infra/rollout/journal.ts';
import type { Stop } from '../../../infra/rollout/place-order.ts';

function file(start?: string): JournalFile & { text(): string } {
  let text = start;
  return {
    read: async () => text,
    append: async (more) => {
      text = (text ?? '') + more;
    },
    clear: async () => {
      text = '';
    },
    text: () => text ?? '',
  };
}

const stop = (region: string): Stop => ({ accountId: '111122223333', region, as: 'member', steps: ['recorder'] });
const row = (region: string, state: Row['state']): Row => ({
  ...{ accountId: '111122223333', region, step: 'recorder', object: 'recorder default', state },
  ...{ before: null, after: { recording: true } },
});
const parts = { key: 'run-1', now: () => Date.parse('2026-11-20T16:40:00Z') };

describe('the journal of a rollout', () => {
  it('lets a run that was cut go on where it was, and tries again what failed', async () => {
    const kept = file();
    const first = await openJournal(kept, parts);
    await first.stopped(stop('eu-west-1'), [row('eu-west-1', 'done')]);
    await first.stopped(stop('us-east-1'), [row('us-east-1', 'error')]);

    const second = await openJournal(kept, parts);
    expect(second.resumed).toBe(1);
    expect(second.finished(stop('eu-west-1'))).toEqual([row('eu-west-1', 'done')]);
    expect(second.finished(stop('us-east-1'))).toBeUndefined();
  });

  it('takes a line that was cut in the middle for not written, and goes on below it', async () => {
    const kept = file();
    await (await openJournal(kept, parts)).stopped(stop('eu-west-1'), [row('eu-west-1', 'done')]);
    const cut = file(kept.text().slice(0, -10));
    const second = await openJournal(cut, parts);
    expect(second.resumed).toBe(0);
    await second.stopped(stop('eu-west-1'), [row('eu-west-1', 'done')]);
    expect((await openJournal(cut, parts)).resumed).toBe(1);
  });

  it('begins anew after a run that came to its end, or for another one', async () => {
    const kept = file();
    const first = await openJournal(kept, parts);
    await first.stopped(stop('eu-west-1'), [row('eu-west-1', 'done')]);
    expect((await openJournal(file(kept.text()), { ...parts, key: 'run-2' })).resumed).toBe(0);
    await first.ended();
    expect((await openJournal(kept, parts)).resumed).toBe(0);
  });

  it('says what is about to be written, and what was, with the ids of the requests', async () => {
    const kept = file();
    const journal = await openJournal(kept, parts);
    await journal.intends(row('eu-west-1', 'missing'));
    await journal.wrote(row('eu-west-1', 'done'), ['request-1']);
    const lines = kept
      .text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[1]).toMatchObject({
      intends: { object: 'recorder default', before: null, after: { recording: true } },
    });
    expect(lines[2]).toMatchObject({
      wrote: { object: 'recorder default' },
      requestIds: ['request-1'],
      at: '2026-11-20T16:40:00.000Z',
    });
  });
});
