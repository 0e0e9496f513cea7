import { mayRemediate } from '../../core/access.ts';
import { awsReason, isUndone } from '../../core/aws-error.ts';
import { UserError } from '../../core/errors.ts';
import type { Log, Now, SendToQueue, Store } from '../../core/ports.ts';
import type { RemediationRequest, RequestState } from '../../core/remediation.ts';
import { findAccount, type Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';
import {
  findRemediation,
  type MemberClients,
  type Remediation,
  type RemediationContext,
} from '../../remediations/index.ts';

type Place = Readonly<{ accountId: string; region: string }>;

export type RemediateWorld = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  settings: Settings;
  /** Sessions in member accounts (`aws/member.ts`). */
  members: Readonly<{
    read(place: Place): Promise<MemberClients>;
    remediate(
      place: Place,
      deed: { userId: string; requestId: string; actions: readonly string[]; resources: readonly string[] },
    ): Promise<MemberClients>;
  }>;
  now: Now;
  log: Log;
}>;

type Change = Partial<Omit<RemediationRequest, 'id' | 'rev'>>;

/**
 * Carries a request from the state that it is in as far as it goes now: approval, plan, start. Each step is one conditional
 * write, so two who carry the same request cannot both start it.
 */
export async function carryOut(request: RemediationRequest, world: RemediateWorld): Promise<void> {
  await showRequest(request, world);
  const remediation = findRemediation(request.remediation);
  if (!remediation) throw new Error(`There is no remediation ${request.remediation}`);
  // In mode click, the confirmation of a person who has the right is the approval.
  const approved = request.state === 'requested' ? await move(request, { state: 'approved' }, world) : request;
  if (approved?.state === 'approved') return prepare(approved, remediation, world);
  // It was being started when a run was cut off: whether it did is looked up, never tried again.
  if (approved?.state === 'starting' || approved?.state === 'running') await followSoon(approved, 0, world);
}

/** Moves a request on from the state that it was read in, and shows it; undefined when somebody else did. */
export async function move(
  request: RemediationRequest,
  change: Change,
  world: RemediateWorld,
): Promise<RemediationRequest | undefined> {
  const moved = await world.store.moveRequest(request.id, [request.state], change);
  if (moved) await showRequest(moved, world);
  return moved;
}

/** Ends a request with an outcome. */
export function end(
  request: RemediationRequest,
  change: Change & { state: RequestState },
  world: RemediateWorld,
): Promise<RemediationRequest | undefined> {
  return move(request, { ...change, endedAt: world.now() }, world);
}

/** Looks again after 2 s at first, up to 60 s later on. Docs: Amazon SQS, delay of at most 900 s. */
export async function followSoon({ id }: RemediationRequest, n: number, world: RemediateWorld): Promise<void> {
  await world.sendToQueue('remediations', { request: id, n }, Math.min(60, Math.round(2 * 1.5 ** n)));
}

/** What a remediation works with: sessions in the resource's own account and region. */
export function contextOf(
  { id, resource, requestedBy }: RemediationRequest,
  { permissions }: Remediation,
  { members }: RemediateWorld,
): RemediationContext {
  return {
    read: () => members.read(resource),
    act: (resources) =>
      members.remediate(resource, { userId: requestedBy, requestId: id, actions: permissions.act, resources }),
  };
}

async function prepare(request: RemediationRequest, remediation: Remediation, world: RemediateWorld): Promise<void> {
  const obstacle = await findObstacle(request, world);
  if (obstacle) return void (await end(request, { state: 'refused', reason: obstacle }, world));
  const planned = await tried(() => remediation.plan(request, contextOf(request, remediation, world)));
  if ('reason' in planned) {
    const state = 'outcome' in planned ? planned.outcome : 'failed';
    return void (await end(request, { state, reason: planned.reason }, world));
  }
  if (planned.steps.length === 0) return void (await end(request, { state: 'already-compliant' }, world));
  const steps = planned.steps.map(({ what, on }) => ({ name: `${what} on ${on}`, state: 'pending' as const }));
  const starting = await move(request, { state: 'starting', startedAt: world.now(), steps }, world);
  if (starting) await start(starting, remediation, world);
}

async function start(request: RemediationRequest, remediation: Remediation, world: RemediateWorld): Promise<void> {
  const applied = await tried(() => remediation.apply(request, contextOf(request, remediation, world)));
  if (!('state' in applied)) {
    if (applied.isUndone) return void (await end(request, { state: 'failed', reason: applied.reason }, world));
    // The answer was lost: it may have started, so its execution is looked for.
    world.log.warn('It is not known whether a remediation started', { request: request.id, reason: applied.reason });
    return followSoon(request, 0, world);
  }
  if (applied.state !== 'running') return void (await end(request, applied, world));
  const running = await move(request, { state: 'running' }, world);
  if (running) await followSoon(running, 0, world);
}

/** Rights and alert are read again at the last moment: either may have changed since the click. */
async function findObstacle(
  request: RemediationRequest,
  { settings, store }: RemediateWorld,
): Promise<string | undefined> {
  const { requestedBy: userId, remediation, resource, alertId } = request;
  const { accountId } = resource;
  if (!findAccount(settings, accountId)) return `account ${accountId} is not in the settings`;
  if (!mayRemediate(settings, { userId, accountId, remediation })) return 'whoever asked no longer has the right';
  const state = await store.findAlert(alertId);
  return state?.status === 'resolved' ? 'the alert was resolved meanwhile' : undefined;
}

/** What AWS refused or did not answer, as a value with its reason; a bug of ours is thrown. */
async function tried<T>(work: () => Promise<T>): Promise<T | Readonly<{ reason: string; isUndone: boolean }>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message, isUndone: true };
    const reason = awsReason(error);
    if (reason === undefined) throw error;
    return { reason, isUndone: isUndone(error) };
  }
}

/** The status stands in the thread of each message of the alert. */
async function showRequest({ id, alertId, rev }: RemediationRequest, world: RemediateWorld): Promise<void> {
  const slots = await world.store.listSlots(`ALERT#${alertId}`);
  for (const { owner, channel, name } of slots.filter((slot) => slot.name === 'root')) {
    const thread = { owner, name };
    await wantShown({ owner: `REQ#${id}`, channel, name: 'status', lane: 1, want: rev, thread }, world);
  }
}
