import { describe, expect, it } from 'vitest';
import { hiddenBy, quietBecause } from '../../src/delivery/quiet.ts';
import { anAlert } from '../store/fixtures.ts';
import { someSettings } from './settings.ts';

const settings = (change: object) => ({ ...someSettings(), ...change });
const late = { isEarly: false };

describe('what is recorded and not posted', () => {
  it('is what the first rule that fits says, and nothing else', () => {
    const ignore = [
      { kind: 'aws-health' as const, because: 'others read it' },
      { account: '111122223333', severity: 'medium' as const, because: 'known' },
    ];

    expect(quietBecause(anAlert(), settings({ ignore }), late)).toBe('known');
    expect(quietBecause(anAlert({ severity: 'high' }), settings({ ignore }), late)).toBeUndefined();
    expect(quietBecause(anAlert(), someSettings(), late)).toBeUndefined();
  });

  it('is a wanted opening where only the unwanted are told', () => {
    const wanted = anAlert({ kind: 'security-group-change', wanted: true });
    const unwanted = settings({ securityGroups: { tell: 'unwanted', allowed: [] } });

    expect(quietBecause(wanted, unwanted, late)).toBe('the settings allow it');
    expect(quietBecause(wanted, someSettings(), late)).toBeUndefined();
    expect(quietBecause(anAlert({ kind: 'security-group-change' }), unwanted, late)).toBeUndefined();
  });

  it('is held back while the tags that a rule asks for are not known', () => {
    const ignore = [{ tag: { team: 'sandbox' }, because: 'a sandbox' }];
    const early = { isEarly: true };

    expect(quietBecause(anAlert(), settings({ ignore }), early)).toBe('a sandbox');
    expect(quietBecause(anAlert({ tags: { team: 'payments' } }), settings({ ignore }), early)).toBeUndefined();
    expect(quietBecause(anAlert(), settings({ ignore }), late)).toBeUndefined();
  });
});

describe('a mute', () => {
  const now = 1000;
  const mute = (when: object, until: number) => ({ id: 'a', when, because: 'x', by: 'U0ALICE', at: 0, until });
  const hidden = (alert: ReturnType<typeof anAlert>, when: object, { isEarly = false, until = 2000 } = {}) =>
    hiddenBy(alert, [mute(when, until)], { isEarly, now }) !== undefined;

  it('of tags holds back what may yet have them, and lets go what has others', () => {
    const untagged = anAlert();

    expect(hidden(untagged, { tag: { Team: 'web' } }, { isEarly: true })).toBe(true);
    expect(hidden(untagged, { tag: { Team: 'web' } })).toBe(false);
    expect(hidden(untagged, { tag: { Team: 'web' }, kind: 'iam-change' }, { isEarly: true })).toBe(false);
    expect(hidden(untagged, { tag: { Team: 'web' }, kind: untagged.kind }, { isEarly: true })).toBe(true);
    expect(hidden(anAlert({ tags: { Team: 'db' } }), { tag: { Team: 'web' } }, { isEarly: true })).toBe(false);
  });

  it('that has ended, or is about nothing, hides nothing', () => {
    expect(hidden(anAlert(), { kind: anAlert().kind })).toBe(true);
    expect(hidden(anAlert(), { kind: anAlert().kind }, { until: now })).toBe(false);
    expect(hidden(anAlert(), {})).toBe(false);
    expect(hidden(anAlert(), {}, { isEarly: true })).toBe(false);
  });
});
