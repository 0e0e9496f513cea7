import type { Decision, RemediationRequest } from './remediation.ts';

/** What a person may decide on a request as it is: the buttons of its message. Rights are asked at the press. */
export function decisionsOf({ state, undoes, plan, takenBack }: RemediationRequest): readonly Decision[] {
  switch (state) {
    case 'awaiting':
      return ['approve', 'deny', 'cancel'];
    case 'applied':
      return undoes === undefined && !takenBack && plan !== undefined && plan.back.length > 0 ? ['undo'] : [];
    case 'unconfirmed':
      return ['look-again', 'retry'];
    case 'failed':
    case 'expired':
      return ['retry'];
    default:
      return [];
  }
}
