import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { matchesCondition, matchesPattern } from '../../src/core/condition.ts';

const alert: Alert = {
  id: 'a1',
  kind: 'config-compliance-change',
  title: 'i-1 breaks approved-amis',
  severity: 'medium',
  state: 'open',
  source: 'aws.config',
  accountId: '111122223333',
  accountName: 'payments-prod',
  region: 'us-east-1',
  resources: [{ type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'us-east-1' }],
  occurredAt: '2026-01-01T00:00:00Z',
  fingerprint: 'f',
  facts: [],
  sentence: ['x'],
  eventKey: 'k',
  sourceAt: 1,
  rule: 'approved-amis',
  links: [],
};

describe('a condition', () => {
  it('holds when nothing is asked', () => {
    expect(matchesCondition(alert, undefined)).toBe(true);
    expect(matchesCondition(alert, {})).toBe(true);
  });

  it('takes an account by its name or its id, with patterns', () => {
    expect(matchesCondition(alert, { account: 'payments-*' })).toBe(true);
    expect(matchesCondition(alert, { account: '111122223333' })).toBe(true);
    expect(matchesCondition(alert, { account: ['dev-*', 'payments-dev'] })).toBe(false);
  });

  it('needs every part, and any member of a list', () => {
    expect(matchesCondition(alert, { severity: ['high', 'medium'], region: 'us-*', resource: 'i-*' })).toBe(true);
    expect(matchesCondition(alert, { severity: ['high', 'medium'], region: 'eu-*' })).toBe(false);
  });

  it('does not hold on what the alert does not have', () => {
    expect(matchesCondition(alert, { actor: '*' })).toBe(false);
    expect(matchesCondition(alert, { finding: '*' })).toBe(false);
    expect(matchesCondition(alert, { environment: '*' })).toBe(false);
  });

  it('judges tags only once they are known', () => {
    expect(matchesCondition(alert, { tag: { team: 'payments' } })).toBe(false);
    expect(matchesCondition({ ...alert, tags: { team: 'payments' } }, { tag: { team: 'pay*' } })).toBe(true);
    expect(matchesCondition({ ...alert, tags: { team: 'web' } }, { tag: { team: 'pay*' } })).toBe(false);
    expect(matchesCondition({ ...alert, tags: {} }, { tag: { constructor: '*' } })).toBe(false);
  });
});

describe('a pattern', () => {
  it('matches as the shell does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });

    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');

        expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
    );
  });

  it('is not slowed down by hostile text', () => {
    expect(matchesPattern(`${'*a'.repeat(50)}*c`, `${'a'.repeat(100_000)}b`)).toBe(false);
  });
});
