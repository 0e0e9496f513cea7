import type { RemediationConfiguration, RemediationExecutionStatus } from '@aws-sdk/client-config-service';
import * as z from 'zod/mini';
import { deedOfDocument } from '../core/automation/known-documents.ts';
import { isNamed } from '../core/aws-error.ts';
import type { StepState } from '../core/remediation.ts';
import {
  type Applied,
  type Checked,
  defineRemediation,
  type Followed,
  type Planned,
  type RemediationContext,
  type Task,
} from './define.ts';

/** What Config would run, and with what: an approval is bound to it. */
const Before = z.object({
  configuration: z.string(),
  document: z.string(),
  version: z.string(),
  parameters: z.record(z.string(), z.string()),
});
type Before = z.infer<typeof Before>;

/**
 * Runs what AWS Config holds as the rule's remediation, in the resource's own account and region; the flow asks what the rule
 * says. `runs` of the input is the document that the settings name: whoever asked was told of that one, so no other is run. Docs: AWS Config API Reference, StartRemediationExecution and DescribeRemediationExecutionStatus.
 */
export const configRemediation = defineRemediation({
  id: 'config-remediation',
  title: 'Remediate',
  effect:
    'Runs the document that AWS Config holds for this rule; the plan names it. What it does stands in that document. It cannot be taken back from here.',
  resourceTypes: 'all',
  approval: 'clicker',
  permissions: {
    read: [
      'config:DescribeRemediationConfigurations',
      'config:DescribeRemediationExecutionStatus',
      'ssm:DescribeAutomationExecutions',
      'ssm:GetAutomationExecution',
    ],
    act: ['config:StartRemediationExecution'],
  },
  before: Before,

  subjectOf({ rule, resources: [resource] }) {
    return rule !== undefined && resource ? { resource, input: {} } : undefined;
  },

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const found = await findConfiguration(task, ctx);
    if (typeof found === 'string') return { outcome: 'failed', reason: found };
    const { runs } = task.input;
    if (runs !== undefined && runs !== found.document) {
      const reason = `the settings say that this rule runs ${runs}, and AWS Config would run ${found.document}`;
      return { outcome: 'failed', reason };
    }
    const { AutomationAssumeRole: role, ...parameters } = found.parameters;
    const given = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
    const what = `run ${found.document}${given.length > 0 ? ` with ${given.join(', ')}` : ''}`;
    return {
      steps: [{ what, on: task.resource.id }],
      back: [],
      caveats: [
        deedOfDocument(found.document),
        ...(role ? [`It runs as ${role}, so AWS records its changes in that role's name.`] : []),
        ...(found.version === newest
          ? ['The configuration pins no version: the default one of that moment runs.']
          : []),
      ],
      before: found,
    };
  },

  async apply(task, before, ctx): Promise<Applied> {
    const found = await findConfiguration(task, ctx);
    if (typeof found === 'string') return { state: 'failed', reason: found };
    if (JSON.stringify(found) !== JSON.stringify(sorted(before))) {
      const reason = "the rule's remediation was changed since this was planned, so nothing was started";
      return { state: 'failed', reason };
    }
    if (await findExecution(task, ctx)) return { state: 'running' };
    const { StartRemediationExecutionCommand } = await import('@aws-sdk/client-config-service');
    const session = await ctx.act(['config:StartRemediationExecution'], [before.configuration]);
    const command = new StartRemediationExecutionCommand({ ConfigRuleName: task.rule, ResourceKeys: [keyOf(task)] });
    const { FailedItems = [], FailureMessage } = await (await session.config()).send(command);
    // Config answers 200 and says here that it did not start.
    if (FailedItems.length === 0) return { state: 'running' };
    return { state: 'failed', reason: FailureMessage || 'AWS Config did not start it and gave no reason' };
  },

  async follow(task, before, ctx): Promise<Followed> {
    const ours = await findExecution(task, ctx);
    if (!ours) return { state: 'unseen' };
    const execution = task.execution ?? (await findAutomation(task, before, ctx));
    return { ...followedOf(ours), ...(execution && { execution }) };
  },

  /** That it ran through is all that is known here; what the rule says of it now is shown beside. */
  async verify(task, { document }, ctx): Promise<Checked> {
    const State = (await findExecution(task, ctx))?.State;
    if (State === 'SUCCEEDED') return { state: 'reached', what: `AWS Config says that ${document} ran to its end` };
    const what = `AWS Config does not say that ${document} ran to its end`;
    return { state: State === 'FAILED' ? 'not-reached' : 'not-yet', what };
  },
});

const newest = '$DEFAULT';

