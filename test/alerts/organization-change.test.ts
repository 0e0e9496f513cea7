import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'organization-change';

describe('a change of the organization', () => {
  it.each([
    ['account-closed', 'alice closed our account payments-dev', 'critical'],
    ['account-created', 'alice created a new account in the organization', 'medium'],
    ['account-invited', 'alice invited the account 777788889999 into the organization', 'medium'],
    ['account-moved', 'alice moved the account 777788889999 to another place in the organization', 'medium'],
    ['account-removed', 'alice removed our account payments-dev from the organization', 'critical'],
    ['contact-changed', 'alice changed an alternate contact of the account', 'medium'],
    [
      'leaving-refused',
      'alice tried to take the account out of its organization but was refused (AccessDenied)',
      'high',
    ],
    [
      'left',
      'alice took the account out of its organization: the rules of the organization do not bind it any more',
      'critical',
    ],
    ['policy-attached', 'alice attached the policy p-0123456789 to the unit ou-abcd-12345678', 'low'],
    ['policy-changed', 'alice changed the policy guard (p-0123456789) of the organization', 'high'],
    [
      'policy-detached',
      'alice detached the policy p-0123456789 from the whole organization: it does not bind what is there any more',
      'high',
    ],
    [
      'policy-type-off',
      'alice switched off a type of policies of the organization: policies of that type bind nobody any more',
      'critical',
    ],
    [
      'region-disabled',
      'alice disabled the region ap-east-1 for the account: what is there cannot be reached any more',
      'high',
    ],
    [
      'region-enabled',
      'bob@example.com enabled the region ap-east-1 for the account: resources can be made there',
      'high',
    ],
    ['sharing-enabled', 'alice let resources be shared within the organization without an invitation', 'medium'],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('never shows the words that hide a name', () => {
    expect(JSON.stringify(alertOf(kind, 'account-created'))).not.toContain('HIDDEN');
    expect(JSON.stringify(alertOf(kind, 'contact-changed'))).not.toContain('HIDDEN');
  });

  it('reads a region that CloudTrail itself reports', () => {
    const event = eventIn(fixture(kind, 'region-enabled'));
    const detail = { ...event.detail, eventSource: 'cloudtrail.amazonaws.com' };

    expect(readAlert({ ...event, detail }, settings).alert).toMatchObject({ kind, severity: 'high' });
  });
});
