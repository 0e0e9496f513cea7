import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'access-denied';

describe('a call that was refused', () => {
  it.each([
    ['a-bucket', 'alice tried to call s3:DeleteBucket on example-data but was refused (AccessDenied)', 'low'],
    ['a-guarding-service', 'alice tried to call iam:UpdateUser on carol but was refused (AccessDenied)', 'medium'],
    [
      'a-secret',
      'bob@example.com tried to call secretsmanager:GetSecretValue on prod/db but was refused (AccessDeniedException)',
      'low',
    ],
    ['a-role', 'alice tried to call sts:AssumeRole on admin but was refused (AccessDenied)', 'low'],
    ['reading', 'alice tried to call ec2:DescribeInstances but was refused (Client.UnauthorizedOperation)', 'low'],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('is one alert for a person and an hour, and counted', () => {
    const event = eventIn(fixture(kind, 'reading'));
    const other = eventIn(fixture(kind, 'a-bucket'));
    const later = { ...event, detail: { ...event.detail, eventTime: '2026-11-20T04:00:00Z' } };

    const { id, eventKey, attempted } = readAlert(event, settings).alert;

    expect(attempted).toBe(true);
    expect(readAlert(other, settings).alert.id).toBe(id);
    expect(readAlert(other, settings).alert.eventKey).not.toBe(eventKey);
    expect(readAlert(later, settings).alert.id).not.toBe(id);
    expect(alertOf(kind, 'a-secret').id).not.toBe(id);
  });

  it.each([
    ['iam-change', 'admin-attach-refused'],
    ['data-exposed', 'bucket-public-refused'],
    ['network-exposure', 'groups-refused'],
  ] as const)('is an attempt of the kind %s where that knows the call', (other, name) => {
    expect(alertOf(other, name)).toMatchObject({ kind: other, attempted: true });
  });
});
