import { describe, expect, it } from 'vitest';
import { muteButtonId, offerId, parseMuteButton, parseOfferId } from '../../src/core/button.ts';

it('an offer is found again by its id, and says nothing to others', () => {
  const id = offerId('c0ffee', 'config-remediation');

  expect(parseOfferId(id)?.alertId).toBe('c0ffee');
  expect(id).not.toContain('config');
  expect(offerId('c0ffee', 'other')).not.toBe(id);
});

it.each(['', 'c0ffee', 'c0ffee.xyz', '.0123456789ab', 'a/b.0123456789ab', 'c0ffee.0123456789ab\n'])(
  '%j is no offer',
  (id) => {
    expect(parseOfferId(id)).toBeUndefined();
  },
);

describe('the button that mutes', () => {
  const names = { what: 'Recon:EC2/Port~Probe', resource: 'web — 狼煙', account: 'prod' };

  it('gives back what can be chosen and the names, and is plain text', () => {
    const value = muteButtonId('c0ffee', { scopes: ['same', 'account'], names });

    expect(value).toMatch(/^[!-~]{1,255}$/);
    expect(parseMuteButton(value)).toEqual({ alertId: 'c0ffee', choices: { scopes: ['same', 'account'], names } });
  });

  it('cuts names that are long, and leaves out all where they do not fit', () => {
    const long = muteButtonId('c'.repeat(24), { scopes: ['same'], names: { ...names, what: 'r'.repeat(400) } });
    const odd = { what: '狼'.repeat(40), resource: '\ud800'.repeat(40), account: '煙'.repeat(40) };

    expect(parseMuteButton(long)?.choices.names?.what).toBe(`${'r'.repeat(33)}…`);
    expect(muteButtonId('c0ffee', { scopes: ['same', 'account'], names: odd })).toBe('c0ffee.same,account');
  });

  it.each([
    ['c0ffee', ['same']],
    ['c0ffee.same,resource', ['same', 'resource']],
    ['c0ffee.same.%E0%A4~~~prod', ['same']],
    ['c0ffee.same.only', ['same']],
  ])('of another time or make, %s, has its choices without names', (value, scopes) => {
    expect(parseMuteButton(value)).toEqual({ alertId: 'c0ffee', choices: { scopes } });
  });
});
