import type { CreateScheduleInput, GetScheduleInput, Target, UpdateScheduleInput } from '@aws-sdk/client-scheduler';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, accountOf, hereOf, type Parts, without } from './parts.ts';
import { letsIn } from './resource-policy.ts';
import { consistentAfter } from './sts.ts';

/** Schedules of the default group; nothing is ever run. */
export function makeScheduler(parts: Parts): Actions {
  const keep = (caller: Caller, input: Checked<CreateScheduleInput>, madeAt: Date) => {
    mustBeSchedule(input);
    mustBeTarget(parts, caller, input.Target);
    const { ClientToken: _, ...given } = input;
    const arn = `arn:aws:scheduler:${caller.region}:${caller.accountId}:schedule/default/${input.Name}`;
    // What is left out is not kept.
    hereOf(parts, caller).schedules[input.Name] = {
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      ...given,
      Target: withRetries(given.Target),
      Arn: arn,
      GroupName: 'default',
      CreationDate: madeAt,
      LastModificationDate: new Date(parts.now()),
    };
    return { ScheduleArn: arn };
  };
  const load = (caller: Caller, { Name, GroupName = 'default' }: Checked<GetScheduleInput>) => {
    const found = GroupName === 'default' ? hereOf(parts, caller).schedules[Name] : undefined;
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404);
  };
  return {
    CreateSchedule: (input: Checked<CreateScheduleInput>, caller: Caller) => {
      if ((input.GroupName ?? 'default') !== 'default') {
        throw new AwsError('ResourceNotFoundException', `Schedule group ${input.GroupName} does not exist.`, 404);
      }
      if (hereOf(parts, caller).schedules[input.Name]) {
        throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, 409);
      }
      return keep(caller, input, new Date(parts.now()));
    },
    GetSchedule: (input: Checked<GetScheduleInput>, caller: Caller) => load(caller, input),
    UpdateSchedule: (input: Checked<UpdateScheduleInput>, caller: Caller) =>
      keep(caller, input, load(caller, input).CreationDate ?? new Date(parts.now())),
    DeleteSchedule: (input: Checked<GetScheduleInput>, caller: Caller) => {
      load(caller, input);
      const here = hereOf(parts, caller);
      here.schedules = without(here.schedules, input.Name);
      return {};
    },
  };
}

/** What the scheduler fills in. */
function withRetries(target: Checked<Target>): Checked<Target> {
  return {
    ...target,
    RetryPolicy: target.RetryPolicy ?? { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
  };
}

function mustBeSchedule({ Name, ScheduleExpression, FlexibleTimeWindow, State, Target }: Checked<CreateScheduleInput>) {
  const { Mode, MaximumWindowInMinutes: minutes } = FlexibleTimeWindow;
  const { EventBridgeParameters: event } = Target;
  const problem =
    (!/^[\w.-]{1,64}$/.test(Name) && 'The name of the schedule is not valid.') ||
    (!/^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(.+\)|at\(.+\))$/.test(ScheduleExpression) &&
      `Invalid Schedule Expression ${ScheduleExpression}.`) ||
    (!['OFF', 'FLEXIBLE'].includes(Mode) && `The mode ${Mode} is not known.`) ||
    ((Mode === 'FLEXIBLE') !== (minutes !== undefined) && 'MaximumWindowInMinutes goes with FLEXIBLE.') ||
    (!['ENABLED', 'DISABLED'].includes(State ?? 'ENABLED') && `The state ${State} is not known.`) ||
    (Target.Arn.includes(':event-bus/') && !event && 'EventBridgeParameters must be given for an event bus.') ||
    (event?.Source.startsWith('aws.') && 'The source must not begin with aws.') ||
    (event && Target.Input !== undefined && !isObjectText(Target.Input) && 'The input must be a JSON object.');
  if (problem) throw new AwsError('ValidationException', problem);
}

function mustBeTarget(parts: Parts, caller: Caller, { RoleArn }: Checked<Target>): void {
  const role = accountOf(parts, caller).roles[RoleArn.split('/').at(-1) ?? ''];
  const context = { 'aws:SourceAccount': caller.accountId };
  const who = { service: 'scheduler.amazonaws.com' };
  const isKnown = role?.arn === RoleArn && parts.now() - role.madeAt >= parts.lag(consistentAfter);
  if (isKnown && letsIn(role.trust, who, { action: 'sts:AssumeRole', resource: '*', context })) return;
  const text = 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.';
  throw new AwsError('ValidationException', text);
}

function isObjectText(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
