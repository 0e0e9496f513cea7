import type { EventPattern } from '../../src/core/events/event.ts';
import type { Settings } from '../../src/core/settings.ts';
import { forwardings } from './event-patterns.ts';
import { busName, forwardRole, memberDeadLetters } from './names.ts';
import { pathTestSchedule } from './path-test.ts';

/** A target that does not take an event is asked again for a day. Amazon EventBridge, "How EventBridge retries delivering events". */
export const retries = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 } as const;

/** A rule of an account's default bus that forwards. */
export type ForwardingRule = Readonly<{ name: string; about: string; pattern: EventPattern }>;

/** The rules that forward what the alert types want. */
export function forwardingRules(): readonly ForwardingRule[] {
  return forwardings().map(({ name, kinds, pattern }) => ({
    name,
    about: `Noroshi: ${kinds.join(', ')}.`.slice(0, 512),
    pattern,
  }));
}

/** The one that forwards the daily test event, where the settings want it (`sweep.tryPaths`). */
export const pathTestRule: ForwardingRule = {
  ...pathTestSchedule.forwarding,
  about: 'Noroshi: the daily test event.',
};

/** The bus that a region's events go to: the home region's, or its own where the home bus cannot be reached from (`relays`). */
export function busArnFor(
  { security }: Pick<Settings, 'security'>,
  { bus, region, relays }: Readonly<{ bus: number; region: string; relays: readonly string[] }>,
): string {
  const at = relays.includes(region) ? region : security.region;
  return `arn:aws:events:${at}:${security.account}:event-bus/${busName(bus)}`;
}

/** The target of each of these rules. Account, region and bus may be CloudFormation's own words for them. */
export function forwardingTarget(
  { security }: Pick<Settings, 'security'>,
  { accountId, region, busArn, queue }: Readonly<{ accountId: string; region: string; busArn: string; queue: number }>,
) {
  return {
    id: 'bus',
    arn: busArn,
    roleArn: `arn:aws:iam::${accountId}:role/${forwardRole}`,
    deadLettersArn: `arn:aws:sqs:${region}:${security.account}:${memberDeadLetters(queue)}`,
    retries,
  } as const;
}
