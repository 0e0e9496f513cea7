import { AwsError } from '../aws/aws-error.ts';
import { callerArn, findRefusal, type Identity } from '../aws/identity.ts';
import { wildcard } from '../aws/policy-conditions.ts';
import { findOperation, heldOperation, type Operation, services } from './operations.ts';
import type { Actions, Parts } from './parts.ts';
import { neededFor } from './resources.ts';
import { findProblem } from './shape.ts';

/** One call as it was made. `error` is AWS's code, or what befell it. */
export type Call = Readonly<{
  accountId: string;
  region: string;
  name: string;
  /** It changes something, or would have. */
  write: boolean;
  at: number;
  input: unknown;
  error?: string;
}>;

/** `partial`: it is answered with 200, and says inside that nothing was done (PutTargets and the like). `lost`: it is done, and the answer never comes. `crash`, `crash-after`: whoever asks dies before or after it is done. */
type Fault = 'throttle' | 'transient' | 'partial' | 'lost' | 'crash' | 'crash-after';

/** Told of each call before it is done: what befalls it. */
export type Faults = (call: Call) => Fault | undefined;

/** Whoever asked is dead: nothing is answered until `restart`. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

type Surroundings = Readonly<{
  actions: Readonly<Record<string, Actions>>;
  lacks: ReadonlySet<string>;
  faultOf: Faults;
  record(call: Call): void;
  isDown(): boolean;
  crash(): void;
}>;

type Asked = Readonly<{ region: string; name: string; input: unknown }>;

/**
 * The one door to every service: who asks is known and may, the input has the form of AWS's own model, then the action runs.
 * Rejects with an `Error` whose `name` is AWS's code, as the SDK throws it, or with `Crash`.
 */
export function callWith(parts: Parts, around: Surroundings) {
  return async (identity: Identity | undefined, { region, name, input }: Asked): Promise<unknown> => {
    if (around.isDown()) throw new Crash('The estate is not answering: restart it.');
    const operation = heldOperation(name) ?? (await findOperation(name));
    const call: Call = {
      accountId: identity?.accountId ?? 'unknown',
      region,
      name,
      write: isWrite(name),
      at: parts.now(),
      input,
    };
    try {
      const fault = around.faultOf(call);
      befall(fault, 'before', around);
      const half = fault === 'partial' ? halfDone[name] : undefined;
      const output = half ?? run(parts, around, { operation, identity, region, name, input });
      befall(fault, 'after', around);
      around.record(call);
      return output ?? {};
    } catch (error) {
      const thrown = toThrown(error);
      around.record({ ...call, error: thrown instanceof Error ? thrown.name : 'unknown' });
      throw thrown;
    }
  };
}

const why = { ErrorCode: 'ConcurrentModificationException', ErrorMessage: 'There is concurrent modification.' };
/** The calls that say of each part whether it was done, and what they say when one was not. */
const halfDone: Readonly<Record<string, object>> = {
  'events:PutEvents': { FailedEntryCount: 1, Entries: [why] },
  'events:PutTargets': { FailedEntryCount: 1, FailedEntries: [{ TargetId: 'bus', ...why }] },
  'events:RemoveTargets': { FailedEntryCount: 1, FailedEntries: [{ TargetId: 'bus', ...why }] },
  'config:PutRemediationConfigurations': { FailedBatches: [{ FailureMessage: why.ErrorMessage, FailedItems: [] }] },
};

/** Whether a call changes something. */
function isWrite(name: string): boolean {
  return !/^\w+:(Get|Describe|List|Assume)/.test(name);
}

function befall(fault: Fault | undefined, when: 'before' | 'after', { crash }: Surroundings): void {
  if (fault === undefined) return;
  if (fault === (when === 'before' ? 'crash' : 'crash-after')) {
    crash();
    throw new Crash('Whoever asked is gone.');
  }
  if (when === 'before' && fault === 'throttle') throw new AwsError('ThrottlingException', 'Rate exceeded', 400);
  if (when === 'before' && fault === 'transient') {
    throw new AwsError('ServiceUnavailable', 'Service is unable to handle request.', 503);
  }
  if (when === 'after' && fault === 'lost') throw new AwsError('TimeoutError', 'The answer did not come.', 503);
}

type Run = Readonly<{
  operation: Operation | undefined;
  identity: Identity | undefined;
  region: string;
  name: string;
  input: unknown;
}>;

function run(
  parts: Parts,
  around: Surroundings,
  { operation, identity, region, name, input }: Run,
): object | undefined {
  const action = operation && around.actions[operation.service]?.[operation.action];
  if (!operation || !action || around.lacks.has(name)) {
    throw new AwsError('UnknownOperationException', `The operation ${name} is not known here.`);
  }
  const words = services[operation.service];
  // Their clients ask in whatever region.
  const isGlobal = operation.service === 'iam' || operation.service === 's3';
  const account = parts.state().accounts[identity?.accountId ?? ''];
  if (!identity || !account || account.suspended || !(isGlobal || account.regions[region])) {
    throw new AwsError(words.unknownKey, 'The security token included in the request is invalid.', 403);
  }
  if (identity.expiresAt !== undefined && identity.expiresAt <= parts.now()) {
    throw new AwsError(words.expired, 'The security token included in the request is expired', 403);
  }
  const caller = { ...identity, region };
  // Whoever is known may ask who he is. Docs: STS, GetCallerIdentity.
  if (operation.service !== 'sts') {
    const who = `User: ${callerArn(caller)} is not authorized to perform: ${name}`;
    const isDenied = account.denials.some((one) => (one.region ?? region) === region && wildcard(one.action, name));
    if (isDenied) {
      throw new AwsError(words.denied, `${who} with an explicit deny in a service control policy`, 403);
    }
    const given = typeof input === 'object' && input !== null ? { ...input } : {};
    for (const { action, resource, passedTo } of neededFor(parts, caller, { name, input: given })) {
      const keys = passedTo === undefined ? {} : { keys: { 'iam:PassedToService': passedTo } };
      const refusal = findRefusal({ ...caller, ...keys }, action, resource);
      if (refusal) throw new AwsError(words.denied, refusal, 403);
    }
  }
  const problem = findProblem(operation.input, input ?? {});
  if (problem) throw new AwsError(words.invalid, `1 validation error detected: ${problem}`);
  // The model was asked whether it fits: that is what the action takes.
  return action((input ?? {}) as never, caller);
}

/** As the SDK throws it. */
function toThrown(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code: name, message, status: httpStatusCode } = error;
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
