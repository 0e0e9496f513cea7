import { forwardingName, forwardings } from '../../../infra/definitions/event-patterns.ts';
import type { Ask } from '../../../infra/rollout/ask.ts';
import { changeRule, changeTargets } from './changes-of-rules.ts';
import type { Drift } from './drift.ts';

const first = { Name: 'noroshi-1' };

export const driftsOfForwarding: readonly Drift[] = [
  {
    ...{
      step: 'forwarding',
      what: 'a forwarding rule is switched off',
      object: /^rule noroshi-1$/,
      accountId: 'member',
    },
    plant: (ask, { member, settings }) =>
      changeRule(ask(member, settings.security.region), first, { State: 'DISABLED' }),
  },
  {
    ...{ step: 'forwarding', what: 'a pattern lets less through', object: /^rule noroshi-2$/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeRule(
        ask(member, settings.security.region),
        { Name: 'noroshi-2' },
        { EventPattern: JSON.stringify({ source: ['aws.ec2'], account: ['000000000000'] }) },
      ),
  },
  {
    ...{ step: 'forwarding', what: 'a rule has lost its target', object: /^rule noroshi-1$/, accountId: 'member' },
    plant: async (ask, { member, settings }) =>
      void (await ask(member, settings.security.region)('events:RemoveTargets', { Rule: 'noroshi-1', Ids: ['bus'] })),
  },
  {
    ...{ step: 'forwarding', what: 'a rule has one target more', object: /^rule noroshi-1$/, accountId: 'member' },
    plant: async (ask, { member, settings }) => {
      const Arn = `arn:aws:sqs:${settings.security.region}:${member}:copies`;
      const Targets = [{ Id: 'copy', Arn }];
      await ask(member, settings.security.region)('events:PutTargets', { Rule: 'noroshi-1', Targets });
    },
  },
  {
    ...{ step: 'forwarding', what: 'a target has no dead letters', object: /^rule noroshi-1$/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeTargets(ask(member, settings.security.region), first, () => ({ DeadLetterConfig: undefined })),
  },
  {
    ...{ step: 'forwarding', what: 'a target is given up soon', object: /^rule noroshi-1$/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeTargets(ask(member, settings.security.region), first, () => ({
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      })),
  },
  {
    ...{ step: 'forwarding', what: 'a target is another bus', object: /^rule noroshi-1$/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeTargets(ask(member, settings.security.region), first, () => ({
        Arn: `arn:aws:events:${settings.security.region}:${settings.security.account}:event-bus/other`,
      })),
  },
  {
    ...{
      step: 'forwarding',
      what: 'a rule is gone',
      object: /^rule noroshi-1$/,
      accountId: 'member',
      state: 'missing',
    },
    plant: async (ask, { member, settings }) => {
      const asked = ask(member, settings.security.region);
      await asked('events:RemoveTargets', { Rule: 'noroshi-1', Ids: ['bus'] });
      await asked('events:DeleteRule', first);
    },
  },
  {
    ...{ step: 'forwarding', what: 'a rule of ours is left over', object: /not wanted any more$/, accountId: 'member' },
    plant: async (ask, { member, settings }) => {
      const Tags = [{ Key: 'noroshi', Value: 'installation' }];
      const rule = { Name: forwardingName(forwardings().length + 1), EventPattern: '{"source":["aws.ec2"]}', Tags };
      await ask(member, settings.security.region)('events:PutRule', rule);
    },
  },
  {
    ...{ step: 'forwarding', what: 'the test is switched off', object: /^schedule noroshi-test$/, accountId: 'member' },
    plant: (ask, { member, settings }) => changeSchedule(ask(member, settings.security.region), { State: 'DISABLED' }),
  },
  {
    ...{ step: 'forwarding', what: 'the test is sent rarely', object: /^schedule noroshi-test$/, accountId: 'member' },
    plant: (ask, { member, settings }) =>
      changeSchedule(ask(member, settings.security.region), { ScheduleExpression: 'rate(30 days)' }),
  },
  {
    ...{ step: 'forwarding', what: 'the test is gone', object: /^schedule noroshi-test$/, accountId: 'member' },
    state: 'missing',
    plant: async (ask, { member, settings }) =>
      void (await ask(member, settings.security.region)('scheduler:DeleteSchedule', { Name: 'noroshi-test' })),
  },
];

async function changeSchedule(
  ask: Ask,
  changes: Readonly<{ State?: 'DISABLED'; ScheduleExpression?: string }>,
): Promise<void> {
  const { Name, ScheduleExpression, State, FlexibleTimeWindow, Target } = await ask('scheduler:GetSchedule', {
    Name: 'noroshi-test',
  });
  await ask('scheduler:UpdateSchedule', { Name, ScheduleExpression, State, FlexibleTimeWindow, Target, ...changes });
}
