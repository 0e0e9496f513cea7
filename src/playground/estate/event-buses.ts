import type {
  CreateEventBusRequest,
  DeleteEventBusRequest,
  DescribeEventBusRequest,
  PutPermissionRequest,
  RemovePermissionRequest,
} from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { loadBus } from './event-rules.ts';
import { type Actions, hereOf, type Parts, tagsFrom, timeOf, without } from './parts.ts';
import { mustBeResourcePolicy } from './resource-policy.ts';
import type { BusState } from './state.ts';

/** Amazon EventBridge quotas, "Event bus policy size", in characters. */
const maxPolicy = 10_240;
const statements = z.object({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) });
type Statements = z.infer<typeof statements>['Statement'];

/** The buses of a region and who may put events onto them. */
export function busActions(parts: Parts): Actions {
  const keep = (caller: Caller, bus: BusState) => {
    hereOf(parts, caller).buses[bus.name] = bus;
  };
  return {
    CreateEventBus: (input: Checked<CreateEventBusRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      const name = input.Name;
      if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name)) throw invalid(`The name ${name} of the event bus is not valid.`);
      if (here.buses[name]) {
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      }
      const arn = `arn:aws:events:${caller.region}:${caller.accountId}:event-bus/${name}`;
      const about = input.Description === undefined ? {} : { description: input.Description };
      keep(caller, { name, arn, ...about, madeAt: parts.now(), rules: {}, tags: tagsFrom(input.Tags) });
      return { EventBusArn: arn, ...(input.Description !== undefined && { Description: input.Description }) };
    },
    DescribeEventBus: ({ Name }: DescribeEventBusRequest, caller: Caller) => {
      const bus = loadBus(parts, caller, Name);
      return {
        Name: bus.name,
        Arn: bus.arn,
        ...(bus.description !== undefined && { Description: bus.description }),
        ...(bus.policy !== undefined && { Policy: bus.policy }),
        CreationTime: timeOf(bus.madeAt),
        LastModifiedTime: timeOf(bus.madeAt),
      };
    },
    DeleteEventBus: ({ Name }: Checked<DeleteEventBusRequest>, caller: Caller) => {
      const here = hereOf(parts, caller);
      if (Name === 'default') throw invalid('Cannot delete the default event bus.');
      if (Object.keys(here.buses[Name]?.rules ?? {}).length > 0) {
        throw invalid(`Event bus ${Name} cannot be deleted since it has rules.`);
      }
      here.buses = without(here.buses, Name);
      return undefined;
    },
    PutPermission: (input: PutPermissionRequest, caller: Caller) => {
      const bus = loadBus(parts, caller, input.EventBusName);
      const text = input.Policy ?? JSON.stringify(withStatement(bus, input));
      mustBeResourcePolicy(text, 'ValidationException');
      if (text.length > maxPolicy) {
        throw new AwsError('PolicyLengthExceededException', `The policy is longer than ${maxPolicy} characters.`);
      }
      keep(caller, { ...bus, policy: text });
      return undefined;
    },
    RemovePermission: (input: RemovePermissionRequest, caller: Caller) => {
      const { policy, ...bus } = loadBus(parts, caller, input.EventBusName);
      const left = input.RemoveAllPermissions ? [] : withoutStatement(policy, input.StatementId ?? '');
      const text = JSON.stringify({ Version: '2012-10-17', Statement: left });
      keep(caller, left.length === 0 ? bus : { ...bus, policy: text });
      return undefined;
    },
  };
}

function statementsOf(policy: string | undefined): Statements {
  return policy === undefined ? [] : statements.parse(JSON.parse(policy)).Statement;
}

/** The older form: one statement at a time. */
function withStatement({ arn, policy }: BusState, input: PutPermissionRequest): object {
  const { Action, Principal: who, StatementId: Sid, Condition: given } = input;
  if (!Action || !who || !Sid) throw invalid('Give either a policy, or action, principal and statement id.');
  const Principal = who === '*' ? who : { AWS: `arn:aws:iam::${who}:root` };
  const condition = given && { Condition: { [given.Type ?? '']: { [given.Key ?? '']: given.Value ?? '' } } };
  const added = { Sid, Effect: 'Allow', Principal, Action, Resource: arn, ...condition };
  const others = statementsOf(policy).filter((one) => one.Sid !== Sid);
  return { Version: '2012-10-17', Statement: [...others, added] };
}

function withoutStatement(policy: string | undefined, id: string): Statements {
  const all = statementsOf(policy);
  const left = all.filter(({ Sid }) => Sid !== id);
  if (left.length < all.length) return left;
  throw new AwsError('ResourceNotFoundException', 'Statement with the provided id does not exist.');
}

function invalid(text: string): AwsError {
  return new AwsError('ValidationException', text);
}
