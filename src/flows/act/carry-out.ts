import type { RemediationRequest } from '../../core/remediation.ts';
import { approvalFor } from '../../core/request-machine.ts';
import { execute } from './execute.ts';
import { followSoon } from './follow-soon.ts';
import { move, tell } from './move.ts';
import { findObstacle } from './obstacles.ts';
import { makePlan } from './plan.ts';
import type { ActWorld } from './world.ts';

/**
 * Carries a request from the state that it is in as far as it goes now: plan, approval, start. Each step is one conditional
 * write, so of two who carry the same request one makes it; after a crash it goes on where it was.
 */
export async function carryOut(request: RemediationRequest, world: ActWorld): Promise<void> {
  await tell(request, world);
  let next: RemediationRequest | undefined = request;
  if (next?.state === 'requested') next = await plan(next, world);
  if (next?.state === 'planned') next = await consent(next, world);
  if (next?.state === 'approved') await execute(next, world);
  // It was being done when a run was cut off: how far it came is looked up.
  else if (next === request && ['starting', 'running', 'verifying'].includes(next.state)) await followSoon(next, world);
}

async function plan(request: RemediationRequest, world: ActWorld): Promise<RemediationRequest | undefined> {
  const obstacle = await findObstacle(request, world);
  const made = obstacle ?? (await makePlan(request, world));
  if ('state' in made) return move(request, { kind: 'end', at: world.now(), ...made }, world);
  return move(request, { kind: 'plan', plan: made.plan }, world);
}

async function consent(request: RemediationRequest, world: ActWorld): Promise<RemediationRequest | undefined> {
  const at = world.now();
  if (request.dryRun) return move(request, { kind: 'end', state: 'dry-run', at }, world);
  if (request.mode !== 'approve') return move(request, { kind: 'confirm', at }, world);
  // Sent before it is written down: a crash in between sends it twice, and never leaves a plan that does not expire.
  await world.sendToQueue('remediations', { expire: request.id }, approvalFor / 1000);
  return move(request, { kind: 'wait', until: at + approvalFor }, world);
}
