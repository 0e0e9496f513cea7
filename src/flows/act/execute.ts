import type { Json } from '../../core/json.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { moveOn } from '../../core/request-machine.ts';
import { apply } from './apply.ts';
import { move } from './move.ts';
import { findObstacle, type Obstacle, switchedOff } from './obstacles.ts';
import { makePlan } from './plan.ts';
import { record } from './record.ts';
import type { ActWorld } from './world.ts';

/** A resource stays locked so long after the last sign of life, in ms. */
export const lockedFor = 10 * 60_000;

/**
 * Does what was approved, if it is still the same: everything is read again, the plan is made again, the resource is locked,
 * the caps are counted, the state before is kept, and the audit trail says what is about to be done. Then it starts.
 */
export async function execute(request: RemediationRequest, world: ActWorld): Promise<void> {
  const ready = await makeReady(request, world);
  if ('state' in ready) return void (await move(request, { kind: 'end', at: world.now(), ...ready }, world));
  const start = { kind: 'start', at: world.now(), hash: ready.hash, steps: request.steps } as const;
  const starting = await move(request, start, world);
  if (starting) await apply(starting, ready.before, world);
}

type Ready = Readonly<{ hash: string; before: Json }>;

async function makeReady(request: RemediationRequest, world: ActWorld): Promise<Ready | Obstacle> {
  const { store, settings, now } = world;
  if (!(await store.lockResource(request.resource, request.id, now() + lockedFor))) {
    return refused('another remediation is at work on this resource');
  }
  // What Slack said at the click may have changed since.
  const obstacle = await findObstacle(request, { ...world, people: world.people.afresh() });
  if (obstacle) return obstacle;
  const made = await makePlan(request, world);
  if ('state' in made) return made;
  const { hash } = made.plan;
  const started = moveOn(request, { kind: 'start', at: now(), hash, steps: [] });
  if ('refused' in started) return refused(started.refused);
  const counted = await store.countAgainstCaps(request, settings.caps);
  if (counted !== 'counted') return refused(capReached(counted, world));
  const before = await store.keepBefore(request.id, made.before);
  try {
    const by = request.requestedBy;
    const details = { hash, steps: made.plan.steps };
    await record(request, { id: 'intent', kind: 'intent', by, what: 'is about to be carried out', details }, world);
  } catch (error) {
    world.log.error('The audit trail could not be written', { request: request.id, error: String(error) });
    return refused('the audit trail could not be written, and nothing is done without it');
  }
  // All that took its time, and whoever stops everything is heard up to the last moment.
  return (await switchedOff(request, world)) ?? { hash, before };
}

function capReached(which: 'resource' | 'account', { settings: { caps } }: ActWorld): string {
  return which === 'resource'
    ? `this resource was changed ${caps.perResourcePerHour} times within an hour, which is as often as the settings allow`
    : `this account was changed ${caps.perAccountPerHour} times within an hour, which is as often as the settings allow`;
}

function refused(reason: string): Obstacle {
  return { state: 'refused', reason };
}
