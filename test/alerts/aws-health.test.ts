import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'aws-health';

describe('an event of AWS Health', () => {
  it.each([
    ['issue', 'AWS Health: EC2 operational issue — web (i-0123456789abcdef0)', 'medium', 'open'],
    ['closed', 'AWS Health: EC2 operational issue — web (i-0123456789abcdef0), now over', 'info', 'resolved'],
    ['retirement', 'AWS Health: EC2 instance retirement scheduled — web (i-0123456789abcdef0)', 'low', 'open'],
    ['many', 'AWS Health: EKS planned lifecycle event — shop-0 and 11 more', 'medium', 'open'],
    ['public', 'AWS Health: EC2 operational issue', 'medium', 'open'],
    ['notice', 'AWS Health: BILLING notification', 'low', 'open'],
    ['abuse', 'AWS reports abuse: DOS report — i-0123456789abcdef0 and 1 more', 'high', 'open'],
    ['exposed-key', 'AWS warns of a risk: credentials exposed', 'critical', 'open'],
  ] as const)('of the fixture %s reads as a sentence', (name, ...[title, severity, state]) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state });
  });

  it('is one alert for one event in one account, with a key for each thing that AWS says of it', () => {
    const [issue, closed] = [alertOf(kind, 'issue'), alertOf(kind, 'closed')];

    expect(closed.id).toBe(issue.id);
    expect(closed.eventKey).not.toBe(issue.eventKey);
    expect(closed.sourceAt).toBeGreaterThan(issue.sourceAt);
    expect(issue.fingerprint).toMatch(/\/111122223333$/);
  });

  it('happened when the issue began, but a planned change when it was told', () => {
    expect(alertOf(kind, 'issue').occurredAt).toBe('2026-11-20T02:50:00.000Z');
    expect(alertOf(kind, 'retirement').occurredAt).toBe('2026-11-20T03:00:00.000Z');
    expect(alertOf(kind, 'retirement').facts).toContainEqual({ label: 'Starts', value: '2026-11-24T15:00:00.000Z' });
  });

  it('names what is affected, in the region of each, and speaks English', () => {
    expect(alertOf(kind, 'abuse').resources).toMatchObject([
      { type: 'AWS::EC2::Instance', region: 'us-east-1' },
      { type: 'AWS::EC2::Instance', region: 'us-east-1' },
    ]);
    expect(alertOf(kind, 'many').resources).toHaveLength(12);
    expect(alertOf(kind, 'issue').facts).toContainEqual({ label: 'What AWS says', value: 'Some instances are slow.' });
  });
});
