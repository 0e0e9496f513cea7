import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import type { Settings } from '../../src/core/settings.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const sg = 'sg-0a1b2c3d4e5f60718';
const kind = 'security-group-change';

/** Protocol, ports, addresses, and how bad that is. */
type Weighed = readonly [string, number | string | undefined, number | string | undefined, string, string];

describe('a security group change', () => {
  it.each([
    ['ssh-to-the-world', `alice opened SSH (port 22) to the whole internet on ${sg}`, 'critical'],
    ['oldest-form', `alice opened RDP (port 3389) to the whole internet on ${sg}`, 'critical'],
    ['all-outbound', `bob@example.com opened all outbound ports to the whole internet on ${sg}`, 'low'],
    ['revoked', `alice closed SSH (port 22) to the whole internet on ${sg}`, 'info'],
    ['revoked-by-id', `alice removed the outbound rule sgr-0123456789abcdef0 of ${sg}`, 'info'],
    ['modified-one', `alice changed a rule of ${sg}: it now opens Redis (port 6379) to the whole internet`, 'critical'],
    [
      'refused-unread',
      'alice tried to call ec2:AuthorizeSecurityGroupIngress but was refused (Client.UnauthorizedOperation)',
      'low',
    ],
    ['described', `alice changed the description of an inbound rule of ${sg}`, 'info'],
    ['created', `alice created the security group web-prod (${sg})`, 'low'],
    ['deleted', `The root user deleted the security group ${sg}`, 'info'],
    ['shared', `alice shared ${sg} with vpc-0a1b2c3d4e5f60718`, 'medium'],
    ['unshared', `alice stopped sharing ${sg} with vpc-0a1b2c3d4e5f60718`, 'info'],
    [
      'several-rules',
      `bob@example.com opened HTTPS (port 443) to the whole internet, DNS (UDP port 53) to prefix list pl-0123456789abcdef0 ` +
        `and PostgreSQL (port 5432) to 10.0.0.0/8 and its own members on ${sg}`,
      'high',
    ],
  ] as const)('of the fixture %s reads as a sentence', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('names the rules that stand open by their ids, with what each opens, and none that were closed', () => {
    const id = 'sgr-0123456789abcdef0';

    expect(alertOf(kind, 'ssh-to-the-world').ids).toEqual({ rules: id, opens: 'tcp 22 0.0.0.0/0' });
    expect(alertOf(kind, 'modified-one').ids).toMatchObject({ opens: expect.stringContaining('tcp 6379') });
    expect(alertOf(kind, 'revoked').ids).toBeUndefined();
    expect(alertOf(kind, 'refused-unread').ids).toBeUndefined();
  });

  it('tells before and after, with the id of the rule', () => {
    expect(alertOf(kind, 'ssh-to-the-world').changes).toEqual([
      {
        field: 'Inbound rule sgr-0123456789abcdef0',
        before: null,
        after: 'tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)',
      },
    ]);
    expect(alertOf(kind, 'revoked').changes?.[0]).toMatchObject({ after: null });
  });

  it('is an attempt, one step milder and without a change, when the call was refused', () => {
    const alert = alertOf(kind, 'refused');

    expect(alert).toMatchObject({ attempted: true, severity: 'high' });
    expect(alert.title).toBe(
      `alice tried to open SSH (port 22) to the whole internet on ${sg} but was refused (Client.UnauthorizedOperation)`,
    );
    expect(alert.changes).toBeUndefined();
    expect(JSON.stringify(alert.facts)).not.toContain('AbCdEf');
  });

  it.each([
    ['0.0.0.0/0', [22], 'info'],
    ['0.0.0.0/0', [443], 'critical'],
    ['192.0.2.0/24', [22], 'critical'],
  ])('is normal when the settings allow %s on %j', (cidr, ports, severity) => {
    const allowing: Settings = {
      ...settings,
      securityGroups: { tell: 'all', allowed: [{ cidr, ports, accounts: ['payments-*'] }] },
    };

    const alert = alertOf(kind, 'ssh-to-the-world', allowing);

    expect(alert.severity).toBe(severity);
    expect(alert.facts.some(({ label }) => label === 'Allowed')).toBe(severity === 'info');
  });

  it.each<[Weighed]>([
    [['tcp', 22, 22, '0.0.0.0/0', 'critical']],
    [['tcp', 0, 65535, '::/0', 'critical']],
    [['6', 20, 30, '198.51.100.7/0', 'critical']],
    [['-1', undefined, undefined, '0.0.0.0/1', 'critical']],
    [['tcp', 443, 443, '0.0.0.0/0', 'high']],
    [['icmp', -1, -1, '0.0.0.0/0', 'high']],
    [['udp', 53, 53, '::/0', 'high']],
    [['tcp', 22, 22, '198.51.100.0/24', 'medium']],
    [['tcp', 22, 22, '10.0.0.0/8', 'low']],
    [['tcp', '3306', '3306', '0.0.0.0/0', 'critical']],
  ])('weighs %j', ([ipProtocol, fromPort, toPort, cidr, severity]) => {
    const range = cidr.includes(':')
      ? { ipv6Ranges: { items: [{ cidrIpv6: cidr }] } }
      : { ipRanges: { items: [{ cidrIp: cidr }] } };
    const event = eventIn(fixture(kind, 'oldest-form'));
    const detail = {
      ...event.detail,
      requestParameters: { groupId: sg, ipPermissions: { items: [{ ipProtocol, fromPort, toPort, ...range }] } },
    };

    expect(readAlert({ ...event, detail }, settings).alert.severity).toBe(severity);
  });

  it('is known by the event id of its record', () => {
    const raw = eventIn(fixture(kind, 'ssh-to-the-world'));
    const other = { ...raw, id: 'the same record through another rule' };

    expect(readAlert(other, settings).alert.id).toBe(readAlert(raw, settings).alert.id);
    expect(readAlert(raw, settings).alert.fingerprint).toBe(`${kind}/${raw.detail['eventID']}`);
  });

  it('owns that the record of a modification does not tell the direction', () => {
    expect(alertOf(kind, 'modified-one').facts).toContainEqual({
      label: 'Direction',
      value: 'CloudTrail does not tell whether the rule is inbound or outbound',
    });
    expect(alertOf(kind, 'ssh-to-the-world').facts.map(({ label }) => label)).not.toContain('Direction');
  });

  it('takes everything back only when the group is deleted', () => {
    expect(alertOf(kind, 'deleted').undoes).toBe(true);
    expect(alertOf(kind, 'revoked').undoes).toBeUndefined();
  });
});
