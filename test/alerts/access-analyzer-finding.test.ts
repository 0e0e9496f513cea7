import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'access-analyzer-finding';

describe('a finding of Access Analyzer', () => {
  it.each([
    ['another-account', 'example-data lets account 888877776666 read its objects', 'medium', 'open'],
    ['own-account', 'example-data lets our account 999988887777 read its objects', 'low', 'open'],
    ['public', 'example-data lets anyone read its objects and list its objects', 'high', 'open'],
    ['public-writable', 'example-data lets anyone read its objects and write objects', 'critical', 'open'],
    ['public-within-limits', 'example-data lets anyone write objects, under conditions', 'high', 'open'],
    ['role', 'deploy lets the role ci of account 888877776666 assume it, under conditions', 'medium', 'open'],
    ['inside', 'example-data lets the role reports read its objects', 'low', 'open'],
    ['resolved', 'example-data no longer lets account 888877776666 read its objects', 'info', 'resolved'],
    ['deleted', 'example-data no longer lets account 888877776666 read its objects', 'info', 'resolved'],
    ['archived', 'example-data lets account 888877776666 read its objects, archived as intended', 'info', 'resolved'],
    ['unused-role', 'the role old is not used', 'low', 'open'],
    ['unused-permission', 'old has permissions that it does not use', 'low', 'open'],
    ['unused-key', 'an access key of alice is not used', 'low', 'open'],
  ] as const)('of the fixture %s reads as a sentence', (name, ...[title, severity, state]) => {
    expect(alertOf(kind, name)).toMatchObject({ title: `Access Analyzer: ${title}`, severity, state });
  });

  it('says so when the resource cannot be analysed', () => {
    expect(alertOf(kind, 'cannot-analyse').title).toBe('Access Analyzer cannot analyse example-data (access denied)');
  });

  it('is one alert for one finding, with a key for each change of it', () => {
    const [open, resolved, deleted] = [
      alertOf(kind, 'another-account'),
      alertOf(kind, 'resolved'),
      alertOf(kind, 'deleted'),
    ];

    expect(new Set([open.id, resolved.id, deleted.id]).size).toBe(1);
    expect(new Set([open.eventKey, resolved.eventKey, deleted.eventKey]).size).toBe(3);
    expect(open.fingerprint).toBe(`${kind}/22222222-dcba-4444-dcba-333333333333`);
  });

  it('tells who may do what, and where only', () => {
    expect(alertOf(kind, 'public-within-limits').facts).toEqual([
      { label: 'Open to', value: 'anyone' },
      { label: 'Allowed actions', value: 's3:PutObject' },
      { label: 'Only where', value: 'aws:SourceIp is 192.0.2.0/24' },
    ]);
  });
});
