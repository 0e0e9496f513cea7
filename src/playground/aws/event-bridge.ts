import { z } from 'zod';
import type { EventPattern } from '../../core/event.ts';
import { matchesEventPattern } from '../../core/event-pattern.ts';
import type { World } from '../world.ts';
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
const evaluated = z.object({
  complianceType: z.enum(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']),
  annotation: z.string().nullish(),
});
const complianceChange = z.object({
  source: z.literal('aws.config'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    configRuleName: z.string(),
    resourceType: z.string(),
    resourceId: z.string(),
    newEvaluationResult: evaluated,
  }),
});

/** EventBridge with a rule for every pattern, all of them with the alerts topic as target. */
export function makeEventBridge(options: {
  patterns: readonly EventPattern[];
  sns: Sns;
  alerts: Readonly<{ topicArn: string; queue: Queue }>;
  world: World;
  now: () => number;
}): EventBridge {
  const { patterns, sns, alerts, world, now } = options;
  const deliverOne = (input: unknown): number => {
    const envelope = readEnvelope(input);
    for (const event of envelope.events) adopt(event, { world, now });
    for (const body of envelope.bodies) alerts.queue.send(body);
    if (envelope.bodies.length > 0) return envelope.bodies.length;
    sns.publish(alerts.topicArn, { body: toText(input) });
    return 1;
  };
  return {
    putEvent(event) {
      const isWanted = patterns.some((pattern) => matchesEventPattern(pattern, event));
      if (isWanted) sns.publish(alerts.topicArn, { body: toText(event) });
      return isWanted;
    },
    deliver: (input) =>
      Array.isArray(input) ? input.reduce((sum: number, one) => sum + deliverOne(one), 0) : deliverOne(input),
  };
}

/** The queue bodies that an input already is, none when it still has to go through the topic, and the events inside. */
function readEnvelope(input: unknown): { bodies: readonly string[]; events: readonly unknown[] } {
  const sqs = sqsEvent.safeParse(input);
  if (sqs.success) {
    const bodies = sqs.data.Records.map(({ body }) => body);
    return { bodies, events: bodies.flatMap((body) => readEnvelope(parseJson(body)).events) };
  }
  const sns = snsEvent.safeParse(input);
  if (sns.success) {
    const bodies = sns.data.Records.map(({ Sns }) => JSON.stringify({ ...Sns, Type: 'Notification' }));
    return { bodies, events: sns.data.Records.map(({ Sns }) => parseJson(Sns.Message)) };
  }
  const message = snsMessage.safeParse(input);
  if (message.success) return { bodies: [JSON.stringify(input)], events: [parseJson(message.data.Message)] };
  return { bodies: [], events: [input] };
}

/** A compliance change that somebody sends is true here from then on, so that its remediation finds what it is about. */
function adopt(event: unknown, { world, now }: { world: World; now: () => number }): void {
  const parsed = complianceChange.safeParse(event);
  if (!parsed.success) return;
  const { account: accountId, region, detail } = parsed.data;
  const { configRuleName, resourceType: type, resourceId: id, newEvaluationResult } = detail;
  if (!world.findRule({ accountId, region }, configRuleName)) return;
  const { complianceType: compliance, annotation } = newEvaluationResult;
  const evaluation = { accountId, region, rule: configRuleName, type, id, compliance, recordedAt: now() };
  world.putEvaluation(annotation ? { ...evaluation, annotation } : evaluation);
}

function toText(input: unknown): string {
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
