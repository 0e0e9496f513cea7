import { arrivalAt, memberDeadLettersAt } from '../../definitions/buses.ts';
import type { Item } from '../item.ts';
import type { Place, Step } from '../place.ts';
import { eventRule } from './event-rule.ts';
import { eventBus } from './relay/bus.ts';
import { topicKey } from './relay/key.ts';
import { deadLetterQueue } from './relay/queue.ts';
import { alertsTopic } from './relay/topic.ts';

/** Where the members' events arrive in the security account, and in each region what they could not deliver. */
export const relay: Step = (place) => {
  const { settings, region, relays, isSecurity } = place;
  if (!isSecurity) return [];
  const isArrival = region === settings.security.region || relays.includes(region);
  const queues = memberDeadLettersAt(settings, region).map((queue) => deadLetterQueue(place, queue));
  return [...(isArrival ? arrival(place) : []), ...queues];
};

/** In the order in which they need each other. */
function arrival(place: Place): readonly Item[] {
  const parts = arrivalAt(place.settings, place.region);
  const { key, topic, deadLetters, buses, rules, targetId, retries } = parts;
  const target = { id: targetId, arn: topic.arn, deadLettersArn: deadLetters.arn, retries };
  return [
    topicKey(place, key),
    alertsTopic(place, parts),
    deadLetterQueue(place, deadLetters),
    ...buses.map((bus) => eventBus(place, bus)),
    ...rules.map(({ name, about, pattern, bus }) =>
      eventRule(place, 'relay', { name, about, pattern, target, ...(bus !== undefined && { bus }) }),
    ),
  ];
}
