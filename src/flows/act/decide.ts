import { mayApprove } from '../../core/access.ts';
import { decisionsOf } from '../../core/decisions.ts';
import { userError } from '../../core/errors.ts';
import type { Decision, RemediationRequest } from '../../core/remediation.ts';
import { hasEnded } from '../../core/request-machine.ts';
import { findAccount } from '../../core/settings.ts';
import { isOnOurMessage } from '../press.ts';
import { mustHaveRight, retry, undo } from './again.ts';
import { carryOut } from './carry-out.ts';
import { followSoon } from './follow-soon.ts';
import { isFresh } from './fresh.ts';
import { move, tell } from './move.ts';
import { record } from './record.ts';
import type { ActWorld, Deciding } from './world.ts';

/** Does what a person decided on a request, when the button is ours, the request still has it, and this person has the right. */
export async function decide(press: Deciding, world: ActWorld): Promise<void> {
  const request = await findPressed(press, world);
  // Delivered again: it goes on where it was.
  if (request.approval?.click === press.key) return hasEnded(request) ? tell(request, world) : carryOut(request, world);
  const { decision } = press;
  const { accountId } = request.resource;
  if (!findAccount(world.settings, accountId)) throw userError('UNKNOWN_ACCOUNT', { accountId });
  if (await isDone(request, press, world)) return;
  // A press that comes again goes on where its own request is, whatever that one has made of this.
  if (!decisionsOf(request).includes(decision) && !(await world.store.findRequestByClick(press.key))) {
    throw userError('TOO_LATE', { what: words[decision], now: spoken(request) });
  }
  await decisions[decision](request, press, world);
}

/** What a press has brought about already is told once more, in case the run that did it was cut off before it told. */
async function isDone(request: RemediationRequest, { decision }: Deciding, world: ActWorld): Promise<boolean> {
  const isCancelled = decision === 'cancel' && request.state === 'cancelled';
  const isLooking = decision === 'look-again' && request.state === 'verifying';
  if (isCancelled) await tell(request, world);
  if (isLooking) await followSoon(request, world);
  return isCancelled || isLooking;
}

async function findPressed(press: Deciding, { store, settings, now }: ActWorld): Promise<RemediationRequest> {
  const { asker, ticket, messageTs } = press;
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const request = await store.findRequestByTicket(ticket);
  if (!request) throw userError('STALE_BUTTON');
  const slots = (await store.listSlots(`REQ#${request.id}`)).filter(({ name }) => name === 'status');
  if (!isOnOurMessage(press, slots)) throw userError('STALE_BUTTON');
  const { requestedAt, endedAt = 0 } = request;
  if (!isFresh(messageTs, [requestedAt, endedAt], now())) throw userError('STALE_BUTTON');
  return request;
}

type Decide = (request: RemediationRequest, press: Deciding, world: ActWorld) => Promise<void>;

const approve: Decide = async (request, press, world) => {
  const { userId, teamId } = press.asker;
  const { requestedBy, resource, remediation } = request;
  const asked = { approverId: userId, approverTeamId: teamId, requesterId: requestedBy };
  const { settings, people, now } = world;
  const may = await mayApprove(settings, { ...asked, accountId: resource.accountId, remediation }, people);
  if (may !== 'yes') throw userError('NOT_YOURS_TO_APPROVE', { why: may });
  const approved = await move(request, { kind: 'approve', by: userId, at: now(), click: press.key }, world);
  if (approved) return carryOut(approved, world);
  await move(request, { kind: 'expire', at: now() }, world);
  await tooLate(request, press, world);
};

/** Saying no is open to everybody who could have asked for it, or could approve it. */
const deny: Decide = async (request, press, world) => {
  const { userId, teamId } = press.asker;
  const { requestedBy, resource, remediation } = request;
  const asked = { approverId: userId, approverTeamId: teamId, requesterId: requestedBy };
  const { accountId } = resource;
  const may = await mayApprove(world.settings, { ...asked, accountId, remediation }, world.people);
  if (may !== 'yes') await mustHaveRight(request, press, world);
  const denied = await move(request, { kind: 'deny', by: userId, at: world.now(), click: press.key }, world);
  if (!denied) await tooLate(request, press, world);
};

const cancel: Decide = async (request, press, world) => {
  const { userId } = press.asker;
  if (request.requestedBy === 'auto') await mustHaveRight(request, press, world);
  else if (request.requestedBy !== userId)
    throw userError('NOT_ALLOWED', { what: 'cancel what somebody else asked for' });
  const cancelled = await move(request, { kind: 'cancel', by: userId, at: world.now() }, world);
  if (!cancelled) await tooLate(request, press, world);
};

const lookAgain: Decide = async (request, press, world) => {
  await mustHaveRight(request, press, world);
  const { key, asker } = press;
  const said = { kind: 'decision', by: asker.userId, what: 'had it looked at again' } as const;
  await record(request, { id: `look-again-${key}`, ...said }, world);
  const looking = await move(request, { kind: 'look-again', at: world.now() }, world);
  if (looking) await followSoon(looking, world, 0);
};

const decisions: Readonly<Record<Decision, Decide>> = {
  ...{ approve, deny, cancel, undo, 'look-again': lookAgain, retry },
};

const words: Readonly<Record<Decision, string>> = {
  ...{ approve: 'approve it', deny: 'deny it', cancel: 'cancel it' },
  ...{ undo: 'take it back', 'look-again': 'look again', retry: 'try it again' },
};

async function tooLate({ id }: RemediationRequest, { decision }: Deciding, { store }: ActWorld): Promise<never> {
  const now = await store.findRequest(id);
  throw userError('TOO_LATE', { what: words[decision], now: now ? spoken(now) : 'gone' });
}

function spoken({ state, takenBack }: RemediationRequest): string {
  return takenBack ? 'taken back' : state.replaceAll('-', ' ');
}
