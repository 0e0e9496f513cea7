import { onCalls } from '../core/cloudtrail/call.ts';
import { pathReadings } from '../core/cloudtrail/calls/on-paths.ts';
import { reachReadings } from '../core/cloudtrail/calls/on-reach.ts';
import { defineAlert } from './define.ts';

/** Something can be reached that could not: by its security groups, a public address, a network ACL, a gateway or a route. */
export const networkExposure = defineAlert({
  id: 'network-exposure',
  ...onCalls([...reachReadings, ...pathReadings]),
});
