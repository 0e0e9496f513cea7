import { readAlert } from '../alerts/index.ts';
import { openRecord } from '../core/envelope.ts';
import type { Now, Results, SendToQueue, Store } from '../core/ports.ts';
import type { Received } from '../core/received.ts';
import { type Incoming, takeIn } from '../delivery/intake.ts';
import { type EnrichWorld, enrichAlerts } from './enrich.ts';
import { quarantine } from './quarantine.ts';

export type NotifyWorld = EnrichWorld &
  Readonly<{ store: Store; results: Results; sendToQueue: SendToQueue; now: Now }>;

type Read = Readonly<{ messageId: string; incoming: readonly Incoming[]; error?: unknown }>;

/**
 * notification → alert → enriched alert → Slack message, for a batch of messages from the queue. Answers with the ids of
 * those that must come again; each fails alone. What holds no event goes to quarantine, and what was done before is done.
 */
export async function notify(messages: readonly Received[], world: NotifyWorld): Promise<readonly string[]> {
  const read = await Promise.all(messages.map((message) => readMessage(message, world)));
  const batch = read.flatMap(({ messageId, incoming }) => incoming.map((one) => ({ ...one, messageId })));
  const enrich = (alerts: Parameters<typeof enrichAlerts>[0]) => enrichAlerts(alerts, world);
  const taken = await takeIn(batch, { ...world, enrich });

  const errors = [
    ...read.flatMap(({ messageId, error }) => (error === undefined ? [] : [{ messageId, error }])),
    ...taken.flatMap((one, at) =>
      one.kind === 'failed' ? [{ messageId: batch[at]?.messageId ?? '', error: one.error }] : [],
    ),
  ];
  for (const { messageId, error } of errors) {
    world.log.error('A notification could not be taken in and will come again', { messageId, error: String(error) });
  }
  const duplicates = taken.filter(({ kind }) => kind === 'duplicate').length;
  world.log.info('Notifications taken in', {
    messages: messages.length,
    alerts: batch.length,
    duplicates,
    failed: errors.length,
  });
  return [...new Set(errors.map(({ messageId }) => messageId))];
}

/** The alerts of one message; what of it holds no event is put aside, and the rest goes on. */
async function readMessage({ messageId, body, sentAt }: Received, world: NotifyWorld): Promise<Read> {
  try {
    const { events, rejected } = openRecord(body);
    if (rejected.length > 0) await quarantine(body, [...new Set(rejected.map(({ why }) => why))].join('; '), world);
    const incoming = events.map((event) => {
      const { alert, drifted } = readAlert(event, world.settings, sentAt ?? world.now());
      if (drifted) world.log.warn('An event had another shape than we know', { kind: drifted, eventId: event.id });
      return { alert, body: event };
    });
    return { messageId, incoming };
  } catch (error) {
    return { messageId, incoming: [], error };
  }
}
