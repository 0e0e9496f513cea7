import type { AlertState, Store } from '../core/ports.ts';
import { advance, withEvidence, withFacts } from './advance.ts';
import type { StoreParts } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

/** The alert rows: `ALERT#id` / `STATE`. */
export function createAlerts(
  parts: StoreParts,
): Pick<Store, 'advanceAlert' | 'addFacts' | 'addEvidence' | 'findAlert'> {
  return {
    advanceAlert: (alert) => changeDocument(parts, place(alert.id), (state) => advance(state, alert, parts.now())),
    addFacts: (alert) => changeDocument(parts, place(alert.id), (state) => state && withFacts(state, alert)),
    addEvidence: (alertId, evidence) =>
      changeDocument(parts, place(alertId), (state) => state && withEvidence(state, evidence)),
    findAlert: (alertId) => findDocument(parts, place(alertId).key),
  };
}

function place(alertId: string): Place<AlertState> {
  return {
    key: { pk: `ALERT#${alertId}`, sk: 'STATE' },
    large: `events/${alertId}/state`,
    beside: ({ status }) => ({ status }),
  };
}
