import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/settings/parse.ts';
import { minimal } from '../fixtures/settings.ts';

const parse = (more: string, rules: readonly string[] = ['desired-instance-type']) =>
  parseSettings(`${minimal}${more}`, { file: 'noroshi.yml', registries: { remediations: [], rules } }).settings;

describe('the settings of custom rules', () => {
  it('work with roles.evaluate unless they say otherwise', () => {
    expect(parse('').rules).toEqual({ credentials: 'evaluate-role' });
    expect(parse('rules: {}').rules).toEqual({ credentials: 'evaluate-role' });
    expect(parse('rules: { credentials: execution-role }').rules).toEqual({ credentials: 'execution-role' });
  });

  it('say what is wrong with a slip', () => {
    expect(() => parse('rules: { credentials: evaluate-rol }')).toThrow('must be evaluate-role');
    expect(() => parse('configRules: [{ custom: desired-instance-typ }]')).toThrow(
      'did you mean desired-instance-type?',
    );
  });
});
