import type { RequestNote } from '../../core/ports.ts';
import type { RemediationRequest, RequestState } from '../../core/remediation.ts';
import { hasEnded, moveOn, type RequestEvent } from '../../core/request-machine.ts';
import { showAlert } from '../../delivery/show-alert.ts';
import { wantShown } from '../../delivery/want.ts';
import { recordState } from './record.ts';
import type { ActWorld } from './world.ts';

/**
 * Moves a request on by an event, from the state that it was read in, and lets everybody know; undefined when the event makes
 * nothing of it, or somebody else moved it meanwhile.
 */
export async function move(
  request: RemediationRequest,
  event: RequestEvent,
  world: ActWorld,
): Promise<RemediationRequest | undefined> {
  const moved = moveOn(request, event);
  if ('refused' in moved) return undefined;
  const next = await world.store.moveRequest(request.id, [request.state], moved.change);
  if (next) await tell(next, world);
  return next;
}

/** Audit, thread and alert say what became of a request. Repeating it is harmless, and after a crash it must be repeated. */
export async function tell(request: RemediationRequest, world: ActWorld): Promise<void> {
  if (hasEnded(request)) await world.store.unlockResource(request.resource, request.id);
  await recordState(request, world);
  await showStatus(request, world);
  await noteOnAlert(request, world);
  if (request.undoes !== undefined && request.state === 'applied') await markTakenBack(request.undoes, world);
}

/** What was taken back offers that no more. */
async function markTakenBack(id: string, world: ActWorld): Promise<void> {
  const known = await world.store.findRequest(id);
  const marked = known?.takenBack ? known : await world.store.moveRequest(id, ['applied'], { takenBack: true });
  if (marked) await showStatus(marked, world);
}

/** The status stands in the thread of each message of the alert; of a command, where it was asked. */
async function showStatus({ id, alertId, channel, rev }: RemediationRequest, world: ActWorld): Promise<void> {
  const wanted = { owner: `REQ#${id}`, name: 'status', lane: 1, want: rev };
  if (alertId === undefined) {
    if (channel !== undefined) await wantShown({ ...wanted, channel }, world);
    return;
  }
  const slots = await world.store.listSlots(`ALERT#${alertId}`);
  for (const { owner, channel: where, name } of slots.filter((slot) => slot.name === 'root')) {
    await wantShown({ ...wanted, channel: where, thread: { owner, name } }, world);
  }
}

/** What the alert's own message tells; the steps between are for the thread. */
const noted: readonly RequestState[] = ['requested', 'awaiting', 'starting'];

async function noteOnAlert(request: RemediationRequest, world: ActWorld): Promise<void> {
  const { id, alertId, remediation, attempt, state, rev, undoes, proof, input, reason } = request;
  // What the source sees after that is a relapse, also while the rule was still waited for.
  const at = state === 'applied' && proof ? proof.at : world.now();
  if (alertId === undefined || !(noted.includes(state) || hasEnded(request))) return;
  const note: RequestNote = {
    ...{ requestId: id, remediation, attempt, state, by: byWhom(request), at, rev },
    ...(input['document'] !== undefined && { document: input['document'] }),
    ...(input['runs'] !== undefined && { runs: input['runs'] }),
    ...(state === 'refused' && reason !== undefined && { why: reason }),
    ...(undoes !== undefined && { isUndo: true }),
  };
  // Noted already: the run that did may have been cut off before it was shown.
  const alert = (await world.store.noteRequest(alertId, note)) ?? (await world.store.findAlert(alertId));
  if (alert) await showAlert(alert, world);
}

function byWhom({ state, approval, requestedBy }: RemediationRequest): string {
  return state === 'expired' ? 'noroshi' : state === 'denied' ? (approval?.by ?? requestedBy) : requestedBy;
}
