import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'guardduty-finding';

describe('a GuardDuty finding', () => {
  it.each([
    ['instance-probed', 'AWS::EC2::Instance', 'i-0123456789abcdef0'],
    ['access-key', 'AWS::IAM::User', 'alice'],
    ['bucket', 'AWS::S3::Bucket', 'example-data'],
    ['kubernetes', 'AWS::EKS::Cluster', 'shop'],
    ['ecs', 'AWS::ECS::Cluster', 'shop'],
    ['function', 'AWS::Lambda::Function', 'resize'],
    ['database', 'AWS::RDS::DBInstance', 'orders'],
    ['volume', 'AWS::EC2::Volume', 'vol-0123456789abcdef0'],
    ['attack-sequence', 'AWS::S3::Bucket', 'example-data'],
    ['minimal', 'AWS::EC2::Instance', 'i-0123456789abcdef0'],
  ] as const)('about a resource as in %s names it first', (name, type, id) => {
    expect(alertOf(kind, name).resources[0]).toMatchObject({ type, id });
  });

  it.each([
    [0.5, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    ['6.9', 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
  ])('of severity %s is %s', (severity, expected) => {
    const event = eventIn(fixture(kind, 'bucket'));

    expect(readAlert({ ...event, detail: { ...event.detail, severity } }, settings).alert.severity).toBe(expected);
  });

  it('says what GuardDuty says, with the resource by its name', () => {
    expect(alertOf(kind, 'instance-probed').title).toBe(
      'GuardDuty: An unprotected port on EC2 instance web (i-0123456789abcdef0) is being probed',
    );
    expect(alertOf(kind, 'access-key').title).toBe(
      'GuardDuty: API ListBuckets was invoked from a Tor exit node — alice',
    );
  });

  it('is marked when it is a sample, and resolved when it is archived', () => {
    expect(alertOf(kind, 'sample').title).toMatch(/^GuardDuty sample: Command and Control/);
    expect(alertOf(kind, 'archived').state).toBe('resolved');
    expect(alertOf(kind, 'bucket').state).toBe('open');
  });

  it('keeps one alert for one finding, with a key for each update', () => {
    const event = eventIn(fixture(kind, 'bucket'));
    const later = { ...event, detail: { ...event.detail, updatedAt: '2026-11-20T04:00:00.000Z' } };

    const [first, second] = [readAlert(event, settings).alert, readAlert(later, settings).alert];

    expect(second.id).toBe(first.id);
    expect(second.eventKey).not.toBe(first.eventKey);
    expect(second.sourceAt - first.sourceAt).toBe(3_596_000);
  });

  it('happened where the finding says, not in the administrator account that passed it on', () => {
    const event = { ...eventIn(fixture(kind, 'bucket')), account: '999988887777', region: 'us-east-1' };

    expect(readAlert(event, settings).alert).toMatchObject({ accountId: '111122223333', region: 'eu-west-1' });
  });

  it('tells who and from where', () => {
    expect(alertOf(kind, 'access-key').actor).toEqual({ type: 'IAMUser', name: 'alice', sourceIp: '203.0.113.9' });
    expect(alertOf(kind, 'root-key').actor).toMatchObject({ name: 'the root user' });
    expect(alertOf(kind, 'root-key').resources[0]).toMatchObject({ type: 'AWS::::Account', id: '111122223333' });
    expect(alertOf(kind, 'role-key').actor).toMatchObject({ type: 'AssumedRole', name: 'bob@example.com' });
    expect(alertOf(kind, 'role-key').resources[0]).toMatchObject({ type: 'AWS::IAM::Role', id: 'deploy' });
    expect(alertOf(kind, 'instance-probed').facts).toContainEqual({
      label: 'Remote address',
      value: '203.0.113.9 (Exampleland, Example Net)',
    });
  });

  it('that is an attack sequence shows its steps in order, each with its time and tactics', () => {
    const [steps, ...rest] = alertOf(kind, 'attack-sequence').facts;

    expect(steps).toEqual({
      label: 'Steps (times in UTC)',
      value: [
        '1. 11-20 02:50 Discovery:S3/AnomalousBehavior',
        '2. 11-20 02:54 Persistence and Privilege Escalation: iam:CreateAccessKey',
        '3. 11-20 02:58 Impact: s3:DeleteObject, 12 times',
      ].join('\n'),
    });
    expect(rest).toContainEqual({ label: 'Tactics', value: 'Discovery, Persistence and Impact' });
    expect(rest).toContainEqual({ label: 'From', value: '203.0.113.9 (Example Net)' });
  });
});
