import type { Json } from '../../core/json.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { workingOn } from './context.ts';
import { noteStates, withExecution } from './execution.ts';
import { followSoon, longestRun } from './follow-soon.ts';
import { move } from './move.ts';
import { tried } from './tried.ts';
import { verify } from './verify.ts';
import { type ActWorld, remediationOf } from './world.ts';

/** Carries out a request that is `starting`, with what its plan saw, and says what AWS answered. */
export async function apply(request: RemediationRequest, before: Json, world: ActWorld): Promise<void> {
  const remediation = remediationOf(request, world);
  const { ctx, settled, done } = workingOn(request, remediation, world);
  const work = request.undoes === undefined ? remediation.apply : remediation.undo;
  if (!work) throw new Error(`${request.remediation} cannot be taken back`);
  const applied = await tried(() => work(request, before, ctx));
  await settled();
  if ('trouble' in applied) {
    if (applied.isUndone) {
      const partly = done() > 0 ? '; what it did before that was done' : '';
      return end(request, { state: 'failed', reason: `${applied.trouble}${partly}` }, world);
    }
    // The answer was lost: it may have been done, so that is looked up, or it is done once more.
    world.log.warn('It is not known whether a remediation started', { request: request.id, reason: applied.trouble });
    return followSoon(request, world, isFollowed(request, world) ? undefined : longestRun / 1000);
  }
  const { state } = applied.done;
  if (state !== 'running' && state !== 'applied') return end(request, applied.done, world);
  await noteStates(request, world);
  const isRunning = state === 'running' && isFollowed(request, world);
  const known = state === 'running' ? await withExecution(request, applied.done.execution, world) : request;
  const next = await move(
    known,
    isRunning ? { kind: 'run', steps: request.steps } : { kind: 'verify', at: world.now() },
    world,
  );
  if (next?.state === 'verifying') await verify(next, world);
  else if (next) await followSoon(next, world);
}

/** Whether it runs on by itself after it was started. An undo is looked at by what it restored. */
export function isFollowed(request: RemediationRequest, world: ActWorld): boolean {
  return request.undoes === undefined && remediationOf(request, world).follow !== undefined;
}

async function end(
  request: RemediationRequest,
  outcome: Readonly<{ state: 'already-compliant' | 'resource-gone' | 'failed' | 'unconfirmed'; reason: string }>,
  world: ActWorld,
): Promise<void> {
  const { state, reason } = outcome;
  await move(request, { kind: 'end', at: world.now(), state, reason }, world);
}
