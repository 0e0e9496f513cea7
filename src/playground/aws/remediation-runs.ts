import { randomUUID } from 'node:crypto';
import type { World } from '../world.ts';
import type { WorldItem, WorldRule } from '../world-item.ts';

/** What an automation is started with, by AWS Config for a rule or directly. */
export type RunDraft = Readonly<{
  accountId: string;
  region: string;
  /** The rule whose remediation it is. */
  rule?: WorldRule;
  document: string;
  steps: readonly string[];
  parameters: Readonly<Record<string, readonly string[]>>;
  /** The resource that it is about. */
  type: string;
  id: string;
  tags?: Readonly<Record<string, string>>;
  token?: string;
  /** ARN of whoever started it. */
  by?: string;
}>;

/** One execution of an automation on one resource. Times in ms. */
export type Run = RunDraft &
  Readonly<{
    execution: string;
    invokedAt: number;
    /** Where the automation will fail, decided when it starts; undefined when it will succeed. */
    failure?: Readonly<{ step: string; message: string }>;
    settled: boolean;
  }>;

export type RunState = 'QUEUED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
export type RunStep = Readonly<{
  name: string;
  state: 'SUCCEEDED' | 'PENDING' | 'FAILED' | 'IN_PROGRESS' | 'EXITED';
  error?: string;
  startedAt?: number;
  stoppedAt?: number;
}>;

/** What a finished run does to the world, and tells. */
export type OnFinished = (run: Run) => void;

/** The executions of the whole playground. They advance with `now` alone; `settle` applies what is over by then. */
export type Runs = Readonly<{
  start(draft: RunDraft): Run;
  /** The newest of a rule on a resource. */
  find(rule: WorldRule, resource: { type: string; id: string }): Run | undefined;
  /** Of an account in a region, the newest first. */
  listAt(place: { accountId: string; region: string }): readonly Run[];
  settle(): void;
}>;

/** A run waits for the first fifth of its time and then does its steps one after another. */
export function makeRuns(options: {
  world: World;
  now: () => number;
  durationMs: number;
  onFinished: OnFinished;
}): Runs {
  const { world, now, durationMs, onFinished } = options;
  const runs = new Map<string, Run>();
  const newestFirst = () => [...runs.values()].toReversed();
  return {
    start(draft) {
      const failure = findFailure(draft, world.findItem(draft));
      const execution = randomUUID();
      const run: Run = { ...draft, execution, invokedAt: now(), settled: false, ...(failure ? { failure } : {}) };
      runs.set(execution, run);
      return run;
    },
    find: (rule, { type, id }) =>
      newestFirst().find((run) => run.rule?.arn === rule.arn && run.type === type && run.id === id),
    listAt: ({ accountId, region }) =>
      newestFirst().filter((run) => run.accountId === accountId && run.region === region),
    settle() {
      for (const [key, run] of runs) {
        const { state } = describeRun(run, { at: now(), durationMs });
        if (run.settled || state === 'QUEUED' || state === 'IN_PROGRESS') continue;
        runs.set(key, { ...run, settled: true });
        if (state === 'SUCCEEDED') onFinished(run);
      }
    },
  };
}

/** How far a run is at a moment. */
export function describeRun(
  run: Run,
  { at, durationMs }: { at: number; durationMs: number },
): { state: RunState; steps: readonly RunStep[]; updatedAt: number } {
  const names = run.steps;
  const waiting = durationMs / 5;
  const stepMs = (durationMs - waiting) / Math.max(1, names.length);
  const failedAt = run.failure ? names.indexOf(run.failure.step) : names.length;
  const steps = names.map((name, index): RunStep => {
    const startedAt = run.invokedAt + waiting + index * stepMs;
    const stoppedAt = startedAt + stepMs;
    if (index > failedAt || at < startedAt) return { name, state: 'PENDING' };
    if (at < stoppedAt) return { name, state: 'IN_PROGRESS', startedAt };
    if (index < failedAt) return { name, state: 'SUCCEEDED', startedAt, stoppedAt };
    return { name, state: 'FAILED', startedAt, stoppedAt, error: run.failure?.message ?? '' };
  });
  const last = Math.max(run.invokedAt, ...steps.map(({ startedAt, stoppedAt }) => stoppedAt ?? startedAt ?? 0));
  return { state: stateOf(steps, at < run.invokedAt + waiting), steps, updatedAt: last };
}

function stateOf(steps: readonly RunStep[], isWaiting: boolean): RunState {
  if (isWaiting) return 'QUEUED';
  if (steps.some(({ state }) => state === 'FAILED')) return 'FAILED';
  return steps.every(({ state }) => state === 'SUCCEEDED') ? 'SUCCEEDED' : 'IN_PROGRESS';
}

const help = 'Please refer to Automation Service Troubleshooting Guide for more diagnosis details.';

function findFailure({ document, steps, id, rule, type }: RunDraft, item: WorldItem | undefined): Run['failure'] {
  const step = steps[0] ?? '';
  const failed = 'Step fails when it is Execute/Cancelling action. An error occurred';
  if (!item && !rule) {
    const code = type === 'AWS::EC2::Instance' ? 'InvalidInstanceID.NotFound' : 'InvalidGroup.NotFound';
    return { step, message: `${failed} (${code}): The ID '${id}' does not exist. ${help}` };
  }
  if (item?.configuration['disableApiStop'] !== true || document === 'Example-IsolateInstance') return undefined;
  return {
    step,
    message: `${failed} (OperationNotPermitted) when calling the StopInstances operation: The instance '${item.resource.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again. ${help}`,
  };
}
