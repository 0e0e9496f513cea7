import { onCalls } from '../core/cloudtrail/call.ts';
import { bucketReadings } from '../core/cloudtrail/calls/on-buckets.ts';
import { copyReadings } from '../core/cloudtrail/calls/on-copies.ts';
import { permissionReadings } from '../core/cloudtrail/calls/on-permissions.ts';
import { resourcePolicyReadings } from '../core/cloudtrail/calls/on-resource-policies.ts';
import { defineAlert } from './define.ts';

/** Data was made public or shared with another account, by a policy, an ACL or a permission; or taken back. */
export const dataExposed = defineAlert({
  id: 'data-exposed',
  ...onCalls([...bucketReadings, ...copyReadings, ...resourcePolicyReadings, ...permissionReadings]),
});
