import type { Offer, RequestState } from './remediation.ts';
import { hasEnded } from './request-machine.ts';
import type { AlertState } from './rows.ts';

/** Nothing was done, or it is not known that all was done. */
const withoutEffect: readonly RequestState[] = [
  ...(['failed', 'refused', 'unconfirmed', 'expired', 'denied', 'cancelled', 'dry-run'] as const),
];

/**
 * Whether an alert offers a remediation once more: where its newest request did not bring it about, where that was taken
 * back, or where the source saw the problem again after it had ended.
 */
export function isOfferedAgain(
  { remediation, document }: Pick<Offer, 'remediation' | 'document'>,
  { remediations = [], newest }: Pick<AlertState, 'remediations' | 'newest'>,
): boolean {
  const ofIt = remediations.filter((note) => note.remediation === remediation && note.document === document);
  const latest = ofIt.find(({ isUndo }) => !isUndo);
  if (!latest || withoutEffect.includes(latest.state)) return true;
  if (!hasEnded(latest)) return false;
  const isTakenBack = ofIt.some(({ isUndo, state, at }) => isUndo && state === 'applied' && at >= latest.at);
  return isTakenBack || newest.sourceAt > latest.at;
}
