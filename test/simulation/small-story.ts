import type { Settings } from '../../src/core/settings.ts';
import { apiCall, noLongerCompliant } from '../../src/playground/scenes/events.ts';
import { stormSettings } from './run.ts';

const second = 1000;
/** Takes nothing from us: what is for it goes to the operations channel. */
export const closedChannel = 'C0CLOSED';

/** A few waiting alerts are a storm here, so that a small load sees one. */
export const smallSettings: Settings = {
  ...stormSettings([
    { when: { severity: 'low' }, to: closedChannel },
    { when: { severity: ['critical', 'high', 'medium'] }, to: 'C0SECURITY' },
    { to: 'C0NOISE' },
  ]),
  storm: { waiting: 4, digestEveryMs: 20 * second },
};

const account = smallSettings.accounts[3]?.id ?? '';
const place = { account, region: 'eu-west-2' };

/**
 * What the usual loads do not tell: a problem that resolves itself and comes back, a call that explains it, a call that is
 * taken back, and one whose alert is in a digest by then. `startAt` in ms.
 */
export function smallStory(startAt: number): readonly Readonly<{ atMs: number; body: string }>[] {
  const call = (
    eventName: string,
    { atMs, groupId, fromPort }: { atMs: number; groupId: string; fromPort: number },
  ) => {
    const port = { ipProtocol: 'tcp', fromPort, toPort: fromPort, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };
    const requestParameters = { groupId, ipPermissions: { items: [port] } };
    const person = { person: 'kim@example.com', address: '192.0.2.7' };
    return {
      atMs,
      body: apiCall({ ...place, ...person, service: 'ec2', eventName, requestParameters }, startAt + atMs),
    };
  };
  const verdict = (complianceType: string, { atMs, id }: { atMs: number; id: string }) => {
    const about = { ...place, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id };
    const json = JSON.stringify(noLongerCompliant(about, startAt + atMs));
    return { atMs, body: json.replace('"complianceType":"NON_COMPLIANT"', `"complianceType":"${complianceType}"`) };
  };
  const [first, second_, third] = ['sg-0a0a0a0a0a0a0a0a1', 'sg-0a0a0a0a0a0a0a0a2', 'sg-0a0a0a0a0a0a0a0a3'];
  return [
    verdict('NON_COMPLIANT', { atMs: 1000, id: first }),
    call('AuthorizeSecurityGroupIngress', { atMs: 1500, groupId: first, fromPort: 22 }),
    verdict('NON_COMPLIANT', { atMs: 9000, id: second_ }),
    call('AuthorizeSecurityGroupIngress', { atMs: 10_000, groupId: third, fromPort: 3389 }),
    call('RevokeSecurityGroupIngress', { atMs: 60_000, groupId: third, fromPort: 3389 }),
    verdict('COMPLIANT', { atMs: 70_000, id: first }),
    verdict('COMPLIANT', { atMs: 75_000, id: second_ }),
    verdict('NON_COMPLIANT', { atMs: 400_000, id: first }),
    verdict('NON_COMPLIANT', { atMs: 420_000, id: second_ }),
  ].map(({ atMs, body }) => ({ atMs, body: typeof body === 'string' ? body : JSON.stringify(body) }));
}
