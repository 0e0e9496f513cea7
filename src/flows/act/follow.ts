import type { RemediationRequest } from '../../core/remediation.ts';
import { hasEnded } from '../../core/request-machine.ts';
import type { Followed } from '../../remediations/index.ts';
import { apply, isFollowed } from './apply.ts';
import { carryOut } from './carry-out.ts';
import { workingOn } from './context.ts';
import { lockedFor } from './execute.ts';
import { withExecution } from './execution.ts';
import { expire } from './expire.ts';
import { followSoon, longestRun } from './follow-soon.ts';
import { move, tell } from './move.ts';
import { tried } from './tried.ts';
import { verify } from './verify.ts';
import { type ActWorld, remediationOf } from './world.ts';

/** "Look how far that request is", for the `n`th time: what the queue of remediations brings back to us. */
export type Look = Readonly<{ request: string; n: number }>;

/** An execution that AWS does not show after so long never began. */
const unseenFor = 2 * 60_000;
/** What has not ended after so long is left to a person. */
const followedFor = 60 * 60_000;
/** What was cut off longer ago than this is not done once more by itself. */
const resumedFor = 15 * 60_000;

/**
 * Looks how far a remediation is, shows what changed, and looks again later until it has ended. A request that was left behind
 * (the index `due`) is taken up by the same message, with the number of its next look.
 */
export async function follow({ request: id, n }: Look, world: ActWorld): Promise<void> {
  const request = await world.store.findRequest(id);
  if (!request || (request.looks ?? 0) !== n) return;
  // The run that ended it may have been cut off before it told so.
  if (hasEnded(request)) return tell(request, world);
  if (!['starting', 'running', 'verifying'].includes(request.state)) return takeUp(request, world);
  const isOurs = await world.store.lockResource(request.resource, id, world.now() + lockedFor);
  if (request.state === 'verifying') return verify(request, world);
  if (isFollowed(request, world)) return seek(request, world);
  // So long was it left behind that another one began: two at once would undo each other's doing.
  if (!isOurs)
    return unconfirmed(request, 'it was cut off, and another remediation is at work on this resource', world);
  await resume(request, world);
}

/** What was left behind before it began: nobody else is at it any more. */
async function takeUp(request: RemediationRequest, world: ActWorld): Promise<void> {
  if (request.state === 'awaiting') return expire({ expire: request.id }, world);
  const isLate = request.requestedBy !== 'auto' && world.now() - request.requestedAt > resumedFor;
  if (isLate && ['requested', 'planned'].includes(request.state)) {
    const reason = 'it was asked for more than 15 minutes ago, and could not be taken up before';
    return void (await move(request, { kind: 'end', state: 'refused', at: world.now(), reason }, world));
  }
  if (world.now() - request.requestedAt > longestRun) await carryOut(request, world);
}

/** How far our execution is; its success is then proven like any other. */
async function seek(known: RemediationRequest, world: ActWorld): Promise<void> {
  const seen = await look(known, world);
  const execution = seen && seen.state !== 'unseen' ? seen.execution : undefined;
  const request = await withExecution(known, execution, world);
  const age = world.now() - (request.startedAt ?? request.requestedAt);
  const at = world.now();
  if (seen?.state === 'applied') {
    const verifying = await move(await withSteps(request, seen, world), { kind: 'verify', at }, world);
    if (verifying) await verify(verifying, world);
  } else if (seen?.state === 'failed') {
    const reason = seen.reason ?? 'AWS says that it failed, and gives no reason';
    await move(request, { kind: 'end', state: 'failed', at, steps: seen.steps, reason }, world);
  } else if (seen?.state === 'unseen' && age > unseenFor) {
    await unconfirmed(request, 'AWS shows no execution of it; it may not have started', world);
  } else if (age > followedFor) {
    await unconfirmed(request, 'it has not ended within an hour', world);
  } else {
    await goOn(request, seen, world);
  }
}

async function withSteps(
  request: RemediationRequest,
  { steps }: Pick<Extract<Followed, { state: 'running' }>, 'steps'>,
  { store }: ActWorld,
): Promise<RemediationRequest> {
  if (steps.length === 0) return request;
  return (await store.moveRequest(request.id, [request.state], { steps })) ?? request;
}

/** Sent before it is written down: a crash in between repeats a look, and never ends the chain. */
async function goOn(request: RemediationRequest, seen: Followed | undefined, world: ActWorld): Promise<void> {
  const looks = (request.looks ?? 0) + 1;
  await followSoon({ ...request, looks }, world);
  if (seen?.state === 'running') {
    const steps = seen.steps.length > 0 ? seen.steps : request.steps;
    const isNews = request.state !== 'running' || JSON.stringify(steps) !== JSON.stringify(request.steps);
    if (isNews) await move(request, { kind: 'run', steps }, world);
  }
  await world.store.moveRequest(request.id, ['starting', 'running'], { looks });
}

/** Undefined when AWS could not be asked just now. */
async function look(request: RemediationRequest, world: ActWorld): Promise<Followed | undefined> {
  const remediation = remediationOf(request, world);
  const before = (await world.store.findBefore(request.id)) ?? null;
  const { ctx } = workingOn(request, remediation, world);
  const seen = await tried(async () => remediation.follow?.(request, before, ctx));
  if ('done' in seen) return seen.done;
  world.log.warn('The state of a remediation could not be read', { request: request.id, reason: seen.trouble });
  return undefined;
}

/**
 * A direct change was cut off, or its answer was lost: it is idempotent, so it is done once more with the same state before.
 * Not while the first run may be at it, not long after, and not when the kill switch says no.
 */
async function resume(request: RemediationRequest, world: ActWorld): Promise<void> {
  const age = world.now() - (request.startedAt ?? request.requestedAt);
  if (age < longestRun) return followSoon(request, world, (longestRun - age) / 1000);
  const before = await world.store.findBefore(request.id);
  const { state } = await world.store.findSwitch();
  if (before === undefined || age > resumedFor)
    return unconfirmed(request, 'it was cut off, and not tried again in time', world);
  if (state === 'off') return unconfirmed(request, 'it was cut off, and remediations are switched off', world);
  // The next look comes when this run is over for sure, and only one of two that look now has this one.
  const looks = (request.looks ?? 0) + 1;
  await followSoon({ ...request, looks }, world, longestRun / 1000 + 30);
  const claimed = await world.store.claimLook(request.id, looks);
  if (claimed) await apply(claimed, before, world);
}

async function unconfirmed(request: RemediationRequest, reason: string, world: ActWorld): Promise<void> {
  await move(request, { kind: 'end', state: 'unconfirmed', at: world.now(), reason }, world);
}
