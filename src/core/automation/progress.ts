import type { StepState } from '../remediation.ts';

/** What Systems Manager tells of an execution, as far as it is read (`AutomationExecution`). */
export type Execution = Readonly<{
  AutomationExecutionStatus?: string | undefined;
  FailureMessage?: string | undefined;
  StepExecutions?:
    | readonly Readonly<{
        StepName?: string | undefined;
        StepStatus?: string | undefined;
        FailureMessage?: string | undefined;
      }>[]
    | undefined;
}>;

/** How far an execution is; `reason` says why it failed. */
export type Progress = Readonly<{
  state: 'running' | 'applied' | 'failed';
  steps: readonly StepState[];
  reason?: string;
}>;

const succeeded = ['Success', 'CompletedWithSuccess'];
/** The ways to fail, in words ("Automation execution statuses"). */
const failures = new Map([
  ['Failed', 'the automation failed'],
  ['CompletedWithFailure', 'the automation failed'],
  ['TimedOut', 'the automation took too long'],
  ['Cancelled', 'somebody cancelled the automation'],
  ['Rejected', 'somebody rejected the automation'],
  ['ChangeCalendarOverrideRejected', 'the change calendar did not let the automation run'],
  ['Exited', 'the automation was left before its end'],
]);
/** What a step waits for, where somebody may have to do something. */
const waits = new Map([
  ['PendingApproval', 'waits for an approval in Systems Manager'],
  ['PendingChangeCalendarOverride', 'waits for the change calendar'],
  ['Waiting', 'waits'],
  ['Scheduled', 'is scheduled'],
]);

/** What people are told of an execution. A status that is not known counts as running: it is looked at again. */
export function progressOf({ AutomationExecutionStatus: status, FailureMessage, StepExecutions }: Execution): Progress {
  const steps = (StepExecutions ?? []).map(({ StepName = 'step', StepStatus = 'Pending', FailureMessage: error }) => {
    const wait = waits.get(StepStatus);
    const name = wait ? `${StepName}: ${wait}` : StepName;
    return { name, state: stepStateOf(StepStatus), ...(error && { error }) };
  });
  if (status !== undefined && succeeded.includes(status)) return { state: 'applied', steps };
  const failure = failures.get(status ?? '');
  if (failure === undefined) return { state: 'running', steps };
  const broken = steps.find(({ error }) => error !== undefined);
  const why = broken ? `step ${broken.name}: ${broken.error}` : FailureMessage || 'AWS gives no reason';
  return { state: 'failed', steps, reason: `${failure}: ${why}` };
}

function stepStateOf(status: string): StepState['state'] {
  if (succeeded.includes(status) || status === 'Approved') return 'done';
  if (failures.has(status)) return 'failed';
  return status === 'Pending' || status === 'Scheduled' ? 'pending' : 'running';
}
