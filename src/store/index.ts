import type { Store } from '../core/ports.ts';
import { createAlerts } from './alerts.ts';
import { createBeforeStates } from './before-states.ts';
import { createCalls } from './calls.ts';
import { createCaps } from './caps.ts';
import { createDigests } from './digests.ts';
import { createDue } from './due.ts';
import { createEscalations } from './escalations.ts';
import { createEvents } from './events.ts';
import { createJobs } from './jobs.ts';
import { createLeases } from './leases.ts';
import { createLocks } from './locks.ts';
import { createMutes } from './mutes.ts';
import { createNotes } from './notes.ts';
import { createOpenRequests } from './open-requests.ts';
import { createQueued } from './queued.ts';
import { createRequests } from './requests.ts';
import type { StoreParts } from './rows.ts';
import { createSavedSearches } from './saved-searches.ts';
import { createSeen } from './seen.ts';
import { createSlots } from './slots.ts';
import { createSwitch } from './switch.ts';

/**
 * What we remember, in one DynamoDB table (`tableDefinition`), with what is too large for a row in S3 (`results`). Every
 * write is one conditional put or update of one item, and every read is consistent.
 */
export function createStore(parts: StoreParts): Store {
  return {
    ...createEvents(parts),
    ...createAlerts(parts),
    ...createSlots(parts),
    ...createMutes(parts),
    ...createEscalations(parts),
    ...createQueued(parts),
    ...createLeases(parts),
    ...createCalls(parts),
    ...createDigests(parts),
    ...createDue(parts),
    ...createNotes(parts),
    ...createJobs(parts),
    ...createRequests(parts),
    ...createOpenRequests(parts),
    ...createBeforeStates(parts),
    ...createLocks(parts),
    ...createCaps(parts),
    ...createSwitch(parts),
    ...createSeen(parts),
    ...createSavedSearches(parts),
  };
}
