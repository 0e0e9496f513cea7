import { z } from 'zod';
import { openEnvelope } from '../../core/events/envelope.ts';
import type { EventPattern, SecurityEvent } from '../../core/events/event.ts';
import { matchesEventPattern } from '../../core/events/event-pattern.ts';
import type { World } from '../world.ts';
import { adopt } from './adopt.ts';
import type { Queue } from './queues.ts';
import type { Sns } from './sns.ts';

/** What is on AWS's side of the alerts topic: the rules before it, and a door for whatever somebody wants to send through it. */
export type EventBridge = Readonly<{
  /** Forwards an event to the alerts topic when a rule's pattern matches; says whether one did. */
  putEvent(event: unknown): boolean;
  /**
   * Delivers any input as its topic would: an event is published, an array one by one, and what has an SNS or SQS envelope
   * already arrives in it. Returns how many messages that made.
   */
  deliver(input: unknown): number;
}>;

const sqsEvent = z.object({ Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), body: z.string() })) });
const snsEvent = z.object({
  Records: z.array(z.object({ EventSource: z.literal('aws:sns'), Sns: z.looseObject({ Message: z.string() }) })),
});
const snsMessage = z.object({ Type: z.literal('Notification'), Message: z.string() });
/** EventBridge with a rule for every pattern, all of them with the alerts topic as target. */
export function makeEventBridge(options: {
  patterns: readonly EventPattern[];
  sns: Sns;
  alerts: Readonly<{ topicArn: string; queue: Queue }>;
  world: World;
  now: () => number;
  /** Told of every event that AWS would send, also where no rule wants it. */
  onEvents?: (events: readonly SecurityEvent[]) => void;
}): EventBridge {
  const { patterns, sns, alerts, world, now, onEvents = () => {} } = options;
  const deliverOne = (input: unknown): number => {
    for (const event of openEnvelope(input).events) adopt(event, { world, now });
    const bodies = findBodies(input);
    for (const body of bodies) alerts.queue.send(body);
    if (bodies.length > 0) return bodies.length;
    sns.publish(alerts.topicArn, { body: toText(input) });
    return 1;
  };
  return {
    putEvent(event) {
      onEvents(openEnvelope(event).events);
      const isWanted = patterns.some((pattern) => matchesEventPattern(pattern, event));
      if (isWanted) sns.publish(alerts.topicArn, { body: toText(event) });
      return isWanted;
    },
    deliver(input) {
      onEvents(openEnvelope(input).events);
      return Array.isArray(input) ? input.reduce((sum: number, one) => sum + deliverOne(one), 0) : deliverOne(input);
    },
  };
}

/** The queue bodies that an input already is; none when it still has to go through the topic. */
function findBodies(input: unknown): readonly string[] {
  const sqs = sqsEvent.safeParse(input);
  if (sqs.success) return sqs.data.Records.map(({ body }) => body);
  const sns = snsEvent.safeParse(input);
  if (sns.success) return sns.data.Records.map(({ Sns }) => JSON.stringify({ ...Sns, Type: 'Notification' }));
  return snsMessage.safeParse(input).success ? [JSON.stringify(input)] : [];
}

function toText(input: unknown): string {
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
}
