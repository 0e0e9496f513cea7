import type { Resource } from './resource.ts';

/** One intended change, in words that the person who confirms it reads. */
type PlanStep = Readonly<{ what: string; on: string }>;

/** `steps` empty means already compliant. */
export type Plan = Readonly<{ steps: readonly PlanStep[] }>;

export type Outcome = 'applied' | 'already-compliant' | 'resource-gone' | 'failed' | 'unconfirmed';

/** How far a running remediation is; `at` in ms since 1970. */
export type StepState = Readonly<{ name: string; state: 'pending' | 'running' | 'done' | 'failed'; error?: string }>;

export type RequestState = 'requested' | 'approved' | 'starting' | 'running' | 'refused' | Outcome;

/** Who asked for what on which resource, and its state (row `REQ#resource` / `remediation#attempt`). */
export type RemediationRequest = Readonly<{
  /** `<resource key>|<remediation>|<attempt>`. */
  id: string;
  remediation: string;
  attempt: number;
  state: RequestState;
  alertId: string;
  rule?: string;
  resource: Resource;
  /** Slack user id of the person who clicked. */
  requestedBy: string;
  /** The key of the click's job: the same click, however often it is delivered. */
  click: string;
  requestedAt: number;
  /** When we asked AWS to start, in ms: an execution older than this is not ours. */
  startedAt?: number;
  endedAt?: number;
  /** How often we have looked how far it is: a look with another number is a stale message's. */
  looks?: number;
  steps: readonly StepState[];
  /** Why it was refused or failed, in words. */
  reason?: string;
  /** Grows with each write; the thread's message shows the newest. */
  rev: number;
}>;

/** A remediation that an alert's policy offers; `id` is opaque and is the button's value. */
export type Offer = Readonly<{ id: string; remediation: string; title: string; confirm: string }>;
