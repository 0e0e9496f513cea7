import { z } from 'zod';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { AwsError } from './aws-error.ts';
import { type BridgeEvent, sessionCall } from './event-shapes.ts';
import { type Caller, findRefusal } from './identity.ts';

/** What IAM's actions work on; the world's users and roles are its own. */
export type IamParts = Readonly<{
  world: World;
  now: () => number;
  random: Random;
  emit(event: BridgeEvent): unknown;
}>;

/** A user's or role's name. */
export const entityName = z.string().regex(/^[\w+=,.@-]{1,128}$/);

/** Throws IAM's `AccessDenied` unless the caller may do `iam:<action>` to it. */
export function mustBeAllowedInIam(caller: Caller, action: string, resource: string): void {
  const refusal = findRefusal(caller, `iam:${action}`, resource);
  if (refusal) throw new AwsError('AccessDenied', refusal, 403);
}

/** IAM's error for what is not there. */
export function notFound(what: string): AwsError {
  return new AwsError('NoSuchEntity', `The ${what} cannot be found.`, 404);
}

/** Tells CloudTrail, and through it EventBridge, what the caller did. */
export function record({ emit, now, random }: IamParts, caller: Caller, call: [name: string, request: object]): void {
  const [eventName, requestParameters] = call;
  emit(
    sessionCall(
      caller,
      { service: 'iam', eventName, requestParameters, responseElements: null },
      { at: now(), random },
    ),
  );
}
