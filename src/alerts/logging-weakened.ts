import { onCalls } from '../core/cloudtrail/call.ts';
import { detectionReadings } from '../core/cloudtrail/calls/on-detection.ts';
import { logReadings } from '../core/cloudtrail/calls/on-logs.ts';
import { trailReadings } from '../core/cloudtrail/calls/on-trails.ts';
import { defineAlert } from './define.ts';

/** Logging or detection was stopped, narrowed or taken away; or put back, which undoes it. */
export const loggingWeakened = defineAlert({
  id: 'logging-weakened',
  ...onCalls([...trailReadings, ...detectionReadings, ...logReadings]),
});
