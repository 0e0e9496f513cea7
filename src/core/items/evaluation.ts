import { clipped } from '../text/phrase.ts';

/** AWS's spelling; `INSUFFICIENT_DATA` is not among them: Config refuses it from a rule. */
type ComplianceType = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

/** What a rule says of a resource. */
export type Verdict = Readonly<{ complianceType: ComplianceType; annotation?: string }>;

/** A verdict as AWS Config keeps it. Docs: AWS Config API Reference, Evaluation. */
export type Evaluation = Verdict &
  Readonly<{
    resource: Readonly<{ type: string; id: string }>;
    /** ISO 8601: when what was judged was captured, or when a scheduled run was asked for. */
    orderingTimestamp: string;
  }>;

/** What Config calls a whole account as a resource; its id is the account's. */
export const accountType = 'AWS::::Account';

/** UTF-16 units. Docs: AWS Config API Reference, Evaluation, `Annotation`. */
const longestAnnotation = 256;

/**
 * A verdict as Config takes it: the annotation in one line of at most 256 UTF-16 units that cuts no character in two,
 * without controls and halves of characters, and left out when nothing is left of it, for an empty one is refused.
 */
export function fitVerdict({ complianceType, annotation = '' }: Verdict): Verdict {
  const line = annotation
    .slice(0, longestAnnotation * 8)
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
  const fitting = clipped(line, longestAnnotation);
  return { complianceType, ...(fitting && { annotation: fitting }) };
}
