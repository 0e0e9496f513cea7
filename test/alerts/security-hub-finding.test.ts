import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { isObject, readList } from '../../src/core/text/lenient.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'security-hub-finding';

/** The alert of a fixture whose first finding says something else. */
function alertWith(name: string, change: Readonly<Record<string, unknown>>) {
  const event = eventIn(fixture(kind, name));
  const [finding] = readList(event.detail['findings']);
  const changed = isObject(finding) ? { ...finding, ...change } : finding;
  return readAlert({ ...event, detail: { ...event.detail, findings: [changed] } }, settings).alert;
}

describe('a finding of Security Hub', () => {
  it.each([
    [
      'control-failed',
      'Security Hub: example-data fails S3.1: S3 general purpose buckets should have block public access settings enabled',
    ],
    [
      'control-passed',
      'Security Hub: example-data passes S3.1: S3 general purpose buckets should have block public access settings enabled',
    ],
    [
      'control-of-a-rule',
      'Security Hub: default (sg-0a1b2c3d4e5f60718) fails EC2.2: The VPC default security group should not allow inbound and outbound traffic',
    ],
    ['copy-of-config', 'Security Hub, from Config: sg-0a1b2c3d4e5f60718 fails the Config rule restricted-ssh'],
    [
      'copy-of-guardduty',
      'Security Hub, from GuardDuty: Unprotected port on EC2 instance web (i-0123456789abcdef0) is being probed',
    ],
    ['vulnerability', 'Security Hub, from Inspector: CVE-2026-0001 - openssl — resize'],
    [
      'ocsf-control',
      'Security Hub: example-data fails S3.2: S3 general purpose buckets should block public read access',
    ],
  ] as const)('of the fixture %s reads as a sentence', (name, title) => {
    expect(alertOf(kind, name).title).toBe(title);
  });

  it.each([
    [{ Label: 'CRITICAL' }, 'critical'],
    [{ Label: 'HIGH', Normalized: 1 }, 'high'],
    [{ Label: 'INFORMATIONAL' }, 'info'],
    [{ Normalized: 70 }, 'high'],
    [{ Normalized: 1 }, 'low'],
    [{ Normalized: 0 }, 'info'],
    [{ Product: 8 }, 'high'],
    [{ Product: 40 }, 'medium'],
    [undefined, 'medium'],
  ] as const)('of severity %o is %s', (Severity, severity) => {
    expect(alertWith('control-failed', { Severity }).severity).toBe(severity);
  });

  it.each([
    [{ RecordState: 'ARCHIVED' }, 'resolved'],
    [{ Workflow: { Status: 'RESOLVED' } }, 'resolved'],
    [{ Workflow: { Status: 'SUPPRESSED' } }, 'resolved'],
    [{ Compliance: { Status: 'PASSED' } }, 'resolved'],
    [{ Workflow: { Status: 'NOTIFIED' } }, 'open'],
  ] as const)('that says %o is %s', (change, state) => {
    expect(alertWith('control-failed', change)).toMatchObject({ state });
  });

  it('is the same alert as its original, when it is a copy', () => {
    expect(alertOf(kind, 'copy-of-guardduty').id).toBe(alertOf('guardduty-finding', 'instance-probed').id);
    expect(alertOf(kind, 'ocsf-copy-of-guardduty').id).toBe(alertOf('guardduty-finding', 'attack-sequence').id);
    expect(alertOf(kind, 'copy-of-config').fingerprint).toBe(alertOf('config-compliance-change', 'broken').fingerprint);
    expect(alertOf(kind, 'copy-of-config').eventKey).not.toBe(alertOf('config-compliance-change', 'broken').eventKey);
  });

  it('is one with the verdict of the rule behind a control, and with that of a user by the id that Config uses', () => {
    const user = alertWith('control-of-a-rule', {
      Resources: [
        {
          Type: 'AwsIamUser',
          Id: 'arn:aws:iam::111122223333:user/alice',
          Details: { AwsIamUser: { UserId: 'AIDAEXAMPLE' } },
        },
      ],
    });

    expect(alertOf(kind, 'control-of-a-rule').fingerprint).toBe(
      'config-compliance-change/111122223333/eu-west-1/securityhub-vpc-default-security-group-closed-0a1b2c3d/AWS::EC2::SecurityGroup/sg-0a1b2c3d4e5f60718',
    );
    expect(user.fingerprint).toMatch(/\/AWS::IAM::User\/AIDAEXAMPLE$/);
    expect(user.resources[0]).toMatchObject({ id: 'alice', region: 'global' });
  });

  it('of two from one moment lets the original win', () => {
    expect(alertOf(kind, 'copy-of-guardduty').eventKey < alertOf('guardduty-finding', 'instance-probed').eventKey).toBe(
      true,
    );
  });

  it('tells all findings of one event, what is open and worst first', () => {
    const alert = alertOf(kind, 'several');

    expect(alert).toMatchObject({ severity: 'high', state: 'open' });
    expect(alert.resources.map(({ id }) => id)).toEqual(['alice', 'example-data']);
    expect(alert.facts.at(-1)).toEqual({
      label: 'Also in this event',
      value:
        'Something small (low, open)\nS3 general purpose buckets should have block public access settings enabled (critical, resolved)',
    });
  });

  it('sends nobody anywhere but to the documentation of AWS', () => {
    const guideOf = (Url: string) =>
      alertWith('control-failed', { Remediation: { Recommendation: { Text: 'Read.', Url } } }).facts.find(
        ({ label }) => label === 'Guide',
      );

    expect(guideOf('https://docs.aws.amazon.com/a')).toEqual({
      label: 'Guide',
      value: 'https://docs.aws.amazon.com/a',
    });
    for (const url of [
      'https://example.com/',
      'http://docs.aws.amazon.com/',
      'https://docs.aws.amazon.com@example.com/',
      'https://docs.aws.amazon.com.example.com/',
      'javascript:alert(1)',
    ]) {
      expect(guideOf(url)).toBeUndefined();
    }
  });

  it.each([
    ['AwsEc2Vpc', 'AWS::EC2::VPC'],
    ['AwsRdsDbInstance', 'AWS::RDS::DBInstance'],
    ['AwsElbv2LoadBalancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
    ['AwsCloudTrailTrail', 'AWS::CloudTrail::Trail'],
    ['AWS::Kinesis::Stream', 'AWS::Kinesis::Stream'],
  ] as const)('about %s is about %s', (Type, type) => {
    const alert = alertWith('control-failed', {
      Resources: [{ Type, Id: 'arn:aws:x:eu-west-1:111122223333:thing/one' }],
    });

    expect(alert.resources).toMatchObject([{ type, id: 'one' }]);
  });
});
