import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { apiCall, asEvent, prod } from './events.ts';

/** The first minute's first fire. */
export const groupOpened: Scene = {
  id: 'group-opened',
  title: 'SSH opened to the world',
  shows: 'Hana opens port 22 of the payments bastion to every address: who, from where, what was before and after.',
  events: (at) => [openTo({ cidrIp: '0.0.0.0/0' }, at)],
  seeded: (story) => story.filter(({ record }) => record.eventName === 'AuthorizeSecurityGroupIngress').map(asEvent),
};

function openTo({ cidrIp }: { cidrIp: string }, at: number): object {
  const groupId = scene.securityGroup.id;
  const port = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };
  const rule = {
    groupOwnerId: prod.account,
    groupId,
    securityGroupRuleId: `sgr-${groupId.slice(3)}`,
    isEgress: false,
    ...port,
    cidrIpv4: cidrIp,
  };
  return apiCall(
    {
      ...prod,
      service: 'ec2',
      eventName: 'AuthorizeSecurityGroupIngress',
      person: scene.person.email,
      address: scene.person.address,
      requestParameters: { groupId, ipPermissions: { items: [{ ...port, ipRanges: { items: [{ cidrIp }] } }] } },
      responseElements: { _return: true, securityGroupRuleSet: { items: [rule] } },
    },
    at,
  );
}
