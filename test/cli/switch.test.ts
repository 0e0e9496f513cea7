import { describe, expect, it } from 'vitest';
import { createSwitchMain } from '../../src/cli/switch.ts';
import { userError } from '../../src/core/errors.ts';
import type { Switch } from '../../src/core/ports.ts';
import type { Wish } from '../../src/core/wish.ts';
import { run } from './terminal.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

/** A table in memory, and who takes up what is wanted there: at once, never, or to refuse it; `gone` cannot be reached. */
function setUp({
  takes = 'up',
  gone = '',
  meant,
}: {
  meant?: string;
  takes?: 'up' | 'never' | 'to refuse';
  gone?: 'all' | 'reads' | '';
} = {}) {
  let turned: Switch = { state: 'on' };
  const wishes: Wish[] = [];
  const broken = () => Promise.reject(userError('UNREACHABLE', { what: 'The table', why: 'no answer' }));
  const asked: unknown[] = [];
  let slept = 0;
  const findSwitch = async (): Promise<Switch> => {
    const stop = wishes.findLast(({ to }) => to === 'off');
    return stop ? { state: 'off', at: stop.at } : turned;
  };
  const held = {
    table: 'mine',
    ...(meant !== undefined && { meant }),
    newId: () => `wish-${wishes.length + 1}`,
    store: {
      findSwitch: gone === '' ? findSwitch : broken,
      listWishes: async () => wishes,
      putWish: gone === 'all' ? broken : async (wish: Wish) => wishes.push(wish) > 0,
    },
    async sleep(ms: number) {
      slept += ms;
      if (takes === 'never') return;
      for (const { to, at } of wishes.splice(0)) {
        if (to === 'off' || takes === 'up') turned = { state: to, at };
      }
    },
  };
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    readFile: async () => '',
    now: () => now,
    env: {},
  };
  const turn = (to: 'on' | 'off', ...argv: string[]) =>
    createSwitchMain(to, async (options) => {
      asked.push(options);
      return held;
    })(argv, io);
  const texts = { said: () => out.splice(0).join(''), complained: () => err.splice(0).join('') };
  return { turn, asked, wishes, findSwitch, slept: () => slept, ...texts };
}

describe('noroshi off and on', () => {
  it('stop everything at once, with who wants it and why', async () => {
    const { turn, findSwitch, wishes, said, asked, slept } = setUp({ takes: 'never' });

    expect(await turn('off', '--reason', 'a rule misfires', '--table', 'mine')).toBe(0);

    expect(await findSwitch()).toMatchObject({ state: 'off' });
    expect(wishes).toMatchObject([
      { to: 'off', at: now, reason: 'a rule misfires', by: expect.stringMatching(/^terminal:/) },
    ]);
    expect(said()).toBe('Remediations are switched off.\n');
    expect(slept()).toBe(0);
    expect(asked[0]).toMatchObject({ table: 'mine' });
  });

  it('let them go again once somebody who may write it down has done so', async () => {
    const { turn, findSwitch, said, complained } = setUp();
    await turn('off');
    said();
    complained();

    expect(await turn('on')).toBe(0);

    expect(await findSwitch()).toMatchObject({ state: 'on' });
    expect(said()).toBe('Remediations are switched on.\n');
    expect(complained()).toContain('up to two minutes');
  });

  it('say what they know of where it is off, and no more, without the role of the settings', async () => {
    const { turn, said, complained } = setUp({ meant: '555566667777' });

    for (const to of ['off', 'on'] as const) {
      expect(await turn(to)).toBe(0);
      expect(said()).toBe(`Remediations are switched ${to} in the table mine of this terminal's own account.\n`);
      expect(complained()).toContain('The settings mean account 555566667777.');
    }
  });

  it('say when nothing changed', async () => {
    const { turn, said, wishes } = setUp({ takes: 'never' });
    expect(await turn('on')).toBe(0);
    expect(said()).toBe('Remediations are switched on, as they already were.\n');
    expect(wishes).toEqual([]);
    await turn('off');
    await turn('off');

    expect(said()).toContain('Remediations are switched off, as they already were.');
  });

  it('leave them off, and say what to do, where nobody takes it up or it is refused', async () => {
    const waiting = setUp({ takes: 'never' });
    await waiting.turn('off');
    expect(await waiting.turn('on')).toBe(1);
    expect(waiting.complained()).toContain('nobody took this up');
    expect(waiting.slept()).toBe(150_000);
    expect(await waiting.findSwitch()).toMatchObject({ state: 'off' });

    const refusing = setUp({ takes: 'to refuse' });
    await refusing.turn('off');
    expect(await refusing.turn('on')).toBe(1);
    expect(refusing.complained()).toContain('somebody switched them off anew meanwhile');
  });

  it('ask for on with what they saw, so that no newer stop is taken back', async () => {
    const { turn, wishes } = setUp({ takes: 'never' });
    await turn('off');
    await turn('on');

    expect(wishes.at(-1)).toMatchObject({ to: 'on', saw: now });
  });

  it('stop everything also where the switch cannot be looked at', async () => {
    const { turn, wishes } = setUp({ gone: 'reads' });

    expect(await turn('off')).toBe(0);
    expect(wishes).toHaveLength(1);
  });

  it('fail with one clear line where the table cannot be reached', async () => {
    const { turn, said } = setUp({ gone: 'all' });

    for (const to of ['off', 'on'] as const) {
      await expect(turn(to)).rejects.toMatchObject({ message: expect.stringContaining('the table mine') });
    }
    expect(said()).toBe('');
  });

  it('are told how they are used', async () => {
    expect(await run(['off', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--reason TEXT') });
    expect(await run(['on', '--reason', 'a'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs no reason'),
    });
    expect(await run(['off', 'now'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('“now” means nothing'),
    });
    expect(await run(['off', '--reasn', 'a'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean --reason?'),
    });
    expect(await run(['off', '--settings', 'gone.yml'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('gone.yml'),
    });
  });
});
