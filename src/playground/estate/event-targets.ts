import type {
  ListTargetsByRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
  Target,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { keepRule, loadBus, loadRule, mustBeChangeable } from './event-rules.ts';
import { type Actions, accountOf, type Parts, pageOf } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import { consistentAfter } from './sts.ts';

/** Amazon EventBridge quotas: targets of a rule; and of a call. Docs: PutTargets. */
const maxTargets = 5;
const maxOfCall = 10;

/** Where rules send what they match. */
export function targetActions(parts: Parts): Actions {
  return {
    PutTargets: (input: Checked<PutTargetsRequest>, caller: Caller) => {
      const bus = loadBus(parts, caller, input.EventBusName);
      const rule = loadRule(bus, input.Rule);
      mustBeChangeable(rule, false);
      if (input.Targets.length === 0 || input.Targets.length > maxOfCall) throw invalid('Give 1 to 10 targets.');
      for (const target of input.Targets) mustBeTarget(parts, caller, { target, ruleArn: rule.arn });
      const ids = input.Targets.map(({ Id }) => Id);
      const targets = [...rule.targets.filter(({ Id }) => !ids.includes(Id ?? '')), ...input.Targets];
      if (targets.length > maxTargets) {
        throw new AwsError(
          'LimitExceededException',
          `The rule ${rule.name} would have more than ${maxTargets} targets.`,
        );
      }
      keepRule(parts, caller, bus, { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: (input: Checked<ListTargetsByRuleRequest>, caller: Caller) => {
      const { targets } = loadRule(loadBus(parts, caller, input.EventBusName), input.Rule);
      const { page, next } = pageOf(targets, { token: input.NextToken, size: input.Limit ?? 100 });
      return { Targets: page, ...(next && { NextToken: next }) };
    },
    RemoveTargets: (input: Checked<RemoveTargetsRequest>, caller: Caller) => {
      const bus = loadBus(parts, caller, input.EventBusName);
      const rule = loadRule(bus, input.Rule);
      mustBeChangeable(rule, input.Force ?? false);
      if (input.Ids.length === 0) throw invalid('Give the ids of targets.');
      const targets = rule.targets.filter(({ Id }) => !input.Ids.includes(Id ?? ''));
      keepRule(parts, caller, bus, { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}

/** Docs: Amazon EventBridge, Target: what goes together. */
function mustBeTarget(
  parts: Parts,
  caller: Caller,
  { target, ruleArn }: Readonly<{ target: Checked<Target>; ruleArn: string }>,
): void {
  const isBus = target.Arn.includes(':event-bus/');
  const { MaximumRetryAttempts: tries = 0, MaximumEventAgeInSeconds: age = 60 } = target.RetryPolicy ?? {};
  const queue = target.DeadLetterConfig?.Arn;
  const place = `${caller.region}:${caller.accountId}:`;
  const problem =
    (!/^[.\-_A-Za-z0-9]{1,64}$/.test(target.Id) && 'The id of the target is not valid.') ||
    (!/^arn:aws[\w-]*:\w+:/.test(target.Arn) &&
      `Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`) ||
    ([target.Input, target.InputPath, target.InputTransformer].filter((one) => one !== undefined).length > 1 &&
      'Only one of Input, InputPath, or InputTransformer must be provided.') ||
    (isBus &&
      (target.Input ?? target.InputPath ?? target.InputTransformer) &&
      'Input cannot be changed on its way to a bus.') ||
    (isBus && !target.Arn.includes(place) && !target.RoleArn && `RoleArn is required for target ${target.Arn}.`) ||
    ((tries < 0 || tries > 185 || age < 60 || age > 86_400) && 'The retry policy is not valid.') ||
    (queue !== undefined &&
      !queue.startsWith(`arn:aws:sqs:${caller.region}:`) &&
      'The dead-letter queue must be in the same region.') ||
    (queue?.endsWith('.fifo') && 'The dead-letter queue must be a standard queue.');
  if (problem) throw invalid(problem);
  if (target.RoleArn !== undefined) mustBeAssumable(parts, caller, { roleArn: target.RoleArn, ruleArn });
}

function mustBeAssumable(
  parts: Parts,
  caller: Caller,
  { roleArn, ruleArn }: Readonly<{ roleArn: string; ruleArn: string }>,
): void {
  const role = accountOf(parts, caller).roles[roleArn.split('/').at(-1) ?? ''];
  const context = { 'aws:SourceAccount': caller.accountId, 'aws:SourceArn': ruleArn };
  const ask = { action: 'sts:AssumeRole', resource: '*', context };
  const isKnown = role?.arn === roleArn && parts.now() - role.madeAt >= parts.lag(consistentAfter);
  if (isKnown && letsIn(role.trust, { service: 'events.amazonaws.com' }, ask)) return;
  throw invalid(`Provided role '${roleArn}' cannot be assumed by principal 'events.amazonaws.com'.`);
}

function invalid(text: string): AwsError {
  return new AwsError('ValidationException', text);
}
