import { describe, expect, it } from 'vitest';
import { progressOf } from '../../../src/core/automation/progress.ts';

describe('how far an automation is', () => {
  it.each([
    ['Success', 'applied'],
    ['CompletedWithSuccess', 'applied'],
    ['Failed', 'failed'],
    ['TimedOut', 'failed'],
    ['Cancelled', 'failed'],
    ['CompletedWithFailure', 'failed'],
    ['Rejected', 'failed'],
    ['Exited', 'failed'],
    ['Pending', 'running'],
    ['InProgress', 'running'],
    ['Waiting', 'running'],
    ['PendingApproval', 'running'],
    ['Cancelling', 'running'],
    ['RunbookInProgress', 'running'],
    ['Scheduled', 'running'],
    ['SomethingNew', 'running'],
  ])('is read from %s as %s', (status, state) => {
    expect(progressOf({ AutomationExecutionStatus: status }).state).toBe(state);
  });

  it('shows what a step waits for', () => {
    const StepExecutions = [
      { StepName: 'approve', StepStatus: 'PendingApproval' },
      { StepName: 'act', StepStatus: 'Pending' },
    ];

    expect(progressOf({ AutomationExecutionStatus: 'PendingApproval', StepExecutions }).steps).toEqual([
      { name: 'approve: waits for an approval in Systems Manager', state: 'running' },
      { name: 'act', state: 'pending' },
    ]);
  });

  it('says which step failed of what, else what the automation says, else that nothing was said', () => {
    const broken = { StepName: 'stop', StepStatus: 'Failed', FailureMessage: 'not permitted' };
    const reasonOf = (execution: object) => progressOf({ AutomationExecutionStatus: 'Failed', ...execution }).reason;

    expect(reasonOf({ StepExecutions: [broken] })).toBe('the automation failed: step stop: not permitted');
    expect(reasonOf({ FailureMessage: 'no role' })).toBe('the automation failed: no role');
    expect(reasonOf({})).toBe('the automation failed: AWS gives no reason');
  });
});