function keyOf({ resource }: Task) {
  // Config's enum is older than its own list of types; the service takes any that it records.
  return { resourceType: resource.type as 'AWS::EC2::Instance', resourceId: resource.id };
}

/** The rule's remediation as it would run on this resource; a sentence where it has none. */
async function findConfiguration(task: Task, ctx: RemediationContext): Promise<Before | string> {
  if (task.rule === undefined) return 'no rule was named, and only a rule has a remediation of AWS Config';
  const { DescribeRemediationConfigurationsCommand } = await import('@aws-sdk/client-config-service');
  const client = await (await ctx.read()).config();
  const command = new DescribeRemediationConfigurationsCommand({ ConfigRuleNames: [task.rule] });
  const { RemediationConfigurations = [] } = await client.send(command);
  const found = RemediationConfigurations.find(({ ConfigRuleName }) => ConfigRuleName === task.rule);
  if (!found?.Arn) return `the rule ${task.rule} has no remediation in this account and region`;
  return sorted({
    configuration: found.Arn,
    document: found.TargetId ?? '',
    version: found.TargetVersion ?? newest,
    parameters: parametersOf(found, task),
  });
}

function parametersOf({ Parameters = {} }: RemediationConfiguration, { resource }: Task): Before['parameters'] {
  const values = Object.entries(Parameters).map(([name, { ResourceValue, StaticValue }]) => [
    name,
    ResourceValue ? resource.id : (StaticValue?.Values ?? []).join(', '),
  ]);
  return Object.fromEntries(values);
}

/** In one order, so that two that say the same read the same. */
function sorted({ configuration, document, version, parameters }: Before): Before {
  const entries = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { configuration, document, version, parameters: Object.fromEntries(entries) };
}

/** Our execution: only one that began after we asked is ours, an older one's success says nothing. */
async function findExecution(task: Task, ctx: RemediationContext): Promise<RemediationExecutionStatus | undefined> {
  const { DescribeRemediationExecutionStatusCommand } = await import('@aws-sdk/client-config-service');
  const client = await (await ctx.read()).config();
  const command = new DescribeRemediationExecutionStatusCommand({
    ConfigRuleName: task.rule,
    ResourceKeys: [keyOf(task)],
  });
  const answer = await client.send(command).catch((error: unknown) => {
    if (isNamed(error, 'NoSuchRemediationConfigurationException')) return undefined;
    throw error;
  });
  return answer?.RemediationExecutionStatuses?.find((status) => isOurs(status, task));
}

/** AWS may tell times in whole seconds, so ours is cut to the second before the two are compared. */
function isOurs({ InvocationTime, ResourceKey }: RemediationExecutionStatus, { startedAt, resource }: Task): boolean {
  if (startedAt === undefined || InvocationTime === undefined || ResourceKey?.resourceId !== resource.id) return false;
  return InvocationTime.getTime() >= Math.floor(startedAt / 1000) * 1000;
}

/** So many executions are looked at, the newest first. */
const mostLookedAt = 50;

/**
 * The id of what AWS Config started in Systems Manager, which Config does not tell: the one execution since we asked that runs
 * this document with these very parameters. Undefined where there is none or more than one, or it cannot be read: it is only
 * for telling whose doing its changes are.
 */
async function findAutomation(task: Task, before: Before, ctx: RemediationContext): Promise<string | undefined> {
  try {
    const found = await findAutomations(task, before, ctx);
    return found.length === 1 ? found[0] : undefined;
  } catch {
    return undefined;
  }
}

async function findAutomations(
  { startedAt }: Task,
  { document, parameters }: Before,
  ctx: RemediationContext,
): Promise<readonly string[]> {
  if (startedAt === undefined) return [];
  const { DescribeAutomationExecutionsCommand, GetAutomationExecutionCommand } = await import('@aws-sdk/client-ssm');
  const client = await (await ctx.read()).ssm();
  const Filters = [{ Key: 'DocumentNamePrefix' as const, Values: [document] }];
  const page = await client.send(new DescribeAutomationExecutionsCommand({ Filters, MaxResults: mostLookedAt }));
  const since = (page.AutomationExecutionMetadataList ?? []).filter(
    ({ DocumentName, ExecutionStartTime: at }) =>
      DocumentName === document && at !== undefined && at.getTime() >= Math.floor(startedAt / 1000) * 1000,
  );
  const found: string[] = [];
  for (const { AutomationExecutionId: id } of since) {
    if (id === undefined) continue;
    const { AutomationExecution } = await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId: id }));
    const given = AutomationExecution?.Parameters ?? {};
    const isSame = Object.entries(parameters).every(([name, value]) => given[name]?.join(', ') === value);
    if (isSame) found.push(id);
  }
  return found;
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
