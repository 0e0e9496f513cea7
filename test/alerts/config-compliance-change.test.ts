import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'config-compliance-change';
const sg = 'sg-0a1b2c3d4e5f60718';

describe('a compliance change', () => {
  it.each([
    ['broken', `restricted-ssh: ${sg} is no longer compliant`, 'open', 'medium'],
    ['first-evaluation', `restricted-ssh: ${sg} is not compliant`, 'open', 'medium'],
    ['repaired', `restricted-ssh: ${sg} is compliant again`, 'resolved', 'info'],
    ['gone', `restricted-ssh no longer applies to ${sg}`, 'resolved', 'info'],
    ['account', 'cloudtrail-enabled: the account is no longer compliant', 'open', 'medium'],
  ] as const)('of the fixture %s reads as a sentence', (name, ...[title, state, severity]) => {
    expect(alertOf(kind, name)).toMatchObject({ title, state, severity });
  });

  it('is the same alert when it is repaired, with a key of its own', () => {
    const [broken, repaired] = [alertOf(kind, 'broken'), alertOf(kind, 'repaired')];

    expect(repaired.id).toBe(broken.id);
    expect(repaired.fingerprint).toBe(`${kind}/111122223333/eu-west-1/restricted-ssh/AWS::EC2::SecurityGroup/${sg}`);
    expect(repaired.eventKey).not.toBe(broken.eventKey);
  });

  it('tells the rule, the reason and the verdict before and after, ordered by when it was recorded', () => {
    const alert = alertOf(kind, 'broken');

    expect(alert).toMatchObject({
      rule: 'restricted-ssh',
      sourceAt: Date.parse('2026-11-20T03:00:01.500Z'),
      changes: [{ field: 'Compliance', before: 'COMPLIANT', after: 'NON_COMPLIANT' }],
    });
    expect(alert.facts).toContainEqual({ label: 'Reason', value: 'Port 22 is open to 0.0.0.0/0' });
  });
});
