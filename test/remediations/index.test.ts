import { describe, expect, it } from 'vitest';
import { parseOfferId } from '../../src/core/button.ts';
import type { RemediationPolicy, Settings } from '../../src/core/settings.ts';
import { offersFor } from '../../src/remediations/index.ts';
import { someSettings } from '../delivery/settings.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';

const click: RemediationPolicy = {
  when: { rule: 'approved-amis-by-id' },
  use: 'config-remediation',
  mode: 'click',
  dryRun: false,
  parameters: {},
};

function withPolicies(...remediations: readonly RemediationPolicy[]): Settings {
  return { ...someSettings(), remediations };
}

describe('what an alert offers', () => {
  it('is the remediation of the policy that matches, with what will happen to what, where', () => {
    const [offer, ...others] = offersFor(complianceAlert, withPolicies(click));

    expect(others).toEqual([]);
    expect(offer).toMatchObject({
      remediation: 'config-remediation',
      title: 'Remediate',
      confirm:
        'This runs the remediation of the rule approved-amis-by-id on i-0aaaabbbbccccdddd in payments-prod (111122223333), us-east-1, in your name.',
    });
    expect(offer?.id.length).toBeLessThanOrEqual(64);
    expect(parseOfferId(offer?.id ?? '')?.alertId).toBe(complianceAlert.id);
  });

  it('is decided by the first policy that matches', () => {
    const approve = { ...click, when: { environment: 'prod' }, mode: 'approve' } as const;

    expect(offersFor(complianceAlert, withPolicies(approve, click))).toEqual([]);
    expect(offersFor({ ...complianceAlert, environment: 'dev' }, withPolicies(approve, click))).toHaveLength(1);
  });

  it.each([
    ['is resolved', { state: 'resolved' }],
    ['is of an account that is not in the settings', { unlisted: true }],
    ['is about no rule', { rule: undefined }],
    ['is about another rule', { rule: 'other' }],
    ['has no resource', { resources: [] }],
    ['has a resource elsewhere', { resources: [{ ...complianceAlert.resources[0], accountId: '666677778888' }] }],
  ])('is nothing when it %s', (_, change) => {
    const alert = { ...complianceAlert, ...change } as typeof complianceAlert;

    expect(offersFor(alert, withPolicies(click))).toEqual([]);
  });

  it.each([{ mode: 'approve' }, { mode: 'auto' }, { dryRun: true }, { use: 'not-there-yet' }] as const)(
    'is nothing yet for a policy with %j',
    (change) => {
      expect(offersFor(complianceAlert, withPolicies({ ...click, ...change }))).toEqual([]);
    },
  );
});
