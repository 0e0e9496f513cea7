import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'console-sign-in';

describe('a console sign-in', () => {
  it.each([
    ['hidden-name', 'Somebody failed to sign in to the console with a user name that does not exist', 'low'],
    ['root-failed', 'The root user failed to sign in to the console', 'high'],
    ['root-with-mfa', 'The root user signed in to the console', 'high'],
    ['root-without-mfa', 'The root user signed in to the console without MFA', 'critical'],
    ['single-sign-on', 'bob@example.com signed in to the console', 'info'],
    ['user-failed', 'alice failed to sign in to the console', 'low'],
    ['user-with-mfa', 'alice signed in to the console', 'info'],
    ['user-without-mfa', 'alice signed in to the console without MFA', 'medium'],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it.each(['user-failed', 'root-failed', 'hidden-name'])(
    'that failed, as in %s, is one alert an hour, and counted',
    (name) => {
      const event = eventIn(fixture(kind, name));
      const later = (eventTime: string, eventID: string) =>
        readAlert({ ...event, detail: { ...event.detail, eventTime, eventID } }, settings).alert;

      const first = later('2026-11-20T03:00:00Z', 'a');
      const second = later('2026-11-20T03:59:59Z', 'b');

      expect(second.id).toBe(first.id);
      expect(second.eventKey).not.toBe(first.eventKey);
      expect(later('2026-11-20T04:00:00Z', 'c').id).not.toBe(first.id);
      expect(first.attempted).toBe(true);
    },
  );

  it.each([
    ['us-east-1', 'arn:aws:iam::111122223333:root'],
    ['cn-north-1', undefined],
  ])('of the root user in %s that names no ARN has the one that it has', (awsRegion, arn) => {
    const event = eventIn(fixture(kind, 'root-without-mfa'));
    const detail = { ...event.detail, awsRegion, userIdentity: { type: 'Root', accountId: '111122223333' } };

    expect(readAlert({ ...event, detail }, settings).alert.actor?.arn).toBe(arn);
  });

  it('that went through is an alert of its own', () => {
    const { fingerprint } = alertOf(kind, 'user-without-mfa');

    expect(fingerprint).toBe(`${kind}/${eventIn(fixture(kind, 'user-without-mfa')).detail['eventID']}`);
  });

  it('never shows the words that hide a user name', () => {
    const alert = alertOf(kind, 'hidden-name');

    expect(JSON.stringify(alert)).not.toContain('HIDDEN_DUE_TO_SECURITY_REASONS');
    expect(alert.actor?.name).toBe('somebody');
  });

  it('is about the user, the role or the account', () => {
    const types = ['user-failed', 'single-sign-on', 'root-with-mfa'].map(
      (name) => alertOf(kind, name).resources[0]?.type,
    );

    expect(types).toEqual(['AWS::IAM::User', 'AWS::IAM::Role', 'AWS::::Account']);
  });
});
