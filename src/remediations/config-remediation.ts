import type { RemediationConfiguration, RemediationExecutionStatus } from '@aws-sdk/client-config-service';
import { isNamed } from '../core/aws-error.ts';
import type { RemediationRequest, StepState } from '../core/remediation.ts';
import { type Applied, defineRemediation, type Followed, type Planned, type RemediationContext } from './define.ts';

/**
 * Runs what AWS Config holds as the rule's remediation, in the resource's own account and region. Docs: AWS Config API
 * Reference, StartRemediationExecution and DescribeRemediationExecutionStatus.
 */
export const configRemediation = defineRemediation({
  id: 'config-remediation',
  title: 'Remediate',
  resourceTypes: 'all',
  approval: 'clicker',
  permissions: {
    read: [
      'config:DescribeRemediationConfigurations',
      'config:GetComplianceDetailsByResource',
      'config:DescribeRemediationExecutionStatus',
    ],
    act: ['config:StartRemediationExecution'],
  },

  /** The aggregator lags, so the rule's verdict is read where it is made. */
  async plan(request, ctx): Promise<Planned> {
    const rule = ruleOf(request);
    const verdict = await findVerdict(request, ctx);
    if (verdict === undefined || verdict === 'NOT_APPLICABLE') {
      return { outcome: 'resource-gone', reason: `AWS Config's rule ${rule} judges this resource no more` };
    }
    if (verdict === 'COMPLIANT') return { steps: [] };
    const configuration = await findConfiguration(rule, ctx);
    if (!configuration) {
      return { outcome: 'failed', reason: `the rule ${rule} has no remediation in this account and region` };
    }
    return { steps: [{ what: `run ${configuration.TargetId ?? 'its document'}`, on: request.resource.id }] };
  },

  async apply(request, ctx): Promise<Applied> {
    const rule = ruleOf(request);
    const configuration = await findConfiguration(rule, ctx);
    if (!configuration?.Arn) {
      return { state: 'failed', reason: `the rule ${rule} has no remediation in this account and region` };
    }
    const { StartRemediationExecutionCommand } = await import('@aws-sdk/client-config-service');
    const client = await (await ctx.act([configuration.Arn])).config();
    const command = new StartRemediationExecutionCommand({ ConfigRuleName: rule, ResourceKeys: [keyOf(request)] });
    const { FailedItems = [], FailureMessage } = await client.send(command);
    // Config answers 200 and says here that it did not start.
    if (FailedItems.length === 0) return { state: 'running' };
    return { state: 'failed', reason: FailureMessage || 'AWS Config did not start it and gave no reason' };
  },

  /** Only an execution that began after we asked is ours: an older one's success says nothing. */
  async follow(request, ctx): Promise<Followed> {
    const { DescribeRemediationExecutionStatusCommand } = await import('@aws-sdk/client-config-service');
    const client = await (await ctx.read()).config();
    const command = new DescribeRemediationExecutionStatusCommand({
      ConfigRuleName: ruleOf(request),
      ResourceKeys: [keyOf(request)],
    });
    const answer = await client.send(command).catch((error: unknown) => {
      if (isNamed(error, 'NoSuchRemediationConfigurationException')) return undefined;
      throw error;
    });
    const ours = answer?.RemediationExecutionStatuses?.find((status) => isOurs(status, request));
    return ours ? followedOf(ours) : { state: 'unseen' };
  },
});

function ruleOf({ rule }: RemediationRequest): string {
  if (rule === undefined) throw new Error('A Config remediation was asked for without a rule');
  return rule;
}

function keyOf({ resource }: RemediationRequest) {
  // Config's enum is older than its own list of types; the service takes any that it records.
  return { resourceType: resource.type as 'AWS::EC2::Instance', resourceId: resource.id };
}

/** What the rule says of the resource now; nothing when it says nothing. Pages may be empty and go on. */
async function findVerdict(request: RemediationRequest, ctx: RemediationContext): Promise<string | undefined> {
  const { GetComplianceDetailsByResourceCommand } = await import('@aws-sdk/client-config-service');
  const client = await (await ctx.read()).config();
  let NextToken: string | undefined;
  do {
    const command = new GetComplianceDetailsByResourceCommand({
      ResourceType: request.resource.type,
      ResourceId: request.resource.id,
      ...(NextToken && { NextToken }),
    });
    const page = await client.send(command);
    const result = page.EvaluationResults?.find(
      ({ EvaluationResultIdentifier: id }) => id?.EvaluationResultQualifier?.ConfigRuleName === request.rule,
    );
    if (result) return result.ComplianceType;
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}

async function findConfiguration(rule: string, ctx: RemediationContext): Promise<RemediationConfiguration | undefined> {
  const { DescribeRemediationConfigurationsCommand } = await import('@aws-sdk/client-config-service');
  const client = await (await ctx.read()).config();
  const command = new DescribeRemediationConfigurationsCommand({ ConfigRuleNames: [rule] });
  const { RemediationConfigurations = [] } = await client.send(command);
  return RemediationConfigurations.find(({ ConfigRuleName }) => ConfigRuleName === rule);
}

/** AWS may tell times in whole seconds, so ours is cut to the second before the two are compared. */
function isOurs(status: RemediationExecutionStatus, { startedAt, resource }: RemediationRequest): boolean {
  const { InvocationTime, ResourceKey } = status;
  if (startedAt === undefined || InvocationTime === undefined || ResourceKey?.resourceId !== resource.id) return false;
  return InvocationTime.getTime() >= Math.floor(startedAt / 1000) * 1000;
}

function followedOf({ State, StepDetails = [] }: RemediationExecutionStatus): Followed {
  const steps = StepDetails.map(
    ({ Name = 'step', State: state, ErrorMessage }): StepState => ({
      name: Name,
      state: stepStates[state ?? 'UNKNOWN'] ?? 'pending',
      ...(ErrorMessage && { error: ErrorMessage }),
    }),
  );
  if (State === 'SUCCEEDED') return { state: 'applied', steps };
  if (State !== 'FAILED') return { state: 'running', steps };
  const error = steps.find((step) => step.error !== undefined);
  const reason = error ? `step ${error.name}: ${error.error}` : 'AWS says that it failed, and gives no reason';
  return { state: 'failed', steps, reason };
}

const stepStates: Readonly<Record<string, StepState['state']>> = {
  PENDING: 'pending',
  UNKNOWN: 'pending',
  IN_PROGRESS: 'running',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  EXITED: 'failed',
};
