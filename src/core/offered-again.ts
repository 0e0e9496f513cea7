import type { RequestState } from './remediation.ts';

/** States that a request does not stay in by itself: somebody or something is still at it. */
const underWay: readonly RequestState[] = [
  'requested',
  'planned',
  'awaiting',
  'approved',
  'starting',
  'running',
  'verifying',
];

/** Nothing was done, or it is not known that all was done. */
const open: readonly RequestState[] = ['failed', 'refused', 'expired', 'denied', 'cancelled', 'unconfirmed'];

/** Whether a request has come to its end. */
export function isEnded(state: RequestState): boolean {
  return !underWay.includes(state);
}

/**
 * Whether a remediation may be asked for once more after its newest request on the same alert and resource: where that did
 * not bring it about, or where the source saw the problem again (`sourceAt`) after it had ended (`at`, both in ms).
 */
export function isOfferedAgain(latest: Readonly<{ state: RequestState; at: number }>, sourceAt: number): boolean {
  return open.includes(latest.state) || (isEnded(latest.state) && sourceAt > latest.at);
}
