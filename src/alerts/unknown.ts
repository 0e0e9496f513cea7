import * as z from 'zod/mini';
import { summariseEvent } from '../core/events/event-summary.ts';
import { defineAlert } from './define.ts';

/** Whatever no other type reads, or whose shape has drifted: shown as far as it can be, never dropped and never misread. */
export const unknown = defineAlert({
  id: 'unknown',
  matches: () => true,
  schema: z.record(z.string(), z.unknown()),
  toAlert(event) {
    return { fingerprint: [event.id], eventKey: event.id, ...summariseEvent(event) };
  },
});
