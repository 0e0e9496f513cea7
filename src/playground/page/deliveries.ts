import { readAlert } from '../../alerts/index.ts';
import { openEnvelope } from '../../core/envelope.ts';
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
  /** Puts an input on the topic; says how many messages that made. */
  deliver: (input: unknown) => number;
  settings: Settings;
  now: Now;
  /** Told after each. */
  changed: () => void;
}>;

const kept = 20;

/** Keeps the newest deliveries, by whichever way they came. */
export function createDeliveries({ deliver, settings, now, changed }: Parts): Deliveries {
  const all: Delivery[] = [];
  const counted = { last: 0 };
  return {
    send(title, input) {
      counted.last += 1;
      const outcomes = outcomesOf(input, { settings, at: now() });
      const delivery = { id: counted.last, at: now(), title, delivered: deliver(input), outcomes };
      all.unshift(delivery);
      all.splice(kept);
      changed();
      return delivery;
    },
    list: () => all,
  };
}

/** The same reading that the function does, so that each event can be followed to its message. */
function outcomesOf(input: unknown, { settings, at }: { settings: Settings; at: number }): Outcome[] {
  const { events, rejected } = openEnvelope(input);
  return [
    ...events.map((event): Outcome => {
      const { id, title, severity } = readAlert(event, settings, at).alert;
      return { kind: 'alert', alertId: id, title, severity };
    }),
    ...rejected.map(({ why }): Outcome => ({ kind: 'rejected', why })),
  ];
}
