import { alertLife } from '../core/alert-life.ts';
import type { AlertState, Store } from '../core/ports.ts';
import { isCounted, mostCounted } from '../core/repeats.ts';
import { advance, withAcknowledgement, withEvidence, withFacts, withNote } from './advance.ts';
import { listByDue } from './due-index.ts';
import { countEvents } from './events.ts';
import type { StoreParts } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

/** The alert rows: `ALERT#id` / `STATE`. */
export function createAlerts(
  parts: StoreParts,
): Pick<
  Store,
  | ('advanceAlert' | 'addFacts' | 'addEvidence' | 'noteRequest' | 'acknowledgeAlert' | 'findAlert')
  | ('renewAlert' | 'noteCalled')
  | 'listOpenAlerts'
> {
  return {
    async advanceAlert(alert) {
      const count = isCounted(alert) ? await countTimes(parts, alert.id) : undefined;
      return changeDocument(parts, place(parts, alert.id), (state) =>
        advance(state, alert, { now: parts.now(), count }),
      );
    },
    addFacts: (alert) => changeDocument(parts, place(parts, alert.id), (state) => state && withFacts(state, alert)),
    addEvidence: (alertId, evidence) =>
      changeDocument(parts, place(parts, alertId), (state) => state && withEvidence(state, evidence)),
    noteRequest: (alertId, note) =>
      changeDocument(parts, place(parts, alertId), (state) => state && withNote(state, note)),
    acknowledgeAlert: (alertId, by) =>
      changeDocument(
        parts,
        place(parts, alertId),
        (state) => state && withAcknowledgement(state, { by, at: parts.now() }),
      ),
    noteCalled: (alertId, since) =>
      changeDocument(parts, place(parts, alertId), (state) =>
        state && state.calledFor !== since ? { ...state, rev: state.rev + 1, calledFor: since } : state,
      ),
    renewAlert: (alertId) =>
      changeDocument(parts, place(parts, alertId), (state) => state && { ...state, rev: state.rev + 1 }),
    async listOpenAlerts(limit) {
      const states = await Promise.all(
        (await listByDue(parts, 'open', limit)).map((key) => findDocument<AlertState>(parts, key)),
      );
      return states.flatMap((state) => (state?.status === 'open' && state.opened !== undefined ? [state] : []));
    },
    findAlert: (alertId) => findDocument(parts, place(parts, alertId).key),
  };
}

/** Its fingerprint holds the hour, so all of its event rows are of this opening. A count that is full is not taken again. */
async function countTimes(parts: StoreParts, alertId: string): Promise<number> {
  const { key } = place(parts, alertId);
  const known = (await findDocument<AlertState>(parts, key))?.times?.count ?? 0;
  return known >= mostCounted ? known : countEvents(parts, alertId, mostCounted);
}

function place(parts: StoreParts, alertId: string): Place<AlertState> {
  return {
    key: { pk: `ALERT#${alertId}`, sk: 'STATE' },
    large: `events/${alertId}/state`,
    // The index lists what is open, by when it opened; the row itself says so, whoever crashes when.
    beside: (state) => ({
      status: state.status,
      ...ttlOf(state, parts.now()),
      ...dueOf(state),
    }),
  };
}

function ttlOf(state: AlertState, now: number): Readonly<{ ttl?: number }> {
  const life = alertLife(state);
  return life === 'for good' ? {} : { ttl: Math.floor((now + life) / 1000) };
}

function dueOf({ status, opened, since }: AlertState): Readonly<{ due?: string; dueAt?: number }> {
  return status === 'open' && opened !== undefined ? { due: 'open', dueAt: since ?? opened } : {};
}
