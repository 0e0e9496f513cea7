import type { AuditEntry } from '../../core/audit.ts';
import { UserError } from '../../core/errors.ts';
import type { Asker } from '../../core/job.ts';
import type { Audit, CallMade } from '../../core/ports.ts';
import type { RemediationRequest, RequestState } from '../../core/remediation.ts';
import { hasEnded } from '../../core/request-machine.ts';
import { resourceKey } from '../../core/resource.ts';
import type { ActWorld } from './world.ts';

type Said = Pick<AuditEntry, 'id' | 'kind' | 'by' | 'what'> & Partial<Pick<AuditEntry, 'details' | 'at'>>;

/** Writes an entry about a request into the request's own chain. Throws when it cannot be written. */
export async function record(request: RemediationRequest, said: Said, world: ActWorld): Promise<void> {
  const { id, alertId, resource, remediation } = request;
  await written(world)(id, {
    at: world.now(),
    ...said,
    requestId: id,
    ...(alertId !== undefined && { alertId }),
    ...{ accountId: resource.accountId, region: resource.region, resource: resourceKey(resource), remediation },
  });
}

/**
 * The trail, where what could not be written is an outage and not the mistake of whoever asked: it comes again, so that no
 * entry is lost, and nobody is told that it is over.
 */
export function written({ audit }: Pick<ActWorld, 'audit'>): Audit {
  return async (chain, entry) => {
    try {
      await audit(chain, entry);
    } catch (error) {
      throw error instanceof UserError ? new Error(error.message, { cause: error }) : error;
    }
  };
}

/** What the state that a request is in says, once per state and rev: repeated after a crash it is the same entry. */
export async function recordState(request: RemediationRequest, world: ActWorld): Promise<void> {
  const said = entryOf(request);
  if (said) await record(request, said, world);
}

/** A press or a command that never became a request, and why. */
export async function recordRefusal(
  { key, asker, what }: Readonly<{ key: string; asker: Asker; what: string }>,
  why: string,
  world: ActWorld,
): Promise<void> {
  const { userId, teamId, channelId } = asker;
  const details = { team: teamId, channel: channelId };
  await written(world)(`refusal-${key}`, {
    id: 'refusal',
    kind: 'refusal',
    at: world.now(),
    by: userId,
    what: `${what}: ${why}`,
    details,
  });
}

/** A call that was made in somebody's name. Its number and time tell it from those of another run. */
export async function recordCall(
  request: RemediationRequest,
  { call, n }: Readonly<{ call: CallMade; n: number }>,
  world: ActWorld,
): Promise<void> {
  const { service, operation, awsRequestId, error, at } = call;
  const details = { ...(awsRequestId !== undefined && { awsRequestId }), ...(error !== undefined && { error }) };
  const what = `${service}:${operation} ${error === undefined ? 'was made' : `failed: ${error}`}`;
  await record(
    request,
    { id: `call-${at}-${n}-${operation}`, kind: 'call', at, by: request.requestedBy, what, details },
    world,
  );
}

function entryOf(request: RemediationRequest): Said | undefined {
  const { state, requestedBy: by, approval, plan, reason, rev, endedAt } = request;
  const why = reason ? `: ${reason}` : '';
  switch (state) {
    case 'requested': {
      const { rule, input, mode, undoes } = request;
      const details = { mode, input, ...(rule !== undefined && { rule }), ...(undoes !== undefined && { undoes }) };
      return { id: 'request', kind: 'request', at: request.requestedAt, by, what: 'asked for it', details };
    }
    case 'planned':
      return (
        plan && { id: 'plan', kind: 'plan', by: 'noroshi', what: `planned ${plan.steps.length} steps`, details: plan }
      );
    case 'approved':
    case 'denied':
      return (
        approval && {
          id: state,
          kind: 'decision',
          at: approval.at,
          by: approval.by,
          what: `${state} the plan ${approval.hash}`,
        }
      );
    case 'cancelled':
      return {
        id: state,
        kind: 'decision',
        by: /^cancelled by (\w+)$/.exec(reason ?? '')?.[1] ?? by,
        what: 'cancelled it',
      };
    case 'expired':
      return { id: state, kind: 'decision', by: 'noroshi', what: 'expired: nobody approved it in time' };
    default:
      // One that is looked at again has ended before, and has not now.
      if (endedAt === undefined || !hasEnded(request)) return undefined;
      return {
        id: `outcome-${rev}`,
        kind: kindOf(state),
        at: endedAt,
        by: 'noroshi',
        what: `${state}${why}`,
        details: proofOf(request),
      };
  }
}

function kindOf(state: RequestState): 'refusal' | 'outcome' {
  return state === 'refused' ? 'refusal' : 'outcome';
}

function proofOf({ proof, compliance }: RemediationRequest) {
  return { ...(proof && { proof }), ...(compliance && { compliance }) };
}
