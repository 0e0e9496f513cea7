import { awsReason, isNamed } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { LookUps, RuleVerdict } from '../core/look-ups.ts';
import type { Members } from './member.ts';

/** More rules than these judge no resource. Pages hold ten, and may be empty and go on. */
const mostPages = 30;

/**
 * What every rule says of a resource, asked of AWS Config in its own account and region, because the aggregator lags. Docs:
 * AWS Config API Reference, GetComplianceDetailsByResource.
 */
export function createListVerdicts(options: {
  members: Pick<Members, 'read'>;
  timeoutMs?: number;
}): LookUps['listVerdicts'] {
  const { members, timeoutMs = 8_000 } = options;
  return async (resource) => {
    try {
      const { GetComplianceDetailsByResourceCommand } = await import('@aws-sdk/client-config-service');
      const client = await (await members.read(resource)).config();
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const found: RuleVerdict[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const asked = { ResourceType: resource.type, ResourceId: resource.id, ...(token && { NextToken: token }) };
        const answer = await client.send(new GetComplianceDetailsByResourceCommand(asked), { abortSignal });
        for (const one of answer.EvaluationResults ?? []) {
          const rule = one.EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName;
          const { ComplianceType: verdict, ResultRecordedTime: at, Annotation: annotation } = one;
          if (rule && verdict) {
            found.push({ rule, verdict, ...(at && { at: at.toISOString() }), ...(annotation && { annotation }) });
          }
        }
        token = answer.NextToken;
        if (!token) break;
      }
      return found;
    } catch (error) {
      if (isNamed(error, 'ResourceNotDiscoveredException')) return [];
      const why = awsReason(error);
      throw why ? userError('UNREACHABLE', { what: `AWS Config in ${resource.accountId}`, why }) : error;
    }
  };
}
