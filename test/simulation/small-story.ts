import type { ComplianceNow } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import { apiCall, noLongerCompliant, prod } from '../../src/playground/scenes/events.ts';
import { oversizedItem } from '../../src/playground/scenes/reports.ts';
import { stormSettings } from './run.ts';

const second = 1000;
/** Takes nothing from us: what is for it goes to the operations channel. */
export const closedChannel = 'C0CLOSED';

/** A few waiting alerts are a storm here, so that a small load sees one. */
export const smallSettings: Settings = {
  ...stormSettings([
    { when: { severity: 'low' }, to: closedChannel },
    { when: { severity: 'critical' }, to: 'C0SECURITY', escalate: { afterMs: 120 * second, to: 'C0ESCALATED' } },
    { to: 'C0SECURITY' },
  ]),
  storm: { waiting: 4, digestEveryMs: 20 * second },
};

/** Alerts go to a person. */
export const directSettings: Settings = {
  ...smallSettings,
  routes: [{ when: { severity: 'medium' }, to: 'U0OWNER' }, { to: 'C0SECURITY' }],
};

/** Everything into one channel, and AWS is asked again each five minutes. */
export const silentSettings: Settings = {
  ...stormSettings([{ to: 'C0SECURITY' }]),
  sweep: { ...smallSettings.sweep, everyMs: 300 * second, silenceMs: 900 * second },
};

const account = smallSettings.accounts[3]?.id ?? '';
const place = { account, region: 'eu-west-2' };

/** Until then AWS cannot be asked, as the silent settings have it, in ms. */
export const silentUntil = Date.parse('2026-03-01T00:50:00Z');

/** What AWS says of itself when it can be asked. */
export const sweptStates: readonly ComplianceNow[] = ['sg-0a0a0a0a0a0a0a0b1', 'sg-0a0a0a0a0a0a0a0b2'].map((id) => ({
  resource: { type: 'AWS::EC2::SecurityGroup', id, accountId: account, region: place.region },
  rule: 'restricted-ssh',
  verdict: 'NON_COMPLIANT',
  at: '2026-03-01T00:30:00.000Z',
}));

/**
 * What the usual loads do not tell: a problem that resolves itself and comes back, a call that explains it, a call that is
 * taken back, one whose alert is in a digest by then, and one that comes back while it is open. `startAt` in ms.
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
  const fourth = 'sg-0a0a0a0a0a0a0a0a5';
  return [
    verdict('NON_COMPLIANT', { atMs: 1000, id: first }),
    call('AuthorizeSecurityGroupIngress', { atMs: 1500, groupId: first, fromPort: 22 }),
    call('AuthorizeSecurityGroupIngress', { atMs: 6000, groupId: second_, fromPort: 22 }),
    verdict('NON_COMPLIANT', { atMs: 9000, id: second_ }),
    verdict('NON_COMPLIANT', { atMs: 5000, id: 'sg-0a0a0a0a0a0a0a0a4' }),
    verdict('COMPLIANT', { atMs: 450_000, id: 'sg-0a0a0a0a0a0a0a0a4' }),
    call('AuthorizeSecurityGroupIngress', { atMs: 10_000, groupId: third, fromPort: 3389 }),
    call('RevokeSecurityGroupIngress', { atMs: 60_000, groupId: third, fromPort: 3389 }),
    verdict('COMPLIANT', { atMs: 70_000, id: first }),
    verdict('COMPLIANT', { atMs: 75_000, id: second_ }),
    verdict('NON_COMPLIANT', { atMs: 400_000, id: first }),
    verdict('NON_COMPLIANT', { atMs: 420_000, id: second_ }),
    { atMs: 3000, body: JSON.stringify(oversizedItem(startAt + 3000)).replaceAll(prod.account, account) },
    { atMs: 500_000, body: deletedRule(startAt + 500_000) },
    verdict('NON_COMPLIANT', { atMs: 9500, id: fourth }),
    verdict('COMPLIANT', { atMs: 40_000, id: fourth }),
    verdict('NON_COMPLIANT', { atMs: 62_000, id: fourth }),
  ].map(({ atMs, body }) => ({ atMs, body: typeof body === 'string' ? body : JSON.stringify(body) }));
}

/** The rule is gone, and with it what it found. */
function deletedRule(at: number): object {
  const requestParameters = { configRuleName: 'restricted-ssh' };
  const person = { person: 'kim@example.com', address: '192.0.2.7' };
  return apiCall({ ...place, ...person, service: 'config', eventName: 'DeleteConfigRule', requestParameters }, at);
}

/** One event that is too large for a row of the table. */
export function largeStory(startAt: number): readonly Readonly<{ atMs: number; body: string }>[] {
  const about = { ...place, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id: 'sg-0a0a0a0a0a0a0a0c1' };
  const event = noLongerCompliant({ ...about, annotation: 'x'.repeat(120_000) }, startAt);
  return [{ atMs: 30_000, body: JSON.stringify(event) }];
}

/** More than a few at once, when the channel has been quiet for minutes because Slack did not answer. */
export function burstStory(startAt: number): readonly Readonly<{ atMs: number; body: string }>[] {
  const at = burstAt - 2 * second;
  return Array.from({ length: 9 }, (_, n) => {
    const about = { ...place, rule: 'restricted-ssh', type: 'AWS::EC2::SecurityGroup', id: `sg-0a0a0a0a0a0a0a0d${n}` };
    return { atMs: at, body: JSON.stringify(noLongerCompliant(about, startAt + at)) };
  });
}

/** Slack answers again from then on, in ms after the start. */
export const burstAt = 420 * second;
