import type { Json } from './json.ts';
import type { Resource } from './resource.ts';

/** One intended change, in words that the person who confirms it reads: `revoke inbound TCP 22 from 0.0.0.0/0` on `sg-1`. */
export type PlanStep = Readonly<{ what: string; on: string }>;

/** What would be done to a resource as it is now. */
export type Plan = Readonly<{
  /** Empty: the resource is so already. */
  steps: readonly PlanStep[];
  /** What an undo would do, in the same words; empty when nothing of it can be taken back. */
  back: readonly PlanStep[];
  /** What cannot be taken back, or happens beside it, one sentence each. */
  caveats: readonly string[];
  /** What the change touches, as it is now: `apply` is bound to it, and `undo` restores it. */
  before: Json;
}>;

/** The plan as the request holds it: without the state before, which has a row of its own. */
export type RequestPlan = Omit<Plan, 'before'> & Readonly<{ hash: string }>;

export type Outcome = 'applied' | 'already-compliant' | 'resource-gone' | 'failed' | 'unconfirmed';

/** How far a running remediation is; `at` in ms since 1970. */
export type StepState = Readonly<{ name: string; state: 'pending' | 'running' | 'done' | 'failed'; error?: string }>;

/**
 * requested → planned → awaiting → approved → starting → running → verifying → an outcome; or denied, expired, cancelled,
 * refused, and `dry-run` where the policy only wants to be told.
 */
export type RequestState =
  | 'requested'
  | 'planned'
  | 'awaiting'
  | 'approved'
  | 'starting'
  | 'running'
  | 'verifying'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'refused'
  | 'dry-run'
  | Outcome;

/** What a person can decide on a request by a button of its message. */
export const decisions = ['approve', 'deny', 'cancel', 'undo', 'look-again', 'retry'] as const;
export type Decision = (typeof decisions)[number];

/** Whose yes a policy asks for. */
export type Mode = 'click' | 'approve' | 'auto';

/** Who said yes or no to a plan; `hash` is that of the plan that was shown, `click` the key of the press that said it. */
export type Approval = Readonly<{ state: 'approved' | 'denied'; by: string; at: number; hash: string; click?: string }>;

/** The resource read again afterwards: whether it reached the planned state, and what was seen, in a sentence. */
export type Proof = Readonly<{ reached: boolean; what: string; at: number }>;

/** What the rule says after it was evaluated again, or why that is not known. */
export type ComplianceProof = Readonly<{ at: number } & ({ verdict: string } | { unavailable: string })>;

/** Who asked for what on which resource, and its state (row `REQ#resource` / `name#attempt`). */
export type RemediationRequest = Readonly<{
  /** `<resource key>|<name>|<attempt>`, its name as `requestName` says it. */
  id: string;
  remediation: string;
  attempt: number;
  state: RequestState;
  mode: Mode;
  /** It ends with its plan. */
  dryRun?: true;
  /** The id of the request that this one takes back. */
  undoes?: string;
  /** An undo of it went through, so that there is nothing more to take back. */
  takenBack?: true;
  /** The alert that it came from; a command has none, and its message stands in `channel`. */
  alertId?: string;
  channel?: string;
  rule?: string;
  resource: Resource;
  /** What the remediation needs to know beside the resource, e.g. the ids of the rules. */
  input: Readonly<Record<string, string>>;
  /** Slack user id of the person who asked, or `auto` where the policy did. */
  requestedBy: string;
  /** The key of the click's job: the same click, however often it is delivered; of `auto`, the transition. */
  click: string;
  requestedAt: number;
  plan?: RequestPlan;
  /** Until when it may be approved, in ms. */
  expiresAt?: number;
  approval?: Approval;
  /** When we asked AWS to start, in ms: an execution older than this is not ours. */
  startedAt?: number;
  /** The id of the execution of Systems Manager that does it, once it is known. */
  execution?: string;
  /** Since when it is looked at whether the resource became so, in ms. */
  verifyingAt?: number;
  endedAt?: number;
  /** How often we have looked how far it is: a look with another number is a stale message's. */
  looks?: number;
  steps: readonly StepState[];
  proof?: Proof;
  compliance?: ComplianceProof;
  /** Why it was refused or failed, in words. */
  reason?: string;
  /** Grows with each write; the thread's message shows the newest. */
  rev: number;
}>;

/** A remediation that an alert's policy offers, of an automation one document; `id` is opaque and is the button's value. */
export type Offer = Readonly<{
  id: string;
  remediation: string;
  document?: string;
  /** Nothing would be changed. */
  dryRun?: true;
  title: string;
  confirm: string;
}>;

/** What attempts are counted of, and the name of their rows: a remediation, of an automation each document, and an undo of it. */
export function requestName({
  remediation,
  input,
  undoes,
}: Pick<RemediationRequest, 'remediation' | 'input' | 'undoes'>): string {
  const { document } = input;
  const name = document === undefined ? remediation : `${remediation}.${document}`;
  return undoes === undefined ? name : `undo-${name}`;
}
