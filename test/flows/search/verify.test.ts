import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import { openStage } from './stage.ts';

const typed = 'needle since:2025-12-31 until:2026-01-01';

describe('the log files of what was found', () => {
  const verified = {
    verified: 3,
    altered: 1,
    missing: 0,
    notCovered: 0,
    others: [{ key: 'logs/0003.json.gz', state: 'altered', why: 'it is not what CloudTrail delivered' }],
  } as const;

  it('are verified with verify:yes, by their keys and those that could not be read', async () => {
    const asked: (readonly string[])[] = [];
    const stage = openStage({
      files: 12,
      async verify(keys) {
        asked.push(keys);
        return verified;
      },
    });

    await stage.play(`${typed} verify:yes`);

    const hit = ['0000', '0003', '0006', '0007', '0009'];
    expect([...(asked[0] ?? [])].sort()).toEqual([...hit, '0011'].map((name) => `logs/${name}.json.gz`));
    const state = await stage.find();
    expect(state).toMatchObject({ state: 'done', search: { verified: { altered: 1 } } });
    expect(JSON.stringify(state?.reply)).toContain('logs/0003.json.gz');
  });

  it('are verified by a press on the finished answer, once', async () => {
    let times = 0;
    const stage = openStage({
      files: 12,
      async verify() {
        times += 1;
        return verified;
      },
    });
    await stage.play(typed);
    expect(JSON.stringify((await stage.find())?.reply)).not.toContain('altered');

    await stage.pressing('verify');
    await stage.pressing('verify');

    const state = await stage.find();
    expect(times).toBe(1);
    expect(JSON.stringify(state?.reply)).toContain('altered');
    expect((await stage.root())?.want).toBe(state?.rev);
    expect(state?.state).toBe('done');
  });

  it('can be verified again where it could not be done, and whoever pressed is told', async () => {
    const why = { what: 'The CloudTrail logs', why: 'access denied' };
    const stage = openStage({ files: 12, verify: () => Promise.reject(userError('UNREACHABLE', why)) });
    await stage.play(typed);

    await stage.pressing('verify');

    expect(stage.told.at(-1)?.text).toContain('access denied');
    expect((await stage.find())?.search).not.toHaveProperty('verifyingUntil');
    expect((await stage.find())?.search).not.toHaveProperty('verified');
  });
});
