import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleLinks, resourceLink, timelineLink } from '../../src/core/console-links.ts';

const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', accountId: '111122223333', region: 'eu-west-1' };

describe('console links', () => {
  it('lead to the resource, its timeline and the event', () => {
    expect(consoleLinks({ ...group, resource: group, eventId: 'e-1' })).toEqual([
      {
        label: 'Open in the console',
        url: 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-1',
      },
      {
        label: 'Config timeline',
        url: 'https://eu-west-1.console.aws.amazon.com/config/home?region=eu-west-1#/resources/timeline?resourceType=AWS%3A%3AEC2%3A%3ASecurityGroup&resourceId=sg-1',
      },
      {
        label: 'CloudTrail event',
        url: 'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/e-1',
      },
    ]);
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('stay in the partition of %s', (region, start) => {
    expect(resourceLink({ ...group, region })?.startsWith(start)).toBe(true);
  });

  it('open global services where their console lives, and have no timeline there', () => {
    const user = { type: 'AWS::IAM::User', id: 'alice', accountId: '111122223333', region: 'global' };

    expect(resourceLink(user)).toBe('https://us-east-1.console.aws.amazon.com/iam/home#/users/details/alice');
    expect(timelineLink(user)).toBeUndefined();
  });

  it.each([
    { ...group, accountId: 'unknown' },
    { ...group, accountId: '1234' },
    { ...group, region: 'unknown' },
    { ...group, region: 'evil.example/?eu-west-1' },
    { ...group, region: 'eu-west-1.evil' },
    { ...group, id: 'sg 1<>' },
  ])('are left out when something is not what AWS would write: %j', (resource) => {
    expect(consoleLinks({ ...resource, resource })).toEqual([]);
  });

  it('never lead anywhere but the console', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (id, region, accountId) => {
        for (const { url } of consoleLinks({ ...group, resource: { ...group, id }, eventId: id, findingId: id })) {
          expect(new URL(url).host).toBe('eu-west-1.console.aws.amazon.com');
        }
        const odd = { ...group, region, accountId };
        expect(consoleLinks({ ...odd, resource: odd, eventId: id })).toEqual([]);
      }),
    );
  });
});
