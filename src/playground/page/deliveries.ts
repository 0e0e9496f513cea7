import { readAlert } from '../../alerts/index.ts';
import { openEnvelope } from '../../core/events/envelope.ts';
import type { Now } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import type { Delivery, Outcome } from './wire.ts';

/** What was sent through the alerts topic, and what came of it. */
export type Deliveries = Readonly<{
  /** Delivers any input as its topic would; says what each event in it became. */
  send: (title: string, input: unknown) => Delivery;
  /** Newest first. */
  list: () => readonly Delivery[];
}>;

type Parts = Readonly<{
  /** The topic's ARN. */
  topic: string;
  /** Puts an input on the topic; says how many messages that made. */
  deliver: (input: unknown) => number;
  settings: Settings;
  now: Now;
  /** Told after each. */
  changed: () => void;
}>;

const kept = 20;

/** Keeps the newest deliveries, by whichever way they came. */
export function createDeliveries({ deliver, changed, ...around }: Parts): Deliveries {
  const all: Delivery[] = [];
  const counted = { last: 0 };
  return {
    send(title, input) {
      counted.last += 1;
      const at = around.now();
      const outcomes = [input].flat().flatMap((one) => outcomesOf(one, { ...around, at }));
      const delivery = { id: counted.last, at, title, delivered: deliver(input), outcomes };
      all.unshift(delivery);
      all.splice(kept);
      changed();
      return delivery;
    },
    list: () => all,
  };
}

type Around = Readonly<{ topic: string; settings: Settings; at: number }>;

/** The same reading that the function does, so that each event can be followed to its message. */
function outcomesOf(input: unknown, { topic, settings, at }: Around): Outcome[] {
  const { events, rejected } = openEnvelope(asDelivered(input, topic));
  return [
    ...events.map((event): Outcome => {
      const { id, title, severity } = readAlert(event, settings, at).alert;
      return { kind: 'alert', alertId: id, title, severity };
    }),
    ...rejected.map(({ why }): Outcome => ({ kind: 'rejected', why })),
  ];
}

/** What has an envelope already arrives in it; the topic puts its own around everything else. */
function asDelivered(input: unknown, topic: string): unknown {
  const isEnveloped = typeof input === 'object' && input !== null && ('Records' in input || 'Type' in input);
  return isEnveloped ? input : { Type: 'Notification', TopicArn: topic, Message: JSON.stringify(input) };
}
