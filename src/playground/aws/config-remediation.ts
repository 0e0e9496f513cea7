import { z } from 'zod';
import type { World } from '../world.ts';
import type { WorldRule } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { pageOf, paging, toSeconds } from './config-items.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction } from './model.ts';
import { describeRun, type Run, type RunDraft, type Runs } from './remediation-runs.ts';

const ruleName = z.string().min(1).max(128);
const key = z.strictObject({ resourceType: z.string().min(1).max(256), resourceId: z.string().min(1).max(1024) });
const keys = z.array(key).min(1).max(100);

type Parts = Readonly<{ world: World; runs: Runs; now: () => number; durationMs: number }>;

/** The remediation calls of AWS Config, for the rules of the caller's own account and region. */
export function remediationActions(parts: Parts) {
  const { world, runs } = parts;
  return {
    DescribeRemediationConfigurations: defineAction(
      z.strictObject({ ConfigRuleNames: z.array(ruleName).max(25) }),
      ({ ConfigRuleNames }, caller) => {
        const found = ConfigRuleNames.flatMap((name) => world.findRule(caller, name) ?? []);
        for (const rule of found)
          mustBeAllowed(caller, 'config:DescribeRemediationConfigurations', arnOf(rule, caller));
        if (found.length === 0)
          mustBeAllowed(caller, 'config:DescribeRemediationConfigurations', arnOf(undefined, caller));
        return { RemediationConfigurations: found.flatMap(toConfiguration) };
      },
    ),
    StartRemediationExecution: defineAction(
      z.strictObject({ ConfigRuleName: ruleName, ResourceKeys: keys }),
      ({ ConfigRuleName, ResourceKeys }, caller) => {
        const rule = mustHaveRemediation({ world, caller, action: 'StartRemediationExecution' }, ConfigRuleName);
        runs.settle();
        const refused = ResourceKeys.map((one) => ({ one, why: findObstacle(rule, one, parts) })).filter(
          ({ why }) => why,
        );
        const failed = refused.map(({ one }) => one);
        for (const one of ResourceKeys.filter((one) => !failed.includes(one))) {
          runs.start(draftOf(rule, one));
        }
        return failed.length > 0 ? { FailureMessage: refused[0]?.why, FailedItems: failed } : {};
      },
    ),
    DescribeRemediationExecutionStatus: defineAction(
      z.strictObject({ ...paging, ConfigRuleName: ruleName, ResourceKeys: keys.optional() }),
      (input, caller) => {
        const context = { world, caller, action: 'DescribeRemediationExecutionStatus' };
        const rule = mustHaveRemediation(context, input.ConfigRuleName);
        runs.settle();
        const found = input.ResourceKeys
          ? input.ResourceKeys.flatMap((one) => runs.find(rule, { type: one.resourceType, id: one.resourceId }) ?? [])
          : runs.listAt(caller).filter((run) => run.rule?.arn === rule.arn);
        const { page, ...next } = pageOf(found, input);
        return { RemediationExecutionStatuses: page.map((run) => toStatus(run, parts)), ...next };
      },
    ),
  };
}

function mustHaveRemediation(
  { world, caller, action }: { world: World; caller: Caller; action: string },
  name: string,
): WorldRule {
  const rule = world.findRule(caller, name);
  // Service Authorization Reference, AWS Config: starting is held to no resource, watching is.
  mustBeAllowed(caller, `config:${action}`, action === 'StartRemediationExecution' ? '*' : arnOf(rule, caller));
  if (rule?.remediation) return rule;
  throw new AwsError(
    'NoSuchRemediationConfigurationException',
    `No RemediationConfiguration is present for the config rule ${name}.`,
  );
}

function arnOf(rule: WorldRule | undefined, caller: Caller): string {
  return rule?.remediation?.arn ?? `arn:aws:config:${caller.region}:${caller.accountId}:remediation-configuration/*`;
}

/** What AWS Config hands to Systems Manager: the stored remediation, with the resource's id in its parameter. */
function draftOf(rule: WorldRule, { resourceType: type, resourceId: id }: z.infer<typeof key>): RunDraft {
  const { accountId, region, remediation } = rule;
  const given = Object.entries({ ...remediation?.values, [remediation?.parameter ?? '']: id });
  const role = ['AutomationAssumeRole', [`arn:aws:iam::${accountId}:role/noroshi-automation`]] as const;
  const parameters = Object.fromEntries([...given.map(([name, value]) => [name, [value]] as const), role]);
  const { document = '', steps = [] } = remediation ?? {};
  return { accountId, region, rule, document, steps, parameters, type, id };
}

function findObstacle(
  rule: WorldRule,
  { resourceType: type, resourceId: id }: z.infer<typeof key>,
  parts: Parts,
): string | undefined {
  const { accountId, region, name } = rule;
  const verdict = parts.world.findEvaluation({ accountId, region, rule: name, type, id });
  if (!verdict) return `The resource ${id} of type ${type} is not in the scope of the rule ${name}.`;
  if (verdict.compliance !== 'NON_COMPLIANT') return `The resource ${id} is already compliant.`;
  const run = parts.runs.find(rule, { type, id });
  const state = run && describeRun(run, { at: parts.now(), durationMs: parts.durationMs }).state;
  const isRunning = state === 'QUEUED' || state === 'IN_PROGRESS';
  return isRunning ? `A remediation execution for the resource ${id} is already in progress.` : undefined;
}

function toConfiguration({ name, resourceType, remediation, accountId }: WorldRule): readonly object[] {
  if (!remediation) return [];
  return [
    {
      ConfigRuleName: name,
      TargetType: 'SSM_DOCUMENT',
      TargetId: remediation.document,
      TargetVersion: '1',
      ResourceType: resourceType,
      Parameters: {
        [remediation.parameter]: { ResourceValue: { Value: 'RESOURCE_ID' } },
        ...Object.fromEntries(
          Object.entries(remediation.values ?? {}).map(([name, value]) => [name, { StaticValue: { Values: [value] } }]),
        ),
        AutomationAssumeRole: { StaticValue: { Values: [`arn:aws:iam::${accountId}:role/noroshi-automation`] } },
      },
      Automatic: false,
      Arn: remediation.arn,
    },
  ];
}

function toStatus(run: Run, { now, durationMs }: Parts): object {
  const { state, steps, updatedAt } = describeRun(run, { at: now(), durationMs });
  return {
    ResourceKey: { resourceType: run.type, resourceId: run.id },
    State: state,
    StepDetails: steps.map(({ name, state: stepState, error, startedAt, stoppedAt }) => ({
      Name: name,
      State: stepState,
      ...(error ? { ErrorMessage: error } : {}),
      ...(startedAt === undefined ? {} : { StartTime: toSeconds(startedAt) }),
      ...(stoppedAt === undefined ? {} : { StopTime: toSeconds(stoppedAt) }),
    })),
    InvocationTime: toSeconds(run.invokedAt),
    LastUpdatedTime: toSeconds(updatedAt),
  };
}
