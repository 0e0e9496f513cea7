import { describe, expect, it } from 'vitest';
import { routeAlert } from '../../src/delivery/route.ts';
import { anAlert } from '../store/fixtures.ts';
import { someSettings } from './settings.ts';

const settings = someSettings([
  { when: { severity: 'critical' }, to: 'C0CRITICAL' },
  { when: { account: 'payments-*', tag: { team: 'payments' } }, to: 'owner' },
  { to: 'C0SECURITY' },
]);
const paid = { accountName: 'payments-prod', tags: { team: 'payments' } };

describe('routing', () => {
  it('takes the first route that fits', () => {
    expect(routeAlert(anAlert({ severity: 'critical', ...paid }), settings)).toEqual(['C0CRITICAL']);
    expect(routeAlert(anAlert(), settings)).toEqual(['C0SECURITY']);
  });

  it('sends to the owner of the account once the tags are known', () => {
    expect(routeAlert(anAlert({ accountName: 'payments-prod' }), settings)).toEqual(['C0SECURITY']);
    expect(routeAlert(anAlert(paid), settings)).toEqual(['U0PAYLEAD']);
  });

  it('passes over an owner that nobody named', () => {
    const elsewhere = anAlert({ ...paid, accountName: 'payments-dev', accountId: '444455556666' });
    const unlisted = anAlert({ ...paid, accountId: '777777777777', unlisted: true });

    expect(routeAlert(elsewhere, settings)).toEqual(['C0SECURITY']);
    expect(routeAlert(unlisted, settings)).toEqual(['C0SECURITY']);
  });

  it('never ends nowhere', () => {
    expect(routeAlert(anAlert(), someSettings([{ to: 'owner', when: { kind: 'unknown' } }]))).toEqual(['C0OPERATIONS']);
  });
});
