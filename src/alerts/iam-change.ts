import { onCalls } from '../core/cloudtrail/call.ts';
import { iamPolicyReadings } from '../core/cloudtrail/calls/on-iam-policies.ts';
import { identityReadings } from '../core/cloudtrail/calls/on-identities.ts';
import { singleSignOnReadings } from '../core/cloudtrail/calls/on-single-sign-on.ts';
import { defineAlert } from './define.ts';

/** Somebody was given access, or more of it: keys, passwords, policies, trust; or it was taken back. */
export const iamChange = defineAlert({
  id: 'iam-change',
  ...onCalls([...iamPolicyReadings, ...identityReadings, ...singleSignOnReadings]),
});
