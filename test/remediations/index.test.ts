import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { parseOfferId } from '../../src/core/button.ts';
import type { RemediationPolicy, Settings } from '../../src/core/settings.ts';
import {
  choicesFor,
  confirmationOf,
  findChoice,
  offersFor,
  remediations,
  titleOf,
} from '../../src/remediations/index.ts';
import { someSettings } from '../delivery/settings.ts';
import { complianceAlert } from '../fixtures/compliance-alert.ts';

const click: RemediationPolicy = {
  when: { rule: 'approved-amis-by-id' },
  use: 'config-remediation',
  mode: 'click',
  dryRun: false,
  parameters: {},
};
const stop = { ...click, use: 'stop-instance' };
const run = { ...click, use: 'ssm-automation', document: 'A', parameters: { InstanceId: '{resource.id}' } };

function withPolicies(...policies: readonly RemediationPolicy[]): Settings {
  return { ...someSettings(), remediations: policies };
}

function offered(alert: Alert, ...policies: readonly RemediationPolicy[]): readonly string[] {
  return offersFor(alert, withPolicies(...policies)).map(({ title }) => title);
}

describe('what an alert offers', () => {
  it('is the remediation of the policy that matches, with what will happen to what, where', () => {
    const [offer, ...others] = offersFor(complianceAlert, withPolicies(click));

    expect(others).toEqual([]);
    expect(offer).toMatchObject({ remediation: 'config-remediation', title: 'Remediate' });
    expect(offer?.confirm).toContain('On i-0aaaabbbbccccdddd in payments-prod (111122223333), us-east-1: ');
    expect(offer?.id.length).toBeLessThanOrEqual(64);
    expect(parseOfferId(offer?.id ?? '')?.alertId).toBe(complianceAlert.id);
  });

  it('is several remediations, each by the first policy for it', () => {
    const plan = { ...stop, dryRun: true };

    expect(offered(complianceAlert, click, stop, plan, click)).toEqual(['Remediate', expect.stringMatching(/^Stop/)]);
    expect(offered(complianceAlert, plan, stop)).toEqual([expect.stringMatching(/^Dry run: Stop/)]);
  });

  it('is decided by the first policy that matches: what asks for two people is not a click further down', () => {
    const approve = { ...click, when: { environment: 'prod' }, mode: 'approve' } as const;
    const modes = (alert: Alert) => choicesFor(alert, withPolicies(approve, click)).map(({ mode }) => mode);

    expect(modes(complianceAlert)).toEqual(['approve']);
    expect(modes({ ...complianceAlert, environment: 'dev' })).toEqual(['click']);
  });

  it('says that a second person must approve, and that a plan changes nothing', () => {
    const [two] = offersFor(complianceAlert, withPolicies({ ...stop, mode: 'approve' }));
    const [plan] = offersFor(complianceAlert, withPolicies({ ...stop, mode: 'approve', dryRun: true }));

    expect(two?.confirm).toMatch(/A second person must approve it\.$/);
    expect(plan?.confirm).toMatch(/A dry run: nothing will be changed, you only see the plan\.$/);
  });

  it('is each document of SSM Automation for itself, with its parameters filled in', () => {
    const settings = withPolicies(run, { ...run, document: 'B', parameters: { Rule: '{rule}' } });
    const choices = choicesFor(complianceAlert, settings);

    expect(choices.map(({ offer }) => offer.title)).toEqual(['Run A', 'Run B']);
    expect(new Set(choices.map(({ offer }) => offer.id)).size).toBe(2);
    expect(choices[0]?.subject.input).toEqual({ document: 'A', 'parameter.InstanceId': 'i-0aaaabbbbccccdddd' });
    expect(findChoice(complianceAlert, settings, choices[1]?.offer.id ?? '')?.subject.input['document']).toBe('B');
  });

  it('says what a document does where that is known, of AWS Config by the settings, and else where it stands', () => {
    const rule = (document: string) => ({
      name: 'approved-amis-by-id',
      parameters: {},
      remediation: { document, resourceParameter: 'I' },
    });
    const [known] = offersFor(complianceAlert, { ...withPolicies(click), configRules: [rule('AWS-StopEC2Instance')] });
    const [own] = offersFor(complianceAlert, { ...withPolicies(click), configRules: [rule('Own-Document')] });
    const [other] = offersFor(complianceAlert, {
      ...withPolicies(click),
      configRules: [{ ...rule('AWS-StopEC2Instance'), name: 'another-rule' }],
    });
    const [run] = offersFor(
      complianceAlert,
      withPolicies({ ...click, use: 'ssm-automation', document: 'AWS-StopEC2Instance' }),
    );
    const stops =
      'AWS-StopEC2Instance stops the instance, by force if it does not stop by itself. It cannot be taken back from here.';

    expect(known).toMatchObject({
      title: 'Remediate: stop the instance',
      confirm: expect.stringContaining(`: ${stops}`),
    });
    expect(run).toMatchObject({
      title: 'Run AWS-StopEC2Instance: stop the instance',
      confirm: expect.stringContaining(`: ${stops}`),
    });
    expect(own).toMatchObject({
      title: 'Remediate: run Own-Document',
      confirm: expect.stringContaining(
        ': Runs Own-Document: what that does stands in the document. It cannot be taken back',
      ),
    });
    expect(other).toMatchObject({ title: 'Remediate', confirm: expect.not.stringContaining('AWS-StopEC2Instance') });
  });

  it('hands the document that was named on to what is asked for, so that no other is run', () => {
    const configRules = [
      { name: 'approved-amis-by-id', parameters: {}, remediation: { document: 'D', resourceParameter: 'I' } },
    ];
    const [choice] = choicesFor(complianceAlert, { ...withPolicies(click), configRules });

    expect(choice?.subject.input).toEqual({ runs: 'D' });
    expect(titleOf('config-remediation', choice?.subject.input ?? {})).toBe(choice?.offer.title);
    expect(titleOf('gone-remediation', {})).toBeUndefined();
  });

  it('is no automation whose parameters cannot be filled in', () => {
    expect(offered(complianceAlert, { ...run, parameters: { Arn: '{resource.arn}' } })).toEqual([]);
  });

  it('is not what happens by itself, until that had no effect', () => {
    const settings = withPolicies({ ...click, mode: 'auto' });
    const offeredAfter = (state: 'failed' | 'refused' | 'unconfirmed' | 'applied' | 'running') =>
      offersFor(complianceAlert, settings, [{ remediation: 'config-remediation', state }]).length;

    expect(offersFor(complianceAlert, settings)).toEqual([]);
    expect([offeredAfter('running'), offeredAfter('applied')]).toEqual([0, 0]);
    expect([offeredAfter('failed'), offeredAfter('refused'), offeredAfter('unconfirmed')]).toEqual([1, 1, 1]);
    expect(offersFor(complianceAlert, settings, [{ remediation: 'stop-instance', state: 'failed' }])).toEqual([]);
  });

  it.each([
    ['is resolved', { state: 'resolved' }],
    ['is of an account that is not in the settings', { unlisted: true }],
    ['tells that something was put right', { undoes: true }],
    ['is about no rule', { rule: undefined }],
    ['is about another rule', { rule: 'other' }],
    ['has no resource', { resources: [] }],
    ['has a resource elsewhere', { resources: [{ ...complianceAlert.resources[0], accountId: '666677778888' }] }],
    [
      'has a resource in another listed account',
      { resources: [{ ...complianceAlert.resources[0], accountId: '444455556666' }] },
    ],
    ['is about the account as a whole', { resources: [{ ...complianceAlert.resources[0], type: 'AWS::::Account' }] }],
  ])('is nothing when it %s', (_, change) => {
    const alert = { ...complianceAlert, ...change } as Alert;

    expect(offersFor(alert, withPolicies(click, stop))).toEqual([]);
  });

  it('is nothing of a type that the remediation is not for, and nothing that does not exist', () => {
    expect(offered(complianceAlert, { ...click, use: 'block-bucket-public-access' })).toEqual([]);
    expect(offered(complianceAlert, { ...click, use: 'not-there' })).toEqual([]);
  });
});

describe.each(remediations)('the confirmation of $id', (remediation) => {
  it('fits into Slack, and still says which resource and that two must agree', () => {
    const [first] = complianceAlert.resources;
    const resource = { ...first!, name: 'a'.repeat(300) };
    const settings = withPolicies();
    const terms = { mode: 'approve', dryRun: false } as const;
    const text = confirmationOf(remediation, { resource, input: {} }, { terms, settings });
    const usual = confirmationOf(
      remediation,
      { resource: { ...first!, name: 'web-1' }, input: {} },
      { terms: { ...terms, mode: 'click' }, settings },
    );

    expect(text.length).toBeLessThanOrEqual(300);
    expect(text).toContain('i-0aaaabbbbccccdddd');
    expect(text).toContain('second person');
    expect(usual).toContain(remediation.effect);
  });
});
