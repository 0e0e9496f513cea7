import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'root-activity';

describe('what the root user does', () => {
  it.each([
    ['deleted-a-table', 'The root user called dynamodb:DeleteTable on orders', 'high'],
    ['made-a-volume', 'The root user called ec2:CreateVolume', 'high'],
    ['only-read', 'The root user called s3:ListBuckets', 'low'],
    ['password-changed', 'The root user changed its password', 'high'],
    ['recovery-failed', 'The root user tried to ask for a new password but it failed (no reason given)', 'medium'],
    ['refused', 'The root user tried to call dynamodb:DeleteTable on orders but was refused (AccessDenied)', 'medium'],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('is left to the kind that knows the call', () => {
    const event = eventIn(fixture('logging-weakened', 'trail-stopped'));
    const userIdentity = { type: 'Root', arn: 'arn:aws:iam::111122223333:root' };

    const { alert } = readAlert({ ...event, detail: { ...event.detail, userIdentity } }, settings);

    expect(alert).toMatchObject({ kind: 'logging-weakened', actor: { type: 'Root', name: 'the root user' } });
  });

  it('is about the account where the call names nothing', () => {
    expect(alertOf(kind, 'only-read').resources).toMatchObject([{ type: 'AWS::::Account', id: '111122223333' }]);
  });
});
