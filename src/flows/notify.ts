import { readAlert } from '../alerts/index.ts';
import type { Alert } from '../core/alert.ts';
import { openRecord } from '../core/events/envelope.ts';
import type { SecurityEvent } from '../core/events/event.ts';
import type { Now, ReadLogFile, Results, SendToQueue, Store } from '../core/ports.ts';
import type { Received } from '../core/received.ts';
import { type Incoming, takeIn } from '../delivery/intake.ts';
import { readEventAgain } from '../delivery/left-behind.ts';
import { handOver } from './act/automatic.ts';
import { joinCauses } from './notify/cause.ts';
import { closeTakenBack } from './notify/close.ts';
import { closeForRule } from './notify/close-for-rule.ts';
import { type EnrichWorld, enrichAlerts } from './notify/enrich.ts';
import { type EnrichAgain, enrichLater, enrichTogether, readEnrichAgain } from './notify/enrich-again.ts';
import { takeOwnEvents } from './notify/own-events.ts';
import { withOwner } from './notify/own-execution.ts';
import { quarantine } from './notify/quarantine.ts';
import { readRestOfFile, tailRest } from './notify/tail.ts';
import { heard } from './sweep/silence.ts';

export type NotifyWorld = EnrichWorld &
  Readonly<{
    store: Store;
    results: Results;
    sendToQueue: SendToQueue;
    now: Now;
    /** Reaches whoever is on call on a way that is not Slack. */
    tellOnCall?: (message: string) => Promise<void>;
    /** Reads the CloudTrail log files of which S3 tells; without it they are passed over. */
    readLogFile?: ReadLogFile;
  }>;

/** That signals come is noted so often, in ms: the sweep listens for silence. */
const heardEvery = 60_000;

type Arrived = Incoming & Readonly<{ body: SecurityEvent }>;
type Read = Readonly<{ messageId: string; incoming: readonly Arrived[]; again?: EnrichAgain; error?: unknown }>;

/**
 * notification → alert → enriched alert → Slack message, for a batch of messages from the queue. Answers with the ids of
 * those that must come again; each fails alone. What holds no event goes to quarantine, and what was done before is done.
 * The queue also brings back, some minutes later, what was too new to be enriched.
 */
export async function notify(messages: readonly Received[], world: NotifyWorld): Promise<readonly string[]> {
  const read = await Promise.all(messages.map((message) => readMessage(message, world)));
  const batch = read.flatMap(({ messageId, incoming }) => incoming.map((one) => ({ ...one, messageId })));
  const mutes = batch.length > 0 ? await world.store.listMutes() : [];
  const taken = await takeIn(batch, {
    ...{ ...world, mutes },
    enrich: (alerts) => enrichNow(alerts, world),
    opened: (state) => handOver(state, world),
  });
  const joined = await Promise.all(
    batch.map(async ({ alert, body, messageId }, at) =>
      taken[at]?.kind === 'failed'
        ? []
        : failureOf(messageId, async () => {
            await joinCauses(alert, body, { ...world, mutes });
            await closeTakenBack(alert, { ...world, mutes });
            await closeForRule(alert, { ...world, mutes });
          }),
    ),
  );

  const looks = read.flatMap(({ messageId, again }) => (again ? [{ messageId, again }] : []));
  const errors = [
    ...joined.flat(),
    ...(await enrichTogether(looks, world)),
    ...read.flatMap(({ messageId, error }) => (error === undefined ? [] : [{ messageId, error }])),
    ...taken.flatMap((one, at) =>
      one.kind === 'failed' ? [{ messageId: batch[at]?.messageId ?? '', error: one.error }] : [],
    ),
  ];
  for (const { messageId, error } of errors) {
    world.log.error('A notification could not be taken in and will come again', { messageId, error: String(error) });
  }
  if (batch.length > 0) await noteHeard(world);
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
    const again = readEnrichAgain(body);
    if (again) return { messageId, incoming: [], again };
    const undone = readEventAgain(body);
    if (undone) {
      const event = await world.store.findUndone<SecurityEvent>(undone.again, undone.sk);
      return { messageId, incoming: event ? [await arrivedOf(event, sentAt ?? world.now(), world)] : [] };
    }
    const rest = readRestOfFile(body);
    if (rest) {
      await tailRest(rest, world);
      return { messageId, incoming: [] };
    }
    const { events, rejected } = openRecord(body);
    if (rejected.length > 0) await quarantine(body, [...new Set(rejected.map(({ why }) => why))].join('; '), world);
    const left = await takeOwnEvents(events, world);
    const arrived = left.map((event) => arrivedOf(event, sentAt ?? world.now(), world));
    return { messageId, incoming: await Promise.all(arrived) };
  } catch (error) {
    return { messageId, incoming: [], error };
  }
}

/** Only the sweep's ear for silence needs it, so nothing comes again because of it. */
async function noteHeard({ store, log }: NotifyWorld): Promise<void> {
  await store.note(heard, heardEvery).catch((error: unknown) => {
    log.warn('That signals came could not be noted', { error: String(error) });
  });
}

async function arrivedOf(event: SecurityEvent, receivedAt: number, world: NotifyWorld): Promise<Arrived> {
  const { alert, drifted } = readAlert(event, world.settings, receivedAt);
  if (drifted) world.log.warn('An event had another shape than we know', { kind: drifted, eventId: event.id });
  return { alert: await withOwner(alert, world), body: event };
}

/** What AWS Config knows now; what it does not know yet is asked again later. Never throws: names hold no alert back. */
async function enrichNow(alerts: readonly Alert[], world: NotifyWorld): Promise<readonly Alert[]> {
  const enriched = await enrichAlerts(alerts, world);
  const incomplete = enriched.flatMap(({ alert, isIncomplete }) => (isIncomplete ? [alert.id] : []));
  await enrichLater(incomplete, 1, world).catch((error: unknown) => {
    world.log.warn('Alerts will not be enriched again', { alerts: incomplete.length, error: String(error) });
  });
  return enriched.map(({ alert }) => alert);
}

type Failure = Readonly<{ messageId: string; error: unknown }>;

async function failureOf(messageId: string, work: () => Promise<void>): Promise<readonly Failure[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [{ messageId, error }];
  }
}
