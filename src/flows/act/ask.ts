import { userError } from '../../core/errors.ts';
import type { AlertState } from '../../core/ports.ts';
import { type Mode, type RemediationRequest, type RequestState, requestName } from '../../core/remediation.ts';
import { hasEnded } from '../../core/request-machine.ts';
import { type Resource, resourceKey } from '../../core/resource.ts';
import type { ActWorld } from './world.ts';

/** What is asked for: by a button, a command, a policy in mode auto, or as the undo of what was done. */
export type Ask = Readonly<{
  resource: Resource;
  remediation: string;
  input: Readonly<Record<string, string>>;
  rule?: string;
  alertId?: string;
  /** Where a command's message stands. */
  channel?: string;
  mode: Mode;
  dryRun: boolean;
  /** Slack user id, or `auto`. */
  requestedBy: string;
  /** The key of the press or command, of `auto` the transition: delivered again, it finds its request. */
  click: string;
  /** In ms; now, where it is left out. */
  requestedAt?: number;
  /** The id of the request that this one takes back. */
  undoes?: string;
}>;

/** In ms. */
const askedWithin = 15 * 60_000;

/**
 * The request that is asked for: put if it is the first of its attempt, found if the same click has put it. Throws
 * ASKED_LONG_AGO for what comes too late, ALREADY_RUNNING while another is under way, or after one that worked as long as nothing has changed since.
 */
export async function ask(asked: Ask, world: ActWorld): Promise<RemediationRequest> {
  const { resource, click } = asked;
  const own = await world.store.findRequestByClick(click);
  if (own) return own;
  // What waited behind an outage may not be wanted any more.
  if (world.now() - (asked.requestedAt ?? world.now()) > askedWithin) throw userError('ASKED_LONG_AGO');
  const name = requestName(asked);
  const latest = await world.store.findLatestRequest(resource, name);
  const attempt = await nextAttempt(latest, asked, world);
  if (attempt === undefined) throw userError('ALREADY_RUNNING', { by: byWhom(latest, asked) });

  const request = requestOf(asked, { id: `${resourceKey(resource)}|${name}|${attempt}`, attempt }, world);
  if (await world.store.putRequest(request)) return request;
  const quicker = await world.store.findRequest(request.id);
  if (quicker?.click === click) return quicker;
  throw userError('ALREADY_RUNNING', { by: byWhom(quicker, asked) });
}

function requestOf(
  asked: Ask,
  { id, attempt }: Readonly<{ id: string; attempt: number }>,
  world: ActWorld,
): RemediationRequest {
  const { resource, remediation, input, rule, alertId, channel, dryRun, undoes, requestedBy, click } = asked;
  // What takes two people takes them whoever asks, and however.
  const isShared = world.findRemediation(remediation)?.approval === 'second-person';
  return {
    ...{ id, remediation, attempt, state: 'requested', mode: isShared ? 'approve' : asked.mode },
    ...(dryRun && { dryRun: true }),
    ...(undoes !== undefined && { undoes }),
    ...(alertId !== undefined && { alertId }),
    ...(channel !== undefined && { channel }),
    ...(rule !== undefined && { rule }),
    ...{ resource, input, requestedBy, click, requestedAt: asked.requestedAt ?? world.now(), steps: [], rev: 1 },
  };
}

const withoutEffect: readonly RequestState[] = [
  ...(['failed', 'refused', 'unconfirmed', 'expired', 'denied', 'cancelled', 'dry-run'] as const),
];

/**
 * One more after what had no effect; after what worked only on another alert, when AWS found the problem again since, when it
 * was taken back, or by a command, which has nothing to go by but what is there now. A policy acts once per transition.
 */
async function nextAttempt(
  latest: RemediationRequest | undefined,
  asked: Ask,
  world: ActWorld,
): Promise<number | undefined> {
  if (!latest) return 1;
  const next = latest.attempt + 1;
  const alert = asked.alertId === undefined ? undefined : await world.store.findAlert(asked.alertId);
  if (asked.requestedBy === 'auto' && !isSince(alert, latest.requestedAt)) return undefined;
  if (withoutEffect.includes(latest.state)) return next;
  if (!hasEnded(latest)) return undefined;
  if (asked.undoes !== undefined) return latest.undoes === asked.undoes ? undefined : next;
  // What the source saw after it was proven is another time, also while the rule was still waited for.
  const endedAt = latest.proof?.reached ? latest.proof.at : (latest.endedAt ?? latest.requestedAt);
  if (asked.alertId === undefined || latest.alertId !== asked.alertId || isSince(alert, endedAt)) return next;
  return (await isTakenBack(latest, world)) ? next : undefined;
}

function isSince(alert: AlertState | undefined, time: number): boolean {
  return alert !== undefined && alert.newest.sourceAt > time;
}

async function isTakenBack(request: RemediationRequest, { store }: ActWorld): Promise<boolean> {
  const { id, resource } = request;
  const undo = await store.findLatestRequest(resource, requestName({ ...request, undoes: id }));
  return undo?.undoes === id && undo.state === 'applied';
}

function byWhom(request: RemediationRequest | undefined, { requestedBy }: Ask): string {
  if (!request) return 'somebody else';
  if (request.requestedBy === 'auto') return 'the policy';
  return request.requestedBy === requestedBy ? 'you' : request.requestedBy;
}
