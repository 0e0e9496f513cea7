import { describe, expect, it } from 'vitest';
import { createRead, isAbout } from '../../../src/core/audit/read.ts';
import { anEntry, noon, someTrail } from './bucket.ts';

describe('reading the audit trail', () => {
  it('gives the newest first, so many as asked, and says whether there is more', async () => {
    const { bucket, clock } = await someTrail({ sealed: true });
    const read = createRead({ bucket, now: () => clock.now });

    const two = await read({ since: 0 + noon - 86_400_000, limit: 2 });
    const all = await read({ since: noon - 86_400_000, limit: 100 });

    expect(two.entries.map(({ id }) => id).sort()).toEqual(['again', 'settled']);
    expect(two.more).toBe(true);
    expect(all.entries).toHaveLength(9);
    expect(all.entries.map(({ at }) => at)).toEqual(all.entries.map(({ at }) => at).toSorted((a, b) => b - a));
    expect(all.more).toBe(false);
    expect((await read({ since: noon + 1, limit: 100 })).entries).toHaveLength(2);
  });

  it('leaves out what is no entry of ours', async () => {
    const { bucket, objects, clock } = await someTrail({ sealed: false });
    for (const key of objects.keys()) objects.set(key, 'spoiled');

    expect((await createRead({ bucket, now: () => clock.now })({ since: noon, limit: 5 })).entries).toEqual([]);
  });

  it.each([
    ['sg-1', true],
    ['SG-1', true],
    ['U0ALICE', true],
    ['111122223333', true],
    ['sg-2', false],
    ['something called', false],
  ])('finds what %j is about: %s', (term, found) => {
    expect(isAbout(anEntry('one', { resource: 'sg-1', accountId: '111122223333' }), term)).toBe(found);
  });

  it('finds an access key by its whole id, which the trail does not hold', () => {
    const entry = anEntry('one', { resource: 'AKIA…MPLE' });

    expect(isAbout(entry, 'AKIAIOSFODNN7EXAMPLE')).toBe(true);
  });
});
