import type {
  Approval,
  ComplianceProof,
  Outcome,
  Proof,
  RemediationRequest,
  RequestPlan,
  RequestState,
  StepState,
} from './remediation.ts';

/** What may happen to a request; `at` in ms, `by` a Slack user id, `click` the key of the press. */
export type RequestEvent =
  | Readonly<{ kind: 'plan'; plan: RequestPlan }>
  /** A second person is waited for. */
  | Readonly<{ kind: 'wait'; until: number }>
  /** The yes of whoever asked, who was told what it does; enough where the policy asks for no second person. */
  | Readonly<{ kind: 'confirm'; at: number }>
  | Readonly<{ kind: 'approve' | 'deny'; by: string; at: number; click: string }>
  | Readonly<{ kind: 'cancel'; by: string; at: number }>
  | Readonly<{ kind: 'expire'; at: number }>
  /** It is about to be done; `hash` is that of the plan as it is made now. */
  | Readonly<{ kind: 'start'; at: number; hash: string; steps: readonly StepState[] }>
  | Readonly<{ kind: 'run'; steps: readonly StepState[] }>
  | Readonly<{ kind: 'verify'; at: number }>
  | Readonly<{ kind: 'look-again'; at: number }>
  | Readonly<{ kind: 'prove'; proof: Proof }>
  | Readonly<{
      kind: 'end';
      state: Outcome | 'refused' | 'dry-run';
      at: number;
      reason?: string;
      steps?: readonly StepState[];
      proof?: Proof;
      compliance?: ComplianceProof;
    }>;

type RequestChange = Partial<Omit<RemediationRequest, 'id' | 'rev'>>;

/** The change that an event makes of a request, or why it makes none, as a clause. */
export type Moved = Readonly<{ change: RequestChange } | { refused: string }>;

/** So long a plan waits for its approval, and an approval for being carried out, in ms. */
export const approvalFor = 15 * 60_000;

const ended: readonly RequestState[] = [
  ...(['denied', 'expired', 'cancelled', 'refused', 'dry-run'] as const),
  ...(['applied', 'already-compliant', 'resource-gone', 'failed', 'unconfirmed'] as const),
];

/** Whether nothing happens to it any more unless a person asks for it. */
export function hasEnded({ state }: Pick<RemediationRequest, 'state'>): boolean {
  return ended.includes(state);
}

/** Where each outcome can come from: what changes something ends only after it was started. */
const endsFrom: Readonly<Record<Outcome | 'refused' | 'dry-run', readonly RequestState[]>> = {
  refused: ['requested', 'planned', 'approved'],
  'already-compliant': ['requested', 'approved', 'starting'],
  'resource-gone': ['requested', 'approved', 'starting'],
  'dry-run': ['planned'],
  failed: ['requested', 'approved', 'starting', 'running'],
  applied: ['verifying'],
  unconfirmed: ['starting', 'running', 'verifying'],
};

/**
 * What an event makes of a request as it is. Pure; whoever writes the change does so only while the request is in the state
 * that it was read in, so that of two events at once one counts.
 */
export function moveOn(request: RemediationRequest, event: RequestEvent): Moved {
  switch (event.kind) {
    case 'plan':
      return from(request, ['requested'], { state: 'planned', plan: event.plan, steps: pending(event.plan) });
    case 'wait':
      if (request.dryRun) return { refused: 'it ends with its plan' };
      return from(request, ['planned'], { state: 'awaiting', expiresAt: event.until });
    case 'confirm':
      return confirm(request, event.at);
    case 'approve':
    case 'deny':
      return decide(request, event);
    case 'cancel':
      return from(request, ['awaiting'], { state: 'cancelled', endedAt: event.at, reason: `cancelled by ${event.by}` });
    case 'expire':
      if (event.at < (request.expiresAt ?? 0)) return { refused: 'it may still be approved' };
      return from(request, ['awaiting'], { state: 'expired', endedAt: event.at });
    case 'start':
      return start(request, event);
    case 'run':
      return from(request, ['starting', 'running'], { state: 'running', steps: event.steps });
    case 'verify':
      return from(request, ['starting', 'running'], {
        state: 'verifying',
        steps: done(request),
        verifyingAt: event.at,
      });
    case 'look-again':
      // What it was unconfirmed for holds no more: nobody knows again.
      return from(request, ['unconfirmed'], { state: 'verifying', verifyingAt: event.at, reason: '' });
    case 'prove':
      return from(request, ['verifying'], { state: 'verifying', proof: event.proof });
    case 'end':
      return end(request, event);
  }
}

function from(request: RemediationRequest, states: readonly RequestState[], change: RequestChange): Moved {
  return states.includes(request.state) ? { change } : { refused: `it is ${request.state}` };
}

function confirm(request: RemediationRequest, at: number): Moved {
  if (request.mode === 'approve') return { refused: 'a second person must approve it' };
  if (request.dryRun) return { refused: 'it ends with its plan' };
  if (!request.plan) return { refused: 'it has no plan' };
  const approval: Approval = { state: 'approved', by: request.requestedBy, at, hash: request.plan.hash };
  return from(request, ['planned'], { state: 'approved', approval });
}

function decide(
  request: RemediationRequest,
  { kind, by, at, click }: Extract<RequestEvent, { kind: 'approve' | 'deny' }>,
): Moved {
  const { plan, expiresAt = 0, requestedBy } = request;
  if (!plan) return { refused: 'it has no plan' };
  const said = { by, at, hash: plan.hash, click };
  if (kind === 'deny') {
    const approval: Approval = { state: 'denied', ...said };
    return from(request, ['awaiting'], { state: 'denied', approval, endedAt: at });
  }
  if (by === requestedBy) return { refused: 'whoever asked for it cannot approve it as well' };
  if (at >= expiresAt) return { refused: 'its time to be approved is over' };
  return from(request, ['awaiting'], { state: 'approved', approval: { state: 'approved', ...said } });
}

function start(request: RemediationRequest, { at, hash, steps }: Extract<RequestEvent, { kind: 'start' }>): Moved {
  const { plan, approval, mode, requestedBy, dryRun } = request;
  if (dryRun) return { refused: 'it ends with its plan' };
  if (!plan || approval?.state !== 'approved') return { refused: 'nobody approved it' };
  if (mode === 'approve' && approval.by === requestedBy) return { refused: 'a second person must approve it' };
  if (at - approval.at > approvalFor) return { refused: 'it was approved more than 15 minutes ago' };
  if (approval.hash !== plan.hash || hash !== plan.hash) {
    return { refused: 'the plan has changed since it was approved' };
  }
  return from(request, ['approved'], { state: 'starting', startedAt: at, steps });
}

function end(request: RemediationRequest, event: Extract<RequestEvent, { kind: 'end' }>): Moved {
  const { kind: _, at, ...said } = event;
  if (event.state === 'dry-run' && !request.dryRun) return { refused: 'it is not only to be planned' };
  if (event.state === 'applied' && !event.proof?.reached) return { refused: 'nothing proves it' };
  return from(request, endsFrom[event.state], { ...said, endedAt: at });
}

function pending({ steps }: RequestPlan): readonly StepState[] {
  return steps.map(({ what, on }) => ({ name: `${what} on ${on}`, state: 'pending' }));
}

/** It did what it was to do; whether that helped is looked at next. */
function done({ steps }: RemediationRequest): readonly StepState[] {
  return steps.map(({ name }) => ({ name, state: 'done' }));
}
