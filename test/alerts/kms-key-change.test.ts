import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'kms-key-change';

describe('a change of a key', () => {
  it.each([
    ['alias-deleted', 'alice deleted the key alias alias/orders', 'medium'],
    ['alias-moved', 'alice moved the key alias alias/orders to another key', 'medium'],
    [
      'disabled',
      'bob@example.com disabled the key 1234abcd-12ab-34cd-56ef-1234567890ab: what it encrypted cannot be read for now',
      'high',
    ],
    ['enabled', 'alice enabled the key 1234abcd-12ab-34cd-56ef-1234567890ab', 'info'],
    [
      'material-deleted',
      'alice deleted the imported material of the key 1234abcd-12ab-34cd-56ef-1234567890ab: what it encrypted cannot be read without importing it again',
      'critical',
    ],
    ['rotation-off', 'alice switched off the rotation of the key 1234abcd-12ab-34cd-56ef-1234567890ab', 'medium'],
    ['saved', 'alice saved the key 1234abcd-12ab-34cd-56ef-1234567890ab from its deletion', 'info'],
    [
      'schedule-refused',
      'alice tried to schedule the key 1234abcd-12ab-34cd-56ef-1234567890ab for deletion in 30 days but was refused (AccessDenied)',
      'high',
    ],
    [
      'scheduled',
      'alice scheduled the key 1234abcd-12ab-34cd-56ef-1234567890ab for deletion in 7 days: what it encrypted is lost then',
      'critical',
    ],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('is known by the key, whether named by id or by ARN, and undone by what saves it', () => {
    const [disabled, scheduled, saved, enabled] = ['disabled', 'scheduled', 'saved', 'enabled'].map((name) =>
      alertOf(kind, name),
    );

    expect(new Set([disabled, scheduled, saved, enabled].map((alert) => alert?.resources[0]?.id)).size).toBe(1);
    expect([disabled?.undoes, scheduled?.undoes, saved?.undoes, enabled?.undoes]).toEqual([
      undefined,
      undefined,
      true,
      true,
    ]);
  });

  it('tells the day on which the key is gone', () => {
    expect(alertOf(kind, 'scheduled').facts).toContainEqual({
      label: 'Deleted on',
      value: 'Nov 27, 2026, 12:00:00 AM',
    });
  });
});
