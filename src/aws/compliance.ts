import { awsReason, isNamed } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Compliance } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';
import type { Members } from './member.ts';

/**
 * What a rule says of a resource, asked of AWS Config in the resource's own account and region: the aggregator lags. Docs: AWS
 * Config API Reference, GetComplianceDetailsByResource, StartConfigRulesEvaluation.
 */
export function createCompliance({ members }: { members: Members }): Compliance {
  return {
    find: (resource, rule) => reached(resource, () => findVerdict(resource, rule, members)),

    evaluate: (resource, rule, by) =>
      reached(resource, async () => {
        const { StartConfigRulesEvaluationCommand } = await import('@aws-sdk/client-config-service');
        const arn = await findRuleArn(resource, rule, members);
        if (arn === undefined) return;
        const deed = { ...by, actions: ['config:StartConfigRulesEvaluation'], resources: [arn] };
        const client = await (await members.remediate(resource, deed)).config();
        try {
          await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [rule] }));
        } catch (error) {
          // It is being evaluated, or was less than a minute ago: that is what was wanted.
          if (!isNamed(error, 'LimitExceededException')) throw error;
        }
      }),
  };
}

/** Pages may be empty and go on. */
async function findVerdict(resource: Resource, rule: string, members: Members): Promise<string | undefined> {
  const { GetComplianceDetailsByResourceCommand } = await import('@aws-sdk/client-config-service');
  const client = await (await members.read(resource)).config();
  let NextToken: string | undefined;
  do {
    const asked = { ResourceType: resource.type, ResourceId: resource.id, ...(NextToken && { NextToken }) };
    const page = await client.send(new GetComplianceDetailsByResourceCommand(asked));
    const result = page.EvaluationResults?.find(
      ({ EvaluationResultIdentifier: id }) => id?.EvaluationResultQualifier?.ConfigRuleName === rule,
    );
    if (result) return result.ComplianceType;
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}

async function findRuleArn(resource: Resource, rule: string, members: Members): Promise<string | undefined> {
  const { DescribeConfigRulesCommand } = await import('@aws-sdk/client-config-service');
  const client = await (await members.read(resource)).config();
  try {
    const { ConfigRules = [] } = await client.send(new DescribeConfigRulesCommand({ ConfigRuleNames: [rule] }));
    return ConfigRules.find(({ ConfigRuleName }) => ConfigRuleName === rule)?.ConfigRuleArn;
  } catch (error) {
    if (isNamed(error, 'NoSuchConfigRuleException')) return undefined;
    throw error;
  }
}

async function reached<T>({ accountId }: Resource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = awsReason(error);
    throw why ? userError('UNREACHABLE', { what: `AWS Config in ${accountId}`, why }) : error;
  }
}
