import type { Slot } from '../../src/core/ports.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { LookPress } from '../../src/flows/answer/look.ts';
import { look } from '../../src/flows/answer/look.ts';
import { answer } from '../../src/flows/answer.ts';
import type { HomeWorld } from '../../src/flows/home/world.ts';
import { notify } from '../../src/flows/notify.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import type { SweepWorld } from '../../src/flows/sweep/world.ts';
import { sweep } from '../../src/flows/sweep.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { createAggregatorOf, createLookUpsOf } from '../commands/context.ts';
import { createFakePeople } from '../core/people.ts';
import { complianceChange, message, openNotify } from './notify-world.ts';
import { searchParts } from './searching.ts';
import { createFakeSlack } from './world.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** Events that come in, people who press and type, the sweep, and what Slack shows of it, all on one clock; one table each. */
export function openQuiet(routes: Settings['routes'] = [{ to: 'C0SECURITY' }]) {
  const at = openNotify({}, { routes });
  const { slack, told, homes } = createFakeSlack();
  const called: string[] = [];
  const tellOnCall = async (text: string) => void called.push(text);
  const access = { investigate: ['U0ALICE', 'U0BOB'], remediate: [], approve: [] };
  const settings: Settings = { ...at.settings, access };
  const world: HomeWorld = {
    ...at.world,
    ...{ settings, slack, reference: 'request-1', people: createFakePeople().people },
    aggregator: createAggregatorOf({}),
    ...searchParts(),
    search: async () => Promise.reject(new Error('Nobody searches here')),
    readAudit: async () => ({ entries: [], more: false }),
    lookUps: createLookUpsOf({}),
    stop: new AbortController().signal,
  };
  const sweeping: SweepWorld = {
    ...{ ...at.world, settings, tellOnCall },
    sources: { listComplianceSince: async () => [], listFindingsSince: async () => [] },
    deadLetters: { count: async () => [], redrive: async () => 0 },
  };
  const { clock } = at;
  let made = 0;
  const key = () => `quiet-key-${++made}`;
  const shown = new Map<string, string>();
  const load = async (slot: Slot) => {
    const content = await showSlot(slot, { ...at.world, settings });
    if (content && 'message' in content) shown.set(`${slot.channel}/${slot.name}`, messageAsText(content.message));
    return content;
  };
  const settle = () => at.settle(load);
  return {
    ...at,
    ...{ settings, told, homes, called, world, shown, settle },
    /** An event comes in, and what it leads to is posted. */
    async take(...events: readonly object[]) {
      for (const event of events) await notify([message(event, key())], { ...at.world, settings, tellOnCall });
      await settle();
    },
    async sweep() {
      await sweep(sweeping);
      await settle();
    },
    async type(text: string, userId = 'U0ALICE') {
      const asker = { teamId: 'T0123456789', userId, channelId: 'C0SECURITY' };
      await answer({ kind: 'lookup', key: key(), askedAt: clock.now(), asker, command: '/aws-alerts', text }, world);
      await settle();
      return told.at(-1)?.text ?? '';
    },
    async press(button: LookPress['button'], userId = 'U0ALICE', more: Partial<LookPress> = {}) {
      const root = at.messages.find(({ threadTs }) => threadTs === undefined)!;
      const alertId = root.slot?.split('/')[0]?.slice('ALERT#'.length) ?? '';
      const asker = { teamId: 'T0123456789', userId, channelId: root.channel };
      const pressed = {
        kind: 'lookup',
        key: key(),
        askedAt: clock.now(),
        asker,
        button,
        alertId,
        messageTs: root.ts,
        ...(button === 'mute' && { mute: { scope: 'same', forMs: 4 * hour, because: 'planned work' } as const }),
      } as const;
      await look({ ...pressed, ...more }, world);
      await settle();
      return told.at(-1)?.text ?? '';
    },
    /** The verdict of one rule on one instance, now. */
    verdict: (verdict: 'NON_COMPLIANT' | 'COMPLIANT' | 'NOT_APPLICABLE' = 'NON_COMPLIANT', resourceId = 'i-0quiet') =>
      complianceChange({ verdict, resourceId, at: new Date(clock.now()).toISOString() }),
    root: (channel = 'C0SECURITY') => shown.get(`${at.own(channel)}/root`) ?? '',
    threads: () => at.messages.filter(({ threadTs }) => threadTs !== undefined).map(({ text }) => text),
    roots: () => at.messages.filter(({ threadTs }) => threadTs === undefined),
  };
}

let calls = 0;

/** A call as CloudTrail tells it, by dave, or under our own role for somebody. */
export function aCall(
  source: string,
  eventName: string,
  more: Readonly<{ time: string; parameters?: object; answer?: object; own?: string }>,
) {
  calls += 1;
  const { time, parameters = {}, answer: responseElements = null, own } = more;
  const role = 'arn:aws:sts::111122223333:assumed-role/noroshi-remediate/noroshi-0123';
  const dave = { type: 'IAMUser', userName: 'dave', arn: 'arn:aws:iam::111122223333:user/dave' };
  const ours = { type: 'AssumedRole', arn: role, sessionContext: { sourceIdentity: own } };
  const id = `quiet-call-${calls}`;
  return {
    ...{ version: '0', id, 'detail-type': 'AWS API Call via CloudTrail', source: `aws.${source}` },
    ...{ account: '111122223333', time, region: 'eu-west-1', resources: [] },
    detail: {
      ...{ eventVersion: '1.11', eventID: id, eventTime: time, eventSource: `${source}.amazonaws.com`, eventName },
      ...{ awsRegion: 'eu-west-1', recipientAccountId: '111122223333', sourceIPAddress: '203.0.113.9' },
      ...{ readOnly: false, userIdentity: { ...(own === undefined ? dave : ours), accountId: '111122223333' } },
      ...{ requestParameters: parameters, responseElements },
    },
  };
}

/** A group's SSH opened to everybody, or closed again. */
export function ssh(
  eventName: 'AuthorizeSecurityGroupIngress' | 'RevokeSecurityGroupIngress',
  time: string,
  own?: string,
) {
  const groupId = 'sg-0abcdef01';
  const rule = { isEgress: false, ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIpv4: '0.0.0.0/0', groupId };
  const set = eventName.startsWith('Revoke') ? 'revokedSecurityGroupRuleSet' : 'securityGroupRuleSet';
  return aCall('ec2', eventName, {
    ...{ time, ...(own !== undefined && { own }) },
    parameters: {
      groupId,
      ipPermissions: {
        items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
      },
    },
    answer: { _return: true, [set]: { items: [{ ...rule, securityGroupRuleId: 'sgr-0abc' }] } },
  });
}
