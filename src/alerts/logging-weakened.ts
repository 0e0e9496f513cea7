import { onCalls } from '../core/call.ts';
import { detectionReadings } from '../core/calls-on-detection.ts';
import { logReadings } from '../core/calls-on-logs.ts';
import { trailReadings } from '../core/calls-on-trails.ts';
import { defineAlert } from './define.ts';

/** Logging or detection was stopped, narrowed or taken away; or put back, which undoes it. */
export const loggingWeakened = defineAlert({
  id: 'logging-weakened',
  ...onCalls([...trailReadings, ...detectionReadings, ...logReadings]),
});
