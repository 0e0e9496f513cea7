import { nameOf } from '../../core/alert.ts';
import { isSameJson } from '../../core/plan-hash.ts';
import type { CallMade } from '../../core/ports.ts';
import type { ComplianceProof, Proof, RemediationRequest } from '../../core/remediation.ts';
import type { Checked } from '../../remediations/index.ts';
import { workingOn } from './context.ts';
import { followSoon } from './follow-soon.ts';
import { move } from './move.ts';
import { recordCall } from './record.ts';
import { tried } from './tried.ts';
import { type ActWorld, remediationOf } from './world.ts';

/** A resource has so long to become what it was meant to be, in ms. */
const provenWithin = 5 * 60_000;
/** AWS Config has so long to judge it again, in ms; then what it says by then is shown. */
const judgedWithin = 60_000;

/** Reads the resource again: whether it became so, and then what the rule says of it. */
export async function verify(request: RemediationRequest, world: ActWorld): Promise<void> {
  if (request.proof?.reached) return judge(request, request.proof, world);
  const checked = await check(request, world);
  const at = world.now();
  const proof: Proof = { reached: checked.state === 'reached', what: checked.what, at };
  if (checked.state === 'reached') {
    const proven = await move(request, { kind: 'prove', proof }, world);
    if (proven) await evaluate(proven, proof, world);
  } else if (checked.state === 'not-reached' || at - (request.verifyingAt ?? at) > provenWithin) {
    const reason = `it was carried out, and has not become what was planned: ${checked.what}`;
    await move(request, { kind: 'end', state: 'unconfirmed', at, reason, proof }, world);
  } else {
    await lookAgain(request, world, at - (request.verifyingAt ?? at));
  }
}

/** The resource itself, by the remediation's own way of telling, else by planning once more. */
export async function check(request: RemediationRequest, world: ActWorld): Promise<Checked> {
  const remediation = remediationOf(request, world);
  const before = (await world.store.findBefore(request.id)) ?? null;
  const { ctx } = workingOn(request, remediation, world);
  const isUndo = request.undoes !== undefined;
  const own = isUndo ? remediation.verifyUndo : remediation.verify;
  const checked = await tried(async (): Promise<Checked> => {
    if (own) return own(request, before, ctx);
    const planned = await remediation.plan(request, ctx);
    if ('outcome' in planned) {
      const isGone = planned.outcome !== 'already-compliant' || isUndo;
      return { state: isGone ? 'not-reached' : 'reached', what: planned.reason };
    }
    if (isUndo) {
      return isSameJson(planned.before, before)
        ? { state: 'reached', what: `${nameOf(request.resource)} is as it was before` }
        : { state: 'not-yet', what: `${nameOf(request.resource)} is not as it was before` };
    }
    return planned.steps.length === 0
      ? { state: 'reached', what: `${nameOf(request.resource)} is as planned` }
      : { state: 'not-yet', what: `still to be done: ${planned.steps.map(({ what }) => what).join(', ')}` };
  });
  return 'done' in checked ? checked.done : { state: 'not-yet', what: checked.trouble };
}

/** Has the rule judge it again; what it says then is asked a little later. */
async function evaluate(request: RemediationRequest, proof: Proof, world: ActWorld): Promise<void> {
  const { rule, resource, requestedBy: userId, id: requestId, undoes } = request;
  if (rule === undefined || undoes !== undefined) return applied(request, { proof }, world);
  const calls: CallMade[] = [];
  const by = { userId, requestId, onCall: (call: CallMade) => void calls.push(call) };
  const asked = await tried(() => world.compliance.evaluate(resource, rule, by));
  for (const [n, call] of calls.entries()) await recordCall(request, { call, n }, world);
  if ('trouble' in asked) {
    world.log.warn('A rule could not be evaluated again', { request: requestId, reason: asked.trouble });
  }
  await judge(request, proof, world);
}

/** A rule may go on calling it broken (a stopped instance until it is terminated), so that is shown beside the proof. */
async function judge(request: RemediationRequest, proof: Proof, world: ActWorld): Promise<void> {
  const { rule, resource, undoes } = request;
  if (rule === undefined || undoes !== undefined) return applied(request, { proof }, world);
  const found = await tried(() => world.compliance.find(resource, rule));
  const at = world.now();
  const isSettled = 'done' in found && found.done !== 'NON_COMPLIANT' && found.done !== 'INSUFFICIENT_DATA';
  if (!isSettled && at - proof.at < judgedWithin) return lookAgain(request, world, at - proof.at);
  const compliance: ComplianceProof =
    'done' in found ? { at, verdict: found.done ?? 'NOT_APPLICABLE' } : { at, unavailable: found.trouble };
  await applied(request, { proof, compliance }, world);
}

async function applied(
  request: RemediationRequest,
  shown: Readonly<{ proof: Proof; compliance?: ComplianceProof }>,
  world: ActWorld,
): Promise<void> {
  await move(request, { kind: 'end', state: 'applied', at: world.now(), ...shown }, world);
}

/** Soon at first, and after as long again later. Sent before it is written down: a crash in between repeats a look, and never ends the chain. */
async function lookAgain(request: RemediationRequest, world: ActWorld, waitedMs: number): Promise<void> {
  const looks = (request.looks ?? 0) + 1;
  const seconds = Math.min(30, Math.max(3, Math.round(waitedMs / 1000)));
  await followSoon({ ...request, looks }, world, seconds);
  await world.store.moveRequest(request.id, ['verifying'], { looks });
}
