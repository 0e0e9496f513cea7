import { describe, expect, it } from 'vitest';
import { remediate } from '../../../src/commands/index.ts';
import type { RemediationPolicy } from '../../../src/core/settings.ts';
import { mendsOf } from '../../../src/flows/answer/mends.ts';
import { someSettings } from '../../delivery/settings.ts';

const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-0abc', accountId: '111122223333', region: 'eu-west-1' };
const policy = (use: string, change: Partial<RemediationPolicy> = {}): RemediationPolicy => ({
  ...{ use, when: { rule: 'restricted-ssh' }, mode: 'click', dryRun: false, parameters: {} },
  ...change,
});
const mends = (remediations: readonly RemediationPolicy[], resource = group, rule = 'restricted-ssh') =>
  mendsOf(resource, rule, { ...someSettings(), remediations });

describe('what mends a broken rule', () => {
  it('is what a policy offers, as a command that can be read, and asks first', () => {
    const [mend, ...others] = mends([policy('config-remediation')]);

    expect(others).toEqual([]);
    expect(mend).toMatchObject({ label: 'Remediate (restricted-ssh)', command: '/aws-remediate' });
    expect(mend?.confirm).toContain('sg-0abc in payments-prod');
    expect(remediate.read(mend?.text ?? '', 0)).toEqual({
      ...{ kind: 'remediate', remediation: 'config-remediation', resource: 'sg-0abc', input: {} },
      ...{ account: '111122223333', region: 'eu-west-1', rule: 'restricted-ssh' },
    });
  });

  it('says what the document does that the settings name for the rule', () => {
    const document = 'AWS-DisablePublicAccessForSecurityGroup';
    const configRules = [{ name: 'restricted-ssh', parameters: {}, remediation: { document, resourceParameter: 'G' } }];
    const settings = { ...someSettings(), remediations: [policy('config-remediation')], configRules };

    expect(mendsOf(group, 'restricted-ssh', settings)).toMatchObject([
      {
        label: 'Remediate: close SSH and RDP (restricted-ssh)',
        confirm: expect.stringContaining(`${document} closes SSH`),
      },
    ]);
  });

  it('says that a second person must approve it, or that nothing will be changed', () => {
    expect(mends([policy('config-remediation', { mode: 'approve' })])[0]?.confirm).toContain('second person');
    expect(mends([policy('config-remediation', { dryRun: true })])[0]).toMatchObject({
      label: 'Dry run: Remediate (restricted-ssh)',
      confirm: expect.stringContaining('nothing will be changed'),
    });
  });

  it('names the document of an automation', () => {
    const [mend] = mends([policy('ssm-automation', { document: 'AWS-Close', parameters: { Group: '{resource.id}' } })]);

    expect(remediate.read(mend?.text ?? '', 0)).toMatchObject({
      ...{ remediation: 'ssm-automation', input: { document: 'AWS-Close' }, rule: 'restricted-ssh' },
    });
  });

  it.each([
    ['no policy is for it', [policy('config-remediation', { when: { rule: 'other' } })], group],
    ['the policy is for another account', [policy('config-remediation', { when: { account: 'x' } })], group],
    ['the policy hangs on what is not known', [policy('config-remediation', { when: { severity: 'high' } })], group],
    ['the remediation does not fit the type', [policy('stop-instance')], group],
    ['it needs to know more', [policy('revoke-security-group-rule')], group],
    [
      'the document needs a name that is not known',
      [policy('ssm-automation', { document: 'A', parameters: { N: '{resource.name}' } })],
      group,
    ],
    ['the account is not in the settings', [policy('config-remediation')], { ...group, accountId: '777777777777' }],
    ['its id cannot be typed', [policy('config-remediation')], { ...group, id: 'a" account:x' }],
  ])('is nothing where %s', (_, policies, resource) => {
    expect(mends(policies, resource)).toEqual([]);
  });
});
