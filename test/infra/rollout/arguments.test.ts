import { describe, expect, it } from 'vitest';
import { readCommand, scopeOf } from '../../../infra/rollout/arguments.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import { minimal } from '../../fixtures/settings.ts';

describe('the command line of the rollout', () => {
  const says = (argv: readonly string[]) => {
    try {
      return readCommand(argv);
    } catch (error) {
      return String(error);
    }
  };

  it('knows its commands, and helps with the nearest one', () => {
    expect(readCommand(['plan', '--json'])).toMatchObject({ command: 'plan', values: { json: true } });
    expect(says(['aply'])).toContain('did you mean apply?');
    expect(says([])).toContain('What is to be done?');
    expect(says(['plan', 'now'])).toContain('“now” means nothing here.');
  });

  it('refuses an option where it would do nothing', () => {
    expect(says(['plan', '--allow-weaken'])).toContain('--allow-weaken is for apply and remove only.');
    expect(says(['apply', '--yes'])).toContain('--yes is for remove only.');
  });

  it('takes accounts by id or name, and steps by name, several of each', () => {
    const { settings } = parseSettings(minimal, { file: 'noroshi.yml' });
    const [first, second] = settings.accounts;
    const scope = scopeOf({ account: [first?.name ?? '', second?.id ?? ''], only: ['role,trail'] }, settings);
    expect(scope).toEqual({ accounts: [first?.id, second?.id], only: ['role', 'trail'] });
    expect(() => scopeOf({ account: ['nobody'] }, settings)).toThrow('No account nobody');
    expect(() => scopeOf({ only: ['rol'] }, settings)).toThrow('did you mean role?');
  });

  it('takes regions that are set up, and helps with the nearest one', () => {
    const { settings } = parseSettings(minimal, { file: 'noroshi.yml' });
    const { region } = settings.security;
    expect(scopeOf({ region: [region, 'us-east-1'] }, settings)).toEqual({ regions: [region, 'us-east-1'] });
    const typo = region.replace('-', '--');
    expect(() => scopeOf({ region: [typo] }, settings)).toThrow(`did you mean ${region}?`);
    expect(() => scopeOf({ relay: ['sa-east-1'] }, { ...settings, regions: [region] })).toThrow('There is no region');
    const enabled = { ...settings, regions: 'enabled' as const };
    expect(scopeOf({ region: ['sa-east-1'] }, enabled)).toEqual({ regions: ['sa-east-1'] });
    expect(() => scopeOf({ region: ['everywhere'] }, enabled)).toThrow('There is no region everywhere');
  });
});
