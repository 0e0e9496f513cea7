import { describe, expect, it } from 'vitest';
import { notify } from '../../../src/flows/notify.ts';
import { message, openNotify } from '../notify-world.ts';

let made = 0;

/** A call on a group as EventBridge delivers it. */
function call(eventName: string, time: string, { group, cidr = '0.0.0.0/0' }: { group: string; cidr?: string }) {
  made += 1;
  const rule = {
    isEgress: eventName.endsWith('Egress'),
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    cidrIpv4: cidr,
    groupId: group,
  };
  const answer = eventName.startsWith('Revoke') ? 'revokedSecurityGroupRuleSet' : 'securityGroupRuleSet';
  const items = [{ ...rule, securityGroupRuleId: `sgr-0${group.slice(3)}` }];
  return {
    ...{ version: '0', id: `close-${made}`, 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ec2' },
    ...{ account: '111122223333', time, region: 'eu-west-1', resources: [] },
    detail: {
      ...{
        eventVersion: '1.11',
        eventID: `close-${made}`,
        eventTime: time,
        eventSource: 'ec2.amazonaws.com',
        eventName,
      },
      ...{
        awsRegion: 'eu-west-1',
        recipientAccountId: '111122223333',
        sourceIPAddress: '203.0.113.9',
        readOnly: false,
      },
      userIdentity: {
        type: 'IAMUser',
        userName: 'dave',
        arn: 'arn:aws:iam::111122223333:user/dave',
        accountId: '111122223333',
      },
      requestParameters: {
        groupId: group,
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: cidr }] } }],
        },
      },
      responseElements: { _return: true, [answer]: { items } },
    },
  };
}

async function statesOf(at: ReturnType<typeof openNotify>, group: string) {
  const openings = await at.store.listSeen(
    { type: 'AWS::EC2::SecurityGroup', id: group, accountId: '111122223333', region: 'eu-west-1' },
    'opening',
  );
  return Promise.all(openings.map(async ({ alertId }) => (await at.store.findAlert(alertId))!));
}

describe('an alert about a rule that was opened', () => {
  const open = (group: string) => call('AuthorizeSecurityGroupIngress', '2026-01-01T10:00:00Z', { group });
  const close = (group: string) => call('RevokeSecurityGroupIngress', '2026-01-01T10:05:00Z', { group });

  it.each([
    ['in order', (group: string) => [open(group), close(group)]],
    ['the revocation first', (group: string) => [close(group), open(group)]],
    ['each twice', (group: string) => [open(group), close(group), close(group), open(group)]],
  ])('closes itself when the rule is revoked, and says by what: %s', async (_, events) => {
    const at = openNotify();
    const group = `sg-0000000${++made}`;
    for (const event of events(group)) expect(await notify([message(event, `m-${++made}`)], at.world)).toEqual([]);

    const [state] = await statesOf(at, group);

    expect(state).toMatchObject({ status: 'resolved', resolvedAt: Date.parse('2026-01-01T10:05:00Z') });
    expect(state?.solvedBy).toMatch(/^dave closed SSH/);
  });

  it('stays open when another rule is revoked', async () => {
    const at = openNotify();
    const group = `sg-0000000${++made}`;
    const other = call('RevokeSecurityGroupIngress', '2026-01-01T10:05:00Z', { group, cidr: '198.51.100.0/24' });
    for (const event of [open(group), other]) await notify([message(event, `m-${++made}`)], at.world);

    expect((await statesOf(at, group)).map(({ status }) => status)).toEqual(['open']);
  });
});
