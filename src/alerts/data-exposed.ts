import { onCalls } from '../core/call.ts';
import { bucketReadings } from '../core/calls-on-buckets.ts';
import { copyReadings } from '../core/calls-on-copies.ts';
import { permissionReadings } from '../core/calls-on-permissions.ts';
import { resourcePolicyReadings } from '../core/calls-on-resource-policies.ts';
import { defineAlert } from './define.ts';

/** Data was made public or shared with another account, by a policy, an ACL or a permission; or taken back. */
export const dataExposed = defineAlert({
  id: 'data-exposed',
  ...onCalls([...bucketReadings, ...copyReadings, ...resourcePolicyReadings, ...permissionReadings]),
});
