import type { Alert } from './alert.ts';

/**
 * Whether an alert is one that a policy may act upon by itself: a rule's verdict that a resource does not comply. What AWS
 * Config cannot tell, or calls compliant, is no reason to change anything.
 */
export function isViolation({ kind, state, rule, changes = [] }: Alert): boolean {
  const verdict = changes.find(({ field }) => field === 'Compliance')?.after;
  return kind === 'config-compliance-change' && state === 'open' && rule !== undefined && verdict === 'NON_COMPLIANT';
}
