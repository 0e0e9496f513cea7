import type { Json } from '../../../../src/core/json.ts';
import { pathTestRole } from '../../../definitions/names.ts';
import { pathTestSchedule } from '../../../definitions/path-test.ts';
import type { Ask, OutputOf } from '../../ask.ts';
import type { Item, Lack } from '../../item.ts';
import { held } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { parseJson } from '../../policy-form.ts';
import { again, findOrUndefined } from '../answers.ts';

const { name } = pathTestSchedule;
const gone = 'ResourceNotFoundException';

/** The schedule that puts a test event onto the account's own bus once a day. EventBridge Scheduler API Reference, CreateSchedule. */
export function testSchedule(place: Place): Item {
  const { ask, accountId, region } = place;
  return {
    ...{ step: 'forwarding', object: `schedule ${name}`, accountId, region },
    look: async () => held(await findSchedule(ask), stateOf(wantedOf(place))),
    write: (lack) => write(place, lack),
    remove: () => removeSchedule(ask),
  };
}

/** A schedule carries no tags, and its name is ours. */
export async function removeSchedule(ask: Ask): Promise<'removed' | 'absent'> {
  const found = await findSchedule(ask);
  if (!found) return 'absent';
  await findOrUndefined(ask('scheduler:DeleteSchedule', { Name: name }), gone);
  return 'removed';
}

/** What is there, in the form that it is compared in. */
export async function findSchedule(ask: Ask): Promise<Json | undefined> {
  const found = await findOrUndefined(ask('scheduler:GetSchedule', { Name: name }), gone);
  return found && stateOf(found);
}

function wantedOf({ accountId, region }: Place) {
  const { expression, eventBridgeParameters, input } = pathTestSchedule;
  return {
    Name: name,
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    State: 'ENABLED' as const,
    Target: {
      Arn: `arn:aws:events:${region}:${accountId}:event-bus/default`,
      RoleArn: `arn:aws:iam::${accountId}:role/${pathTestRole}`,
      EventBridgeParameters: eventBridgeParameters,
      Input: input,
    },
  };
}

type Schedule = Pick<
  OutputOf<'scheduler:GetSchedule'>,
  'ScheduleExpression' | 'State' | 'FlexibleTimeWindow' | 'StartDate' | 'EndDate' | 'Target'
>;

/** The scheduler fills in a time zone, and how often it tries again: those are left out. */
function stateOf({ ScheduleExpression, State, FlexibleTimeWindow, StartDate, EndDate, Target }: Schedule): Json {
  return parseJson({
    expression: ScheduleExpression ?? '',
    state: State ?? '',
    window: FlexibleTimeWindow?.Mode ?? '',
    ...(StartDate && { from: StartDate }),
    ...(EndDate && { until: EndDate }),
    target: Target?.Arn ?? '',
    role: Target?.RoleArn ?? '',
    event: Target?.EventBridgeParameters ?? null,
    input: Target?.Input ?? null,
  });
}

/** Both writes say everything, since what is left out is set back. */
async function write(place: Place, lack: Lack): Promise<void> {
  const { ask } = place;
  const wanted = wantedOf(place);
  const put = () =>
    lack.state === 'missing'
      ? findOrUndefined(ask('scheduler:CreateSchedule', wanted), 'ConflictException')
      : ask('scheduler:UpdateSchedule', wanted);
  // Its role may just have been made: "must allow AWS EventBridge Scheduler to assume the role".
  await again<unknown>(place, put, (error) => error.name === 'ValidationException' && /role/i.test(error.message));
}
