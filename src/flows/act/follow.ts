import { awsReason } from '../../core/aws-error.ts';
import { UserError } from '../../core/errors.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { type Followed, findRemediation } from '../../remediations/index.ts';
import { contextOf, end, followSoon, move, type RemediateWorld } from './remediate.ts';

/** "Look how far that request is", for the `n`th time: what the queue of remediations brings back to us. */
export type Look = Readonly<{ request: string; n: number }>;

/** An execution that AWS does not show after so long never began. */
const unseenFor = 2 * 60_000;
/** What has not ended after so long is left to a person. */
const followedFor = 60 * 60_000;

/** Looks how far a remediation is, shows what changed, and looks again later until it has ended. */
export async function follow({ request: id, n }: Look, world: RemediateWorld): Promise<void> {
  const request = await world.store.findRequest(id);
  if (!request || !['starting', 'running'].includes(request.state) || (request.looks ?? 0) !== n) return;
  const seen = await look(request, world);
  const age = world.now() - (request.startedAt ?? request.requestedAt);
  if (seen?.state === 'applied' || seen?.state === 'failed') {
    await end(request, seen, world);
  } else if (seen?.state === 'unseen' && age > unseenFor) {
    const reason = 'AWS shows no execution of it; it may not have started';
    await end(request, { state: 'unconfirmed', reason }, world);
  } else if (age > followedFor) {
    await end(request, { state: 'unconfirmed', reason: 'it has not ended within an hour' }, world);
  } else {
    await goOn(request, seen, world);
  }
}

/** Sent before it is written down: a crash in between repeats a look, and never ends the chain. */
async function goOn(request: RemediationRequest, seen: Followed | undefined, world: RemediateWorld): Promise<void> {
  const looks = (request.looks ?? 0) + 1;
  await followSoon(request, looks, world);
  if (seen?.state !== 'running') return void (await world.store.moveRequest(request.id, [request.state], { looks }));
  const steps = seen.steps.length > 0 ? seen.steps : request.steps;
  const isNews = request.state !== 'running' || JSON.stringify(steps) !== JSON.stringify(request.steps);
  if (isNews) await move(request, { state: 'running', steps, looks }, world);
  else await world.store.moveRequest(request.id, [request.state], { looks });
}

/** Undefined when AWS could not be asked just now. */
async function look(request: RemediationRequest, world: RemediateWorld): Promise<Followed | undefined> {
  const remediation = findRemediation(request.remediation);
  try {
    return await remediation?.follow?.(request, contextOf(request, remediation, world));
  } catch (error) {
    const reason = error instanceof UserError ? error.message : awsReason(error);
    if (reason === undefined) throw error;
    world.log.warn('The state of a remediation could not be read', { request: request.id, reason });
    return undefined;
  }
}
