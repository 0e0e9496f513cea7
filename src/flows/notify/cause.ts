import type { Alert, AlertKind } from '../../core/alert.ts';
import { actorIn, CloudTrailRecord, isCloudTrail } from '../../core/cloudtrail/cloudtrail-record.ts';
import type { SecurityEvent } from '../../core/events/event.ts';
import { type Evidence, mayHaveCaused, newestOf } from '../../core/evidence.ts';
import { parseInstant } from '../../core/instant.ts';
import type { Mute } from '../../core/mute.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import type { Resource } from '../../core/resource.ts';
import { findAccount, type Settings } from '../../core/settings.ts';
import { showAlert } from '../../delivery/show-alert.ts';

export type CauseWorld = Readonly<{
  store: Store;
  settings: Settings;
  sendToQueue: SendToQueue;
  now: Now;
  log: Log;
  mutes?: readonly Mute[];
}>;

/** Alerts that AWS Config raises: they say what is, and not who did it. */
export const causeless: ReadonlySet<AlertKind> = new Set([
  'config-compliance-change',
  'configuration-item-change',
  'config-oversized-item',
]);

/** CloudTrail delivers a log file about five minutes after the call, and seldom later than fifteen, in s. */
const logsAfter = 600;
/** A call seldom changes more than this. */
const mostResources = 20;

/** The resource whose change is to be explained; undefined where the alert tells who did it, or there is nothing to explain. */
export function unexplained({ kind, state, actor, resources }: Alert): Resource | undefined {
  const [resource] = resources;
  const isOne = resource !== undefined && resource.type !== 'AWS::::Account';
  return causeless.has(kind) && state === 'open' && !actor && isOne ? resource : undefined;
}

/**
 * Joins the calls of the alert stream and what AWS Config found, whichever of them comes first: each is noted by its
 * resource, and then the other side is looked for. Both write before they read, so one of two at the same time sees the
 * other. What the stream does not explain is looked for in the log bucket some minutes later. May run twice.
 */
export async function joinCauses(alert: Alert, event: SecurityEvent, world: CauseWorld): Promise<void> {
  const evidence = isCloudTrail(event) ? evidenceIn(event.detail) : undefined;
  if (evidence) await noteChange(evidence, alert.resources.slice(0, mostResources), world);
  const resource = unexplained(alert);
  if (resource) await findCause(alert, resource, world);
}

/** Who changed something by a record; nothing for what only reads, failed, or does not say who. */
export function evidenceIn(record: unknown): Evidence | undefined {
  const parsed = CloudTrailRecord.safeParse(record);
  if (!parsed.success || parsed.data.readOnly || parsed.data.errorCode) return undefined;
  const { eventName, eventSource, eventTime, eventID, recipientAccountId, awsRegion } = parsed.data;
  const actor = actorIn(parsed.data);
  const at = parseInstant(eventTime);
  if (!actor || at === undefined || !recipientAccountId || !awsRegion) return undefined;
  const service = eventSource?.split('.')[0];
  return {
    ...{ actor, at, accountId: recipientAccountId, region: awsRegion },
    call: service ? `${service}:${eventName}` : eventName,
    ...(eventID && { eventId: eventID }),
  };
}

/** Tells an alert who caused it, and shows that; undefined when it is told already. */
export async function tellCause(alertId: string, evidence: Evidence, world: CauseWorld): Promise<void> {
  const told = await world.store.addEvidence(alertId, evidence);
  // Shown again also when nothing is new: a crash may have come between the two.
  const state = told ?? (await world.store.findAlert(alertId));
  if (state?.evidence) await showAlert(state, world);
}

async function noteChange(evidence: Evidence, resources: readonly Resource[], world: CauseWorld): Promise<void> {
  const { store } = world;
  for (const resource of resources) {
    await store.putSeen({ kind: 'change', resource, at: evidence.at, evidence });
    for (const { alertId, at } of await store.listSeen(resource, 'waiting')) {
      if (mayHaveCaused(evidence.at, at)) await tellCause(alertId, evidence, world);
    }
  }
}

async function findCause(alert: Alert, resource: Resource, world: CauseWorld): Promise<void> {
  const { store, sendToQueue, settings } = world;
  const state = await store.findAlert(alert.id);
  if (state?.status !== 'open' || state.alert.eventKey !== alert.eventKey) return;
  const at = Date.parse(alert.occurredAt);
  await store.putSeen({ kind: 'waiting', resource, at, alertId: alert.id });
  const changes = await store.listSeen(resource, 'change');
  const cause = newestOf(changes.filter((one) => mayHaveCaused(one.at, at)).map(({ evidence }) => evidence));
  if (cause) return tellCause(alert.id, cause, world);
  // Only logs of our own accounts are read.
  if (findAccount(settings, resource.accountId)) {
    await sendToQueue('searches', { evidence: alert.id, attempt: 1 }, logsAfter);
  }
}
