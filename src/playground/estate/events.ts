import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  ListTagsForResourceRequest,
  PutRuleRequest,
  TagResourceRequest,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { busActions } from './event-buses.ts';
import { patternOf } from './event-patterns.ts';
import { putEventsAction } from './event-routing.ts';
import { keepRule, loadBus, loadRule, mustBeChangeable } from './event-rules.ts';
import { targetActions } from './event-targets.ts';
import { type Actions, hereOf, type Parts, tagPairs, tagsFrom, without } from './parts.ts';
import type { Tags } from './state.ts';

/** Amazon EventBridge quotas. */
const maxRules = 300;
const states = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

/** EventBridge: buses, rules, targets, and events that really go their way. */
export function makeEvents(parts: Parts): Actions {
  return {
    ...busActions(parts),
    ...targetActions(parts),
    ...putEventsAction(parts),
    PutRule: (input: Checked<PutRuleRequest>, caller: Caller) => {
      const bus = loadBus(parts, caller, input.EventBusName);
      const held = bus.rules[input.Name];
      if (held) mustBeChangeable(held, false);
      if (!held && Object.keys(bus.rules).length >= maxRules) {
        throw new AwsError('LimitExceededException', `The bus has ${maxRules} rules already.`);
      }
      mustBeRule(input, bus.name);
      const path = bus.name === 'default' ? input.Name : `${bus.name}/${input.Name}`;
      const arn = `arn:aws:events:${caller.region}:${caller.accountId}:rule/${path}`;
      // What is left out is not kept.
      keepRule(parts, caller, bus, {
        name: input.Name,
        arn,
        description: input.Description,
        pattern: input.EventPattern,
        schedule: input.ScheduleExpression,
        state: input.State ?? 'ENABLED',
        roleArn: input.RoleArn,
        targets: held?.targets ?? [],
        tags: held?.tags ?? tagsFrom(input.Tags),
      });
      return { RuleArn: arn };
    },
    DescribeRule: (input: Checked<DescribeRuleRequest>, caller: Caller) => {
      const bus = loadBus(parts, caller, input.EventBusName);
      const rule = loadRule(bus, input.Name);
      return {
        Name: rule.name,
        Arn: rule.arn,
        EventPattern: rule.pattern,
        ScheduleExpression: rule.schedule,
        State: rule.state,
        Description: rule.description,
        RoleArn: rule.roleArn,
        ManagedBy: rule.managedBy,
        EventBusName: bus.name,
        CreatedBy: caller.accountId,
      };
    },
    DeleteRule: (input: Checked<DeleteRuleRequest>, caller: Caller) => {
      const bus = loadBus(parts, caller, input.EventBusName);
      const rule = bus.rules[input.Name];
      // Deleting what is not there is no error.
      if (!rule) return undefined;
      mustBeChangeable(rule, input.Force ?? false);
      if (rule.targets.length > 0) {
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      hereOf(parts, caller).buses[bus.name] = { ...bus, rules: without(bus.rules, rule.name) };
      return undefined;
    },
    TagResource: ({ ResourceARN, Tags }: Checked<TagResourceRequest>, caller: Caller) => {
      changeTags(parts, caller, ResourceARN, tagsFrom(Tags));
      return {};
    },
    ListTagsForResource: ({ ResourceARN }: Checked<ListTagsForResourceRequest>, caller: Caller) => ({
      Tags: tagPairs(changeTags(parts, caller, ResourceARN, {})),
    }),
  };
}

/** Joins tags to those of a bus or rule; answers all of them. */
function changeTags(parts: Parts, caller: Caller, ...[arn, added]: [arn: string, added: Tags]): Tags {
  const [kind, ...names] = arn.split(':').at(-1)?.split('/') ?? [];
  const [first, second] = names;
  const bus = loadBus(parts, caller, kind === 'event-bus' || second ? first : 'default');
  if (kind === 'event-bus') {
    const tags = { ...bus.tags, ...added };
    hereOf(parts, caller).buses[bus.name] = { ...bus, tags };
    return tags;
  }
  const rule = loadRule(bus, second ?? first ?? '');
  const tags = { ...rule.tags, ...added };
  keepRule(parts, caller, bus, { ...rule, tags });
  return tags;
}

function mustBeRule(input: Checked<PutRuleRequest>, busName: string): void {
  const { EventPattern: pattern, ScheduleExpression: schedule } = input;
  const problem =
    (!/^[.\-_A-Za-z0-9]{1,64}$/.test(input.Name) && 'The name of the rule is not valid.') ||
    (pattern === undefined &&
      schedule === undefined &&
      'Parameter(s) EventPattern or ScheduleExpression must be specified.') ||
    (schedule !== undefined &&
      busName !== 'default' &&
      'ScheduleExpression is supported only on the default event bus.') ||
    (schedule !== undefined && !/^(rate|cron)\(.+\)$/.test(schedule) && 'Parameter ScheduleExpression is not valid.') ||
    ((input.Description?.length ?? 0) > 512 && 'The description is longer than 512 characters.') ||
    (!states.includes(input.State ?? 'ENABLED') && `The state ${input.State} is not known.`);
  if (problem) throw new AwsError('ValidationException', problem);
  if (pattern === undefined || patternOf(pattern)) return;
  throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid.');
}
