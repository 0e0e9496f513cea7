import { forwardingName } from '../../definitions/event-patterns.ts';
import {
  busArnFor,
  type ForwardingRule,
  forwardingRules,
  forwardingTarget,
  pathTestRule,
} from '../../definitions/forwarding.ts';
import type { Ask } from '../ask.ts';
import type { Item } from '../item.ts';
import { held } from '../looks.ts';
import type { Place, Step } from '../place.ts';
import { eventRule, isOurRule, removeRule } from './event-rule.ts';
import { findSchedule, removeSchedule, testSchedule } from './forwarding/schedule.ts';

/** Made once: they are the same in every account and region. */
let made: readonly ForwardingRule[] | undefined;
function sameEverywhere(): readonly ForwardingRule[] {
  made ??= forwardingRules();
  return made;
}

/** The rules of a member's default bus that forward what the alert types want, and the daily test event. */
export const forwarding: Step = (place) => {
  const { settings, accountId, region, relays, group } = place;
  if (!place.isMember || !group) return [];
  const busArn = busArnFor(settings, { bus: group.bus, region, relays });
  const target = forwardingTarget(settings, { accountId, region, busArn, queue: group.queue });
  const { tryPaths } = settings.sweep;
  const rules = [...sameEverywhere(), ...(tryPaths ? [pathTestRule] : [])];
  return [
    ...rules.map(({ name, about, pattern }) => eventRule(place, 'forwarding', { name, about, pattern, target })),
    ...(tryPaths ? [testSchedule(place)] : []),
    leftovers(place),
  ];
};

/** What an installation with more rules, or with test events, left here. Rules are numbered without gaps, so that the next one tells. */
function leftovers(place: Place): Item {
  const { ask, accountId, region, settings } = place;
  const find = () => findLeftovers(ask, settings.sweep.tryPaths);
  const takeAway = async () => {
    const { rules, schedule } = await find();
    // The last one first: who is cut here leaves no gap.
    for (const name of rules.toReversed()) await removeRule(ask, { Name: name });
    if (schedule) await removeSchedule(ask);
    return rules.length > 0 || schedule;
  };
  return {
    ...{ step: 'forwarding', object: 'rules that are not wanted any more', accountId, region },
    look: async () => {
      const { rules, schedule } = await find();
      const before = [...rules.map((name) => `rule ${name}`), ...(schedule ? [`schedule ${pathTestRule.name}`] : [])];
      return held(before, [], { reason: 'The settings do not have them any more.' });
    },
    write: async () => void (await takeAway()),
    remove: async () => ((await takeAway()) ? 'removed' : 'absent'),
  };
}

async function findLeftovers(ask: Ask, tryPaths: boolean) {
  const rules: string[] = [];
  for (let next = sameEverywhere().length + 1; ; next++) {
    const isOurs = await isOurRule(ask, { Name: forwardingName(next) });
    if (isOurs === undefined) break;
    if (isOurs) rules.push(forwardingName(next));
  }
  if (tryPaths) return { rules, schedule: false };
  if (await isOurRule(ask, { Name: pathTestRule.name })) rules.push(pathTestRule.name);
  return { rules, schedule: (await findSchedule(ask)) !== undefined };
}
