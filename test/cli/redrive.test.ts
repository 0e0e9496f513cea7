import { describe, expect, it } from 'vitest';
import { createRedriveMain } from '../../src/cli/redrive.ts';
import { run } from './terminal.ts';

/** Queues with so many dead letters each. */
function setUp(dead: Record<string, number>) {
  const out: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: () => undefined },
    readFile: async () => '',
    now: () => 0,
    env: {},
  };
  const main = createRedriveMain(() => ({
    count: async () => Object.entries(dead).map(([queue, count]) => ({ queue, count })),
    redrive: async (queue) => {
      const count = dead[queue] ?? 0;
      dead[queue] = 0;
      return count;
    },
  }));
  return { dead, said: () => out.splice(0).join(''), redrive: (...argv: string[]) => main(argv, io) };
}

describe('noroshi redrive', () => {
  it('sends the dead letters of every queue again, and says how many', async () => {
    const { redrive, said, dead } = setUp({ alerts: 2, posts: 0, searches: 1 });

    expect(await redrive()).toBe(0);

    expect(said()).toBe('alerts: 2 messages sent again\nsearches: 1 message sent again\n');
    expect(dead).toEqual({ alerts: 0, posts: 0, searches: 0 });
    expect(await redrive()).toBe(0);
    expect(said()).toBe('There are no dead letters.\n');
  });

  it('takes one queue alone', async () => {
    const { redrive, dead } = setUp({ alerts: 2, searches: 1 });

    await redrive('searches');

    expect(dead).toEqual({ alerts: 2, searches: 0 });
    await expect(redrive('alarts')).rejects.toThrow('There is no queue alarts');
  });

  it('says what it needs', async () => {
    expect(await run(['redrive'], { env: {} })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('NOROSHI_QUEUES'),
    });
    expect(await run(['redrive', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--queues') });
  });
});
