import { describe, expect, it } from 'vitest';
import { createSwitchMain } from '../../src/cli/switch.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import { userError } from '../../src/core/errors.ts';
import type { Switch } from '../../src/core/ports.ts';
import { run } from './terminal.ts';

/** A table and an audit trail in memory; `breaks` says what cannot be reached. */
function setUp(breaks?: 'table' | 'audit') {
  let state: Switch = { state: 'on' };
  const entries: AuditEntry[] = [];
  const gone = (what: string) => Promise.reject(userError('UNREACHABLE', { what, why: 'no answer' }));
  const asked: unknown[] = [];
  const held = {
    table: 'mine',
    store: {
      findSwitch: async () => (breaks === 'table' ? gone('The table') : state),
      setSwitch: async (to: Switch) => {
        state = to;
      },
    },
    audit: async (_: string, entry: AuditEntry) => (breaks === 'audit' ? gone('The bucket') : void entries.push(entry)),
  };
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    readFile: async () => '',
    now: () => Date.parse('2026-11-20T12:00:00Z'),
    env: {},
  };
  const turn = (to: 'on' | 'off', ...argv: string[]) =>
    createSwitchMain(to, async (options) => {
      asked.push(options);
      return held;
    })(argv, io);
  return { turn, entries, asked, said: () => out.join(''), complained: () => err.join(''), state: () => state };
}

describe('noroshi off and on', () => {
  it('turn the switch without Slack, write it down, and say what happened', async () => {
    const { turn, state, entries, said, asked } = setUp();

    expect(await turn('off', '--reason', 'a rule misfires', '--table', 'mine')).toBe(0);
    expect(state()).toMatchObject({ state: 'off', reason: 'a rule misfires', by: expect.stringMatching(/^terminal:/) });
    expect(await turn('on')).toBe(0);

    expect(state()).toMatchObject({ state: 'on' });
    expect(said()).toBe('Remediations are switched off.\nRemediations are switched on.\n');
    expect(entries.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'switch switched remediations off: a rule misfires',
      'switch switched remediations on',
    ]);
    expect(asked[0]).toMatchObject({ table: 'mine' });
  });

  it('say when nothing changed', async () => {
    const { turn, said } = setUp();
    await turn('off');
    await turn('off');

    expect(said()).toContain('Remediations are switched off, as they already were.');
  });

  it('stop everything also where it cannot be written down, and say that', async () => {
    const { turn, state, complained } = setUp('audit');

    expect(await turn('off')).toBe(1);
    expect(state()).toMatchObject({ state: 'off' });
    expect(complained()).toContain('The audit trail could not be written');
    await expect(turn('on')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(state()).toMatchObject({ state: 'off' });
  });

  it('fail with one clear line where the table cannot be reached', async () => {
    const { turn, said } = setUp('table');

    await expect(turn('off')).rejects.toMatchObject({ message: expect.stringContaining('the table mine') });
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
