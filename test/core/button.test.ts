import { expect, it } from 'vitest';
import { offerId, parseOfferId } from '../../src/core/button.ts';

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
