import * as z from 'zod/mini';
import type { Change, Fact, Sentence } from '../core/alert.ts';
import type { Resource } from '../core/resource.ts';
import { maybe, text } from '../core/text/lenient.ts';
import { brokenWords } from './config-compliance-change/broken-rules.ts';
import { defineAlert, type EventOf } from './define.ts';

const Evaluation = z.object({
  complianceType: text,
  resultRecordedTime: text,
  annotation: text,
  evaluationResultIdentifier: maybe(
    z.object({
      orderingTimestamp: text,
      evaluationResultQualifier: maybe(z.object({ configRuleName: text, resourceType: text, resourceId: text })),
    }),
  ),
});
type Evaluation = z.infer<typeof Evaluation>;

/** The fields of a compliance change that are used ("Example compliance change notification"). */
const ComplianceChange = z.object({
  configRuleName: text,
  resourceType: text,
  resourceId: text,
  awsAccountId: text,
  awsRegion: text,
  newEvaluationResult: Evaluation,
  oldEvaluationResult: maybe(Evaluation),
});
type ComplianceChange = z.infer<typeof ComplianceChange>;

/** The verdicts that resolve, and what they say. Config calls what is deleted NOT_APPLICABLE ("ComplianceType"). */
const solvedBy: Readonly<Record<string, string>> = {
  COMPLIANT: 'AWS Config finds it compliant',
  NOT_APPLICABLE: 'AWS Config says that the rule does not apply to it any more, or that it is gone',
};

/** AWS Config says that a resource no longer complies with a rule, or complies again. */
export const configComplianceChange = defineAlert({
  id: 'config-compliance-change',
  // Also what resolves an alert must be forwarded.
  pattern: { source: ['aws.config'], 'detail-type': ['Config Rules Compliance Change'] },
  matches: ({ detailType }) => detailType === 'Config Rules Compliance Change',
  schema: ComplianceChange,
  toAlert(event) {
    const { detail } = event;
    const after = detail.newEvaluationResult.complianceType;
    const rule = detail.configRuleName ?? qualifier(detail)?.configRuleName;
    const resource = resourceIn(event);
    if (!after || !rule || !resource) return undefined;
    const isOpen = after === 'NON_COMPLIANT';
    const { resultRecordedTime } = detail.newEvaluationResult;
    const { accountId, region } = resource;
    const fingerprint = [accountId, region, rule, resource.type, resource.id];
    return {
      sentence: sentenceOf(rule, resource, detail),
      severity: isOpen ? 'medium' : 'info',
      state: after in solvedBy ? 'resolved' : 'open',
      ...(solvedBy[after] !== undefined && { solvedBy: solvedBy[after] }),
      accountId,
      region,
      resources: [resource],
      fingerprint,
      eventKey: [...fingerprint, resultRecordedTime ?? event.id, after].join('/'),
      ...(resultRecordedTime ? { occurredAt: resultRecordedTime } : {}),
      changes: changesOf(detail, after),
      facts: factsOf(detail, rule),
      rule,
    };
  },
});

function qualifier({ newEvaluationResult }: ComplianceChange) {
  return newEvaluationResult.evaluationResultIdentifier?.evaluationResultQualifier;
}

function resourceIn({ detail, account, region }: EventOf<ComplianceChange>): Resource | undefined {
  const type = detail.resourceType ?? qualifier(detail)?.resourceType;
  const id = detail.resourceId ?? qualifier(detail)?.resourceId;
  if (!type || !id) return undefined;
  return { type, id, accountId: detail.awsAccountId ?? account, region: detail.awsRegion ?? region };
}

/** `web (sg-…) lets the whole internet in by SSH (rule restricted-ssh)`; the account is called so, its number stands elsewhere. */
function sentenceOf(
  rule: string,
  resource: Resource,
  { newEvaluationResult, oldEvaluationResult }: ComplianceChange,
): Sentence {
  const { complianceType, annotation = '' } = newEvaluationResult;
  const before = oldEvaluationResult?.complianceType;
  const isAccount = resource.type === 'AWS::::Account';
  const subject = isAccount ? 'The account' : { resource: 0 };
  const object = isAccount ? 'the account' : { resource: 0 };
  switch (complianceType) {
    case 'NON_COMPLIANT': {
      // A rule of ours that cannot tell calls it broken, and says so.
      const words = annotation.startsWith('Cannot be told') ? undefined : brokenWords(rule);
      return [subject, words === undefined ? ` breaks the rule ${rule}` : ` ${words} (rule ${rule})`];
    }
    case 'COMPLIANT':
      return [subject, ` keeps the rule ${rule}${before === 'NON_COMPLIANT' ? ' again' : ''}`];
    case 'NOT_APPLICABLE':
      return [`The rule ${rule} no longer applies to `, object];
    default:
      return ['AWS Config cannot tell whether ', object, ` keeps the rule ${rule}`];
  }
}

function changesOf({ oldEvaluationResult }: ComplianceChange, after: string): readonly Change[] {
  return [{ field: 'Compliance', before: oldEvaluationResult?.complianceType ?? null, after }];
}

function factsOf({ newEvaluationResult }: ComplianceChange, rule: string): readonly Fact[] {
  const { annotation }: Evaluation = newEvaluationResult;
  return [{ label: 'Rule', value: rule }, ...(annotation ? [{ label: 'Reason', value: annotation }] : [])];
}
