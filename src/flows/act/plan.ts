import type { Json } from '../../core/json.ts';
import { hashPlan } from '../../core/plan-hash.ts';
import { type RemediationRequest, type RequestPlan, requestName } from '../../core/remediation.ts';
import { workingOn } from './context.ts';
import type { Obstacle } from './obstacles.ts';
import { tried } from './tried.ts';
import { check } from './verify.ts';
import { type ActWorld, remediationOf } from './world.ts';

/** What is to be done, bound to what was seen; or why there is nothing that could be done. */
export type Made = Readonly<{ plan: RequestPlan; before: Json }> | Obstacle;

/** Plans a request as the resource is now; an undo's plan is what the plan of its original said of it. */
export async function makePlan(request: RemediationRequest, world: ActWorld): Promise<Made> {
  const made = await (request.undoes === undefined ? planForward(request, world) : planBack(request, world));
  if ('state' in made) return made;
  const most = world.settings.caps.perClick;
  const touched = new Set(made.plan.steps.map(({ on }) => on)).size;
  if (touched <= most) return made;
  return {
    state: 'refused',
    reason: `it would change ${touched} resources, and the settings allow ${most} at a click`,
  };
}

async function planForward(request: RemediationRequest, world: ActWorld): Promise<Made> {
  const remediation = remediationOf(request, world);
  const { ctx } = workingOn(request, remediation, world);
  const planned = await tried(() => remediation.plan(request, ctx));
  if ('trouble' in planned) return { state: 'failed', reason: planned.trouble };
  if ('outcome' in planned.done) return { state: planned.done.outcome, reason: planned.done.reason };
  const { steps, back, caveats } = planned.done;
  if (steps.length === 0) return { state: 'already-compliant', reason: 'it is so already' };
  const before = asStored(planned.done.before);
  const isReversible = remediation.undo !== undefined;
  return {
    plan: { steps, back: isReversible ? back : [], caveats, hash: hashPlan(request, { steps, before }) },
    before,
  };
}

async function planBack(request: RemediationRequest, world: ActWorld): Promise<Made> {
  const original = await world.store.findRequest(request.undoes ?? '');
  const before = original && (await world.store.findBefore(original.id));
  const steps = original?.plan?.back ?? [];
  if (!original || before === undefined || steps.length === 0 || !remediationOf(request, world).undo) {
    return { state: 'failed', reason: 'what it was like before is not known any more' };
  }
  const latest = await world.store.findLatestRequest(original.resource, requestName(original));
  if (original.state !== 'applied' || latest?.id !== original.id) {
    return { state: 'refused', reason: 'it was changed again since' };
  }
  const changed = await findChange(original, request, world);
  if (changed !== undefined) return { state: 'refused', reason: `it was changed again since: ${changed}` };
  return { plan: { steps, back: [], caveats: [], hash: hashPlan(request, { steps, before }) }, before };
}

/**
 * What somebody made of the resource since, which an undo would overwrite; undefined when it is as the remediation left it.
 * After an undo that did a part of it nobody can tell, so that the next one goes on.
 */
async function findChange(
  original: RemediationRequest,
  { id, attempt }: RemediationRequest,
  world: ActWorld,
): Promise<string | undefined> {
  const before =
    attempt > 1 ? await world.store.findRequest(`${id.slice(0, id.lastIndexOf('|'))}|${attempt - 1}`) : undefined;
  if (before?.undoes === original.id && before.startedAt !== undefined) return undefined;
  const { state, what } = await check(original, world);
  return state === 'reached' ? undefined : what;
}

/** As it will be read back: what JSON does not keep must not count in the hash either. */
function asStored(before: Json | undefined): Json {
  return before === undefined ? null : JSON.parse(JSON.stringify(before));
}
