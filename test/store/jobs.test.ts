import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job.ts';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('job rows', () => {
  const job = (key: string): Job => ({
    kind: 'lookup',
    key,
    askedAt: 1,
    asker: { teamId: 'T1', userId: 'U1', channelId: 'C1' },
    command: '/aws-resource',
    text: 'i-0abc',
  });

  it('are answered by one, and by another only when that one fell silent', async () => {
    const { store, clock, name } = open();

    expect(await store.putJob(job(name))).toBe('new');
    expect(await store.putJob(job(name))).toBe('known');
    clock.pass(30_001);
    expect(await store.putJob(job(name))).toBe('new');
  });

  it('end once, whatever comes after', async () => {
    const { store, clock, name } = open();
    const reply = { title: 'Found', sections: [] };
    await store.putJob(job(name));

    const done = await store.updateJob(name, { state: 'done', reply });
    clock.pass(3_600_000);

    expect(done).toMatchObject({ state: 'done', reply });
    expect(await store.updateJob(name, { state: 'done', reply })).toEqual(done);
    expect(await store.updateJob(name, { state: 'running' })).toEqual(done);
    expect(await store.putJob(job(name))).toBe('known');
    expect(await store.findJob(name)).toEqual(done);
    await expect(store.updateJob('nobody', { state: 'done' })).rejects.toThrow(/not there/);
  });

  it('hold a file that is larger than a row may be', async () => {
    const { store, name } = open();
    const file = { name: 'records.jsonl', title: 'Records', content: 'r'.repeat(2_000_000) };
    await store.putJob(job(name));

    await store.updateJob(name, { state: 'done', reply: { title: 'Found', sections: [], files: [file] } });

    expect((await store.findJob(name))?.reply?.files).toEqual([file]);
  });
});
