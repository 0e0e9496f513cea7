import type { Drift } from './drift.ts';
import { fromConfig } from './drifts-of-config.ts';
import { fromGuardDuty } from './drifts-of-guardduty.ts';
import { fromLogs } from './drifts-of-logs.ts';
import { fromRoles } from './drifts-of-roles.ts';
import { fromTrail } from './drifts-of-trail.ts';

/** What somebody may do to the roles, the trail, AWS Config's recording, GuardDuty and what they deliver into. */
export const drifts: readonly Drift[] = [...fromRoles, ...fromTrail, ...fromConfig, ...fromGuardDuty, ...fromLogs];
