import { describe, expect, it } from 'vitest';
import {
  admitsTheWorld,
  heldRuleInWords,
  heldRuleOf,
  isEqualRule,
  opensAsTold,
  permissionOf,
} from '../../../src/core/security-groups/held-rule.ts';

type Answered = Parameters<typeof heldRuleOf>[0];

function held(answered: Answered) {
  const rule = heldRuleOf({ SecurityGroupRuleId: 'sgr-1', IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...answered });
  if (!rule) throw new Error('No rule');
  return rule;
}

describe('a rule that EC2 holds', () => {
  it.each([
    ['IPv4', { CidrIpv4: '0.0.0.0/0' }, { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'why' }] }],
    ['IPv6', { CidrIpv6: '::/0' }, { Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'why' }] }],
    ['a prefix list', { PrefixListId: 'pl-1' }, { PrefixListIds: [{ PrefixListId: 'pl-1', Description: 'why' }] }],
    [
      'a group of another account',
      { ReferencedGroupInfo: { GroupId: 'sg-2', UserId: '111122223333' } },
      { UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '111122223333', Description: 'why' }] },
    ],
  ])('can be made again from %s', (_, peer, permission) => {
    expect(permissionOf(held({ ...peer, Description: 'why' }))).toEqual({
      ...{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      ...permission,
    });
  });

  it('has no ports where it is for all traffic, and keeps the types of ICMP', () => {
    const all = held({ IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' });

    expect(permissionOf(all)).toEqual({ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    expect(permissionOf(held({ IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }))).toMatchObject({ FromPort: -1 });
  });

  it('keeps its tags but those that only AWS may put', () => {
    const Tags = [
      { Key: 'ticket', Value: 'OPS-1' },
      { Key: 'aws:cloudformation:stack-name', Value: 'web' },
    ];

    expect(held({ Tags }).tags).toEqual({ ticket: 'OPS-1' });
  });

  it('is told in words', () => {
    expect(heldRuleInWords(held({ CidrIpv4: '0.0.0.0/0', Description: '<!channel>' }))).toBe(
      'inbound tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)',
    );
    expect(heldRuleInWords(held({ CidrIpv4: '198.51.100.0/24', IsEgress: true }))).toBe(
      'outbound tcp 22 (SSH) to 198.51.100.0/24',
    );
  });

  it('is what was told, however its addresses are written, and nothing else', () => {
    const rule = held({ CidrIpv4: '198.51.100.0/24', Description: 'an addition' });

    expect(opensAsTold(rule, 'tcp 22 198.51.100.0/24')).toBe(true);
    expect(opensAsTold(rule, 'tcp 22 198.51.100.77/24')).toBe(true);
    expect(opensAsTold(rule, 'tcp 22 198.51.100.0/25')).toBe(false);
    expect(opensAsTold(rule, 'udp 22 198.51.100.0/24')).toBe(false);
    expect(opensAsTold(rule, 'tcp 22-23 198.51.100.0/24')).toBe(false);
  });

  it('lets the internet in on a port by a range, by all traffic, and by no other protocol or peer', () => {
    const world = { CidrIpv6: '::/0' };

    expect(admitsTheWorld(held({ ...world, FromPort: 20, ToPort: 30 }), [22])).toBe(true);
    expect(admitsTheWorld(held({ ...world, IpProtocol: '-1', FromPort: -1, ToPort: -1 }), [22])).toBe(true);
    expect(admitsTheWorld(held({ ...world, FromPort: 23, ToPort: 30 }), [22])).toBe(false);
    expect(admitsTheWorld(held({ ...world, IpProtocol: 'udp' }), [22])).toBe(false);
    expect(admitsTheWorld(held({ ...world, IsEgress: true }), [22])).toBe(false);
    expect(admitsTheWorld(held({ CidrIpv4: '198.51.100.0/24' }), [22])).toBe(false);
  });

  it('equals another under a new id, and not one with other words, tags or direction', () => {
    const Tags = [{ Key: 'a', Value: '1' }];
    const rule = held({ CidrIpv4: '0.0.0.0/0', Description: 'why', Tags });

    expect(isEqualRule(rule, { ...rule, id: 'sgr-2' })).toBe(true);
    expect(isEqualRule(rule, { ...rule, description: null })).toBe(false);
    expect(isEqualRule(rule, { ...rule, tags: {} })).toBe(false);
    expect(isEqualRule(rule, { ...rule, isEgress: true })).toBe(false);
  });
});
