import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'ssm-automation-status';

describe('the status of an automation', () => {
  it.each([
    ['running', 'The automation Example-Isolate is running', 'info', 'open'],
    ['waiting', 'The automation Example-Isolate is waiting', 'info', 'open'],
    ['succeeded', 'The automation Example-Isolate succeeded', 'info', 'resolved'],
    ['failed', 'The automation Example-Isolate failed', 'medium', 'open'],
    ['timed-out', 'The automation Example-Isolate timed out', 'medium', 'open'],
    ['cancelled', 'The automation Example-Isolate was cancelled', 'medium', 'open'],
    ['step-succeeded', 'The step detach of the automation Example-Isolate succeeded', 'info', 'open'],
    ['step-failed', 'The step detach of the automation Example-Isolate failed', 'medium', 'open'],
  ] as const)('of the fixture %s reads as a sentence', (name, ...[title, severity, state]) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state });
  });

  it('is one alert for one execution and its steps, and says who started it', () => {
    expect(new Set(['running', 'succeeded', 'step-failed'].map((name) => alertOf(kind, name).id)).size).toBe(1);
    expect(alertOf(kind, 'failed').actor).toMatchObject({ type: 'AssumedRole', name: 'alice' });
  });

  it('of one second counts steps first and the end last, so that the end stays', () => {
    const keys = ['step-succeeded', 'running', 'succeeded'].map((name) => alertOf(kind, name).eventKey);
    const times = ['step-succeeded', 'running', 'succeeded'].map((name) => alertOf(kind, name).sourceAt);

    expect(keys).toEqual(keys.toSorted());
    expect(new Set(times).size).toBe(1);
  });

  it('leads to the execution', () => {
    expect(alertOf(kind, 'failed').links).toContainEqual({
      label: 'Automation',
      url: 'https://eu-west-1.console.aws.amazon.com/systems-manager/automation/execution/00000000-0000-4000-8000-00000000abcd?region=eu-west-1',
    });
  });
});
