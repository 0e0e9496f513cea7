import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { queueNames } from '../../infra/definitions/names.ts';
import { createRedriveMain, findQueues, queues } from '../../src/cli/redrive.ts';
import { parseSettings } from '../../src/settings/parse.ts';
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
    deadLetters: {
      count: async () => Object.entries(dead).map(([queue, count]) => ({ queue, count })),
      redrive: async (queue) => {
        const count = dead[queue] ?? 0;
        dead[queue] = 0;
        return count;
      },
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

  it('takes a queue by the name that people use, and in each region', async () => {
    const { redrive, dead } = setUp({
      ...{ 'noroshi-alerts': 1, 'noroshi-bus-dlq in eu-west-1': 2, 'noroshi-bus-dlq in us-east-1': 3 },
      'noroshi-members-dlq-1 in eu-west-1': 4,
    });

    await redrive('bus-dlq');
    expect(Object.values(dead)).toEqual([1, 0, 0, 4]);
    await redrive('alerts');
    await redrive('noroshi-members-dlq-1 in eu-west-1');
    expect(Object.values(dead)).toEqual([0, 0, 0, 0]);
  });

  it('finds the queues of the settings, under the names that the stacks give them', async () => {
    const text = await readFile('infra/noroshi.yml', 'utf8');
    const io = { env: { NOROSHI_QUEUES: 'http://another' }, readFile: async () => text };
    const { bot } = parseSettings(text, { file: 'infra/noroshi.yml' }).settings;

    const { urls, region } = await findQueues(io, { settings: 'infra/noroshi.yml' });

    expect(region).toBe(bot.region);
    expect(urls[0]).toBe(`https://sqs.${bot.region}.amazonaws.com/${bot.account}/noroshi-alerts`);
    expect(queues).toEqual(queueNames.map((name) => `noroshi-${name}`));
    const usual = await findQueues({ env: {}, readFile: io.readFile }, {});
    expect(usual.urls).toEqual(urls);
    const named = await findQueues({ ...io, env: { ...io.env, AWS_REGION: 'eu-west-1' } }, {});
    expect(named).toEqual({ urls: ['http://another'], region: 'eu-west-1' });
  });

  it('says what it needs', async () => {
    expect(await run(['redrive', '--queues', ''], { env: {} })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--queues names no queue.'),
    });
    expect(await run(['redrive', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--queues') });
  });
});
