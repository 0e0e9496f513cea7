import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputOf, termsOf, termsOfCommand } from '../../src/core/policies.ts';
import type { RemediationPolicy, Settings } from '../../src/core/settings.ts';
import { someSettings } from '../delivery/settings.ts';

const resource = { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'eu-west-1' };

function policy(change: Partial<RemediationPolicy> = {}): RemediationPolicy {
  return { when: {}, use: 'stop-instance', mode: 'click', dryRun: false, parameters: {}, ...change };
}

function commanded(
  remediations: readonly RemediationPolicy[],
  change: { rule?: string; approval?: 'clicker' | 'second-person'; document?: string; use?: string } = {},
) {
  const { approval = 'clicker', use = 'stop-instance', ...rest } = change;
  const settings: Settings = { ...someSettings(), remediations };
  return termsOfCommand({ use, resource, ...rest }, { settings, approval });
}

describe('what a policy decides', () => {
  it.each(['click', 'approve', 'auto'] as const)(
    'is never looser than two people where the change takes two: %s',
    (mode) => {
      expect(termsOf({ mode, dryRun: false }, { approval: 'second-person', isVerdict: true }).mode).toBe('approve');
    },
  );

  it('is a click instead of auto where no rule gave a verdict', () => {
    expect(termsOf({ mode: 'auto', dryRun: true }, { approval: 'clicker', isVerdict: false })).toEqual({
      mode: 'click',
      dryRun: true,
    });
    expect(termsOf({ mode: 'auto', dryRun: false }, { approval: 'clicker', isVerdict: true }).mode).toBe('auto');
  });
});

describe('what decides over a command', () => {
  it('is the first policy that matches the resource', () => {
    const dev = policy({ when: { environment: 'dev' }, mode: 'approve' });
    const prod = policy({ when: { account: 'payments-*', region: 'eu-*' } });

    expect(commanded([dev, prod])).toMatchObject({ mode: 'click', policy: prod });
    expect(commanded([policy({ mode: 'approve' }), prod]).mode).toBe('approve');
  });

  it('is a second person where nothing matches, and where the change takes two', () => {
    expect(commanded([])).toEqual({ mode: 'approve', dryRun: false });
    expect(commanded([policy({ use: 'other' })]).mode).toBe('approve');
    expect(commanded([policy()], { approval: 'second-person' }).mode).toBe('approve');
  });

  it('takes a policy in mode auto for a click: a person asks', () => {
    expect(commanded([policy({ when: { rule: 'a' }, mode: 'auto' })], { rule: 'a' }).mode).toBe('click');
  });

  it('counts a policy about a rule only when that rule is named', () => {
    const rule = policy({ when: { rule: 'a' } });

    expect(commanded([rule]).mode).toBe('approve');
    expect(commanded([rule], { rule: 'b' }).mode).toBe('approve');
    expect(commanded([rule], { rule: 'a' }).mode).toBe('click');
  });

  it('is made as strict as what an alert might meet before it', () => {
    const careful = policy({ when: { kind: 'guardduty-finding' }, mode: 'approve' });
    const told = policy({ when: { severity: 'low' }, dryRun: true });

    expect(commanded([careful, policy()]).mode).toBe('approve');
    expect(commanded([policy(), careful]).mode).toBe('click');
    expect(commanded([told, policy()])).toMatchObject({ mode: 'click', dryRun: true });
  });

  it('is never laxer than any button that these policies could give on this resource', () => {
    const when = fc.record(
      {
        account: fc.constantFrom('payments-prod', 'other'),
        kind: fc.constant('guardduty-finding' as const),
        severity: fc.constantFrom('low' as const, 'high' as const),
      },
      { requiredKeys: [] },
    );
    const mode = fc.constantFrom('click' as const, 'approve' as const, 'auto' as const);
    const policies = fc.array(
      fc.record({ when, mode, dryRun: fc.boolean() }).map((change) => policy(change as Partial<RemediationPolicy>)),
      { maxLength: 5 },
    );

    fc.assert(
      fc.property(policies, (all) => {
        const { mode: asked, dryRun } = commanded(all);
        if (asked === 'approve') return;
        const first = all.find(({ when: { account, kind, severity } }) => account !== 'other' && !kind && !severity);
        const before = all
          .slice(0, first ? all.indexOf(first) + 1 : 0)
          .filter(({ when: { account } }) => account !== 'other');
        expect(first).toBeDefined();
        expect(before.some((one) => one.mode === 'approve')).toBe(false);
        expect(dryRun).toBe(before.some((one) => one.dryRun));
      }),
    );
  });

  it('gives an automation only what a policy names', () => {
    const run = policy({ use: 'ssm-automation', document: 'A', parameters: { InstanceId: '{resource.id}' } });
    const other = policy({ use: 'ssm-automation', document: 'B', mode: 'approve' });
    const use = 'ssm-automation';

    expect(commanded([run, other], { use })).toMatchObject({ mode: 'click', policy: run });
    expect(commanded([run, other], { use, document: 'B' })).toMatchObject({ mode: 'approve', policy: other });
    expect(commanded([run, other], { use, document: 'C' })).not.toHaveProperty('policy');
  });
});

describe('what an automation is given', () => {
  const parameters = {
    Id: '{resource.id}',
    Where: '{account}/{region}',
    Arn: '{resource.arn}',
    Name: 'was {resource.name}',
    Rule: '{rule}',
    Date: '{{global:DATE}}',
  };
  const known = {
    resource: { ...resource, arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', name: 'web' },
    rule: 'a-rule',
  };

  it('is the document and its parameters, with every placeholder filled in', () => {
    expect(inputOf({ document: 'A', parameters }, known)).toEqual({
      document: 'A',
      'parameter.Id': 'i-1',
      'parameter.Where': '111122223333/eu-west-1',
      'parameter.Arn': 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
      'parameter.Name': 'was web',
      'parameter.Rule': 'a-rule',
      'parameter.Date': '{{global:DATE}}',
    });
    expect(inputOf({ parameters }, known)).toEqual({});
  });

  it.each([
    ['{rule}', { resource }],
    ['{resource.arn}', { resource }],
    ['{resource.name}', { resource: { ...resource, name: 'two\nlines' } }],
    ['{resource.constructor}', known],
    ['{constructor}', known],
  ])('is nothing when %s cannot be filled in', (text, from) => {
    expect(inputOf({ document: 'A', parameters: { P: text } }, from)).toBeUndefined();
  });

  it('is filled in once: what a name holds is no placeholder', () => {
    const named = { ...known, resource: { ...known.resource, name: '{account}' } };

    expect(inputOf({ document: 'A', parameters: { P: '{resource.name}' } }, named)?.['parameter.P']).toBe('{account}');
  });
});
