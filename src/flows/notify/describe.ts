import { readAlert } from '../../alerts/index.ts';
import type { Alert, AlertKind } from '../../core/alert.ts';
import type { SecurityEvent } from '../../core/events/event.ts';
import type { Message } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { routeAlert } from '../../delivery/route.ts';
import { offersFor } from '../../remediations/index.ts';
import { renderAlert } from '../../slack/render/alert.ts';
import { looksOf } from '../answer/look.ts';
import { sayingsOf } from '../answer/say.ts';

/** What an event comes to: the alert, the channels that it is for (the first is the main one) and its message there. */
export type Description = Readonly<{
  alert: Alert;
  channels: readonly string[];
  message: Message;
  /** The kind that the event belongs to, where its shape was not the one that we know. */
  drifted?: AlertKind;
}>;

/**
 * event → alert → channels and message, as far as the event and the settings tell. Pure; nothing is asked of anybody.
 * `receivedAt` (ms) is when it happened where the event tells no time.
 */
export function describeEvent(event: SecurityEvent, settings: Settings, receivedAt: number): Description {
  const read = readAlert(event, settings, receivedAt);
  const { alert } = read;
  const message = renderAlert(
    { alert, status: alert.state },
    {
      offers: offersFor(alert, settings),
      looks: [...looksOf(alert), ...sayingsOf({ alert, status: alert.state }, { settings })],
    },
  );
  return { ...read, channels: routeAlert(alert, settings), message };
}
