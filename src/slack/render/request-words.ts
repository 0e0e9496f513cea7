import type { Decision, RequestState, StepState } from '../../core/remediation.ts';

/** What a request does not know of itself. */
export type RequestNames = Readonly<{
  accountName?: string | undefined;
  /** The remediation's title, `Stop instance`. */
  title?: string | undefined;
  /** Who may approve, as the settings name them: ids of users or groups, e-mail addresses. */
  approvers?: readonly string[];
}>;

/** Each state of a request, behind what it is about: `✅ Stop instance: done`. */
export const stateWords: Readonly<Record<RequestState, readonly [symbol: string, words: string]>> = {
  requested: ['⏳', 'asked for; what it would do is being worked out'],
  planned: ['⏳', 'planned; it goes on at once'],
  awaiting: ['🔐', 'waits for the approval of a second person'],
  approved: ['⏳', 'approved, about to start'],
  starting: ['⏳', 'starting'],
  running: ['⏳', 'running'],
  verifying: ['⏳', 'carried out; being read again'],
  denied: ['⛔', 'denied; nothing was done'],
  expired: ['⌛', 'not approved in time; nothing was done'],
  cancelled: ['⛔', 'cancelled; nothing was done'],
  refused: ['⛔', 'refused; nothing was done'],
  'dry-run': ['🧪', 'dry run; nothing was changed'],
  applied: ['✅', 'done'],
  'already-compliant': ['✅', 'nothing to do; it is so already'],
  'resource-gone': ['✅', 'nothing to do; the resource is gone'],
  failed: ['❌', 'failed'],
  unconfirmed: ['❓', 'not confirmed; somebody has to look'],
};

/** What stands above the plan: whether it is ahead, under way, done, or never happened. */
export const planHeadings: Readonly<Record<RequestState, string>> = {
  requested: 'What would be done',
  planned: 'What will be done',
  awaiting: 'What would be done',
  approved: 'What will be done',
  starting: 'What is being done',
  running: 'What is being done',
  verifying: 'What was done',
  denied: 'What would have been done',
  expired: 'What would have been done',
  cancelled: 'What would have been done',
  refused: 'What would have been done',
  'dry-run': 'What would have been done',
  applied: 'What was done',
  'already-compliant': 'What would have been done',
  'resource-gone': 'What would have been done',
  failed: 'What was planned',
  unconfirmed: 'What was planned',
};

/** States in which the change is ahead, under way or there: how to take it back is worth knowing. */
export const changing: readonly RequestState[] = [
  'planned',
  'awaiting',
  'approved',
  'starting',
  'running',
  'verifying',
  'dry-run',
  'applied',
  'failed',
  'unconfirmed',
];

export const stepMarks: Readonly<Record<StepState['state'], string>> = {
  pending: '○ waiting: ',
  running: '▶ running: ',
  done: '✔ done: ',
  failed: '✖ failed: ',
};

export const decisionWords: Readonly<Record<Decision, string>> = {
  approve: 'Approve',
  deny: 'Deny',
  cancel: 'Cancel it',
  undo: 'Take it back',
  'look-again': 'Look again',
  retry: 'Try again',
};

/** AWS Config's verdicts as the end of "The rule … says that it is …". */
export const verdictWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    COMPLIANT: 'is compliant',
    NON_COMPLIANT: 'is still non-compliant',
    NOT_APPLICABLE: 'is none of its concern',
    INSUFFICIENT_DATA: 'cannot be judged yet',
  }),
);
