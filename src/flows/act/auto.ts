import * as z from 'zod/mini';
import { UserError } from '../../core/errors.ts';
import { policyKey } from '../../core/policies.ts';
import type { AlertState } from '../../core/ports.ts';
import { type RemediationRequest, type RequestState, requestName } from '../../core/remediation.ts';
import { hasEnded } from '../../core/request-machine.ts';
import { hiddenBy } from '../../delivery/quiet.ts';
import type { Choice } from '../../remediations/index.ts';
import { ask } from './ask.ts';
import { automaticChoices } from './automatic.ts';
import { carryOut } from './carry-out.ts';
import { move, tell } from './move.ts';
import { findOwnChange } from './own-change.ts';
import type { ActWorld } from './world.ts';

const Transition = z.object({ auto: z.string().check(z.regex(/^[\w-]{1,100}$/)), sourceAt: z.number() });

/** "That alert's rule found it non-compliant then (ms)", as intake puts it on the queue of remediations. */
export type Transition = z.infer<typeof Transition>;

/** So often a policy changes a resource by itself within an hour; then a person looks. */
const mostByItself = 3;
const hour = 3_600_000;
/** In seconds. */
const askedAgainAfter = 60;
/** States from which a run that was cut off may still be called back. */
const notBegun: readonly RequestState[] = ['requested', 'planned', 'approved'];

/** The message, or nothing for what is none. */
export function readTransition(body: unknown): Transition | undefined {
  const parsed = Transition.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Mode `auto`: a resource that does not comply any more is remediated without a click, once per transition however often it
 * is told. A transition that is over, a policy that says otherwise by now: nothing. Our own doing, a mute, the third time
 * within an hour: refused, in the thread, and a person may press instead. The switch, exemptions, the live verdict and the
 * caps are looked at where every request's are.
 */
export async function actAlone({ auto: alertId, sourceAt }: Transition, world: ActWorld): Promise<void> {
  const state = await world.store.findAlert(alertId);
  if (state?.status !== 'open' || state.newest.sourceAt !== sourceAt) return;
  for (const choice of automaticChoices(state.alert, world.settings)) await actOn(choice, state, world);
}

async function actOn(choice: Choice, state: AlertState, world: ActWorld): Promise<void> {
  const { log } = world;
  const reason = await findReason(choice, state, world);
  if (reason !== undefined && (await isToldAlready(choice, reason, world))) return;
  const request = await askFor(choice, state, world);
  if (!request) return;
  if (reason === undefined || !notBegun.includes(request.state)) return carryOut(request, world);
  log.info('A policy did not act by itself', { request: request.id, reason });
  await tell(request, world);
  await move(request, { kind: 'end', state: 'refused', at: world.now(), reason }, world);
}

/** Undefined when the same is under way already, or was done for this transition. */
async function askFor(choice: Choice, state: AlertState, world: ActWorld): Promise<RemediationRequest | undefined> {
  const { subject, remediation, policy, mode, dryRun } = choice;
  const { id: alertId, rule } = state.alert;
  const click = `auto|${alertId}|${state.newest.sourceAt}|${policyKey(policy)}`;
  try {
    return await ask(
      {
        ...{ ...subject, remediation: remediation.id, alertId, mode, dryRun, requestedBy: 'auto', click },
        ...(rule !== undefined && { rule }),
      },
      world,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    world.log.info('A policy had nothing to do', { alert: alertId, remediation: remediation.id, why: error.code });
    const latest = await world.store.findLatestRequest(subject.resource, nameOf(choice));
    // It may have broken again behind the back of what is under way: that is seen when it is over, an hour later at most.
    if (latest && !hasEnded(latest)) {
      await world.sendToQueue('remediations', { auto: alertId, sourceAt: state.newest.sourceAt }, askedAgainAfter);
    }
    return undefined;
  }
}

/** Why a policy does not act by itself although it says so, as a clause. */
async function findReason(choice: Choice, state: AlertState, world: ActWorld): Promise<string | undefined> {
  const { store, now } = world;
  // While its tags are not known, a mute by tags counts: what may be muted is left alone.
  const mute = hiddenBy(state.alert, await store.listMutes(), { isEarly: true, now: now() });
  if (mute) return `the alert is muted: ${mute.because}`;
  const own = await findOwnChange(choice, state, world);
  if (own !== undefined) return own;
  const runs = await countRuns(choice, world);
  return runs < mostByItself ? undefined : `${mostByItself} times in an hour; it comes back, so a person should look`;
}

/** How often the policy did it to this resource within the last hour; what it was only to tell counts too. */
async function countRuns(choice: Choice, { store, now }: ActWorld): Promise<number> {
  const { subject } = choice;
  const since = now() - hour;
  let runs = 0;
  let request = await store.findLatestRequest(subject.resource, nameOf(choice));
  // Refused ones lie between them, so that more are read than are counted.
  for (let read = 0; request && request.requestedAt > since && runs < mostByItself && read < 50; read += 1) {
    const didSomething = request.startedAt !== undefined || request.state === 'dry-run';
    if (request.requestedBy === 'auto' && didSomething) runs += 1;
    request = request.attempt > 1 ? await store.findRequest(idBefore(request)) : undefined;
  }
  return runs;
}

function nameOf({ subject, remediation }: Choice): string {
  return requestName({ remediation: remediation.id, input: subject.input });
}

function idBefore({ id, attempt }: RemediationRequest): string {
  return `${id.slice(0, id.lastIndexOf('|'))}|${attempt - 1}`;
}

/** A rule that flaps would say it in the thread each time; once in an hour is enough. */
async function isToldAlready(choice: Choice, reason: string, world: ActWorld): Promise<boolean> {
  const { subject } = choice;
  const latest = await world.store.findLatestRequest(subject.resource, nameOf(choice));
  const isRecent = latest?.endedAt !== undefined && latest.endedAt > world.now() - hour;
  return isRecent && latest.state === 'refused' && latest.requestedBy === 'auto' && latest.reason === reason;
}
