import type { World } from '../world.ts';
import type { WorldItem, WorldRule } from '../world-item.ts';

/** One execution of a rule's remediation on one resource. Times in ms. */
export type Run = Readonly<{
  rule: WorldRule;
  type: string;
  id: string;
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
  start(rule: WorldRule, resource: { type: string; id: string }): Run;
  find(rule: WorldRule, resource: { type: string; id: string }): Run | undefined;
  list(rule: WorldRule): readonly Run[];
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
  const keyOf = (rule: WorldRule, { type, id }: { type: string; id: string }) => [rule.arn, type, id].join('|');
  return {
    start(rule, { type, id }) {
      const { accountId, region } = rule;
      const failure = findFailure(rule, world.findItem({ accountId, region, type, id }));
      const run: Run = { rule, type, id, invokedAt: now(), settled: false, ...(failure ? { failure } : {}) };
      runs.set(keyOf(rule, run), run);
      return run;
    },
    find: (rule, resource) => runs.get(keyOf(rule, resource)),
    list: (rule) => [...runs.values()].filter((run) => run.rule.arn === rule.arn),
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
  const names = run.rule.remediation?.steps ?? [];
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

function findFailure(rule: WorldRule, item: WorldItem | undefined): Run['failure'] {
  if (item?.configuration['disableApiStop'] !== true) return undefined;
  return {
    step: rule.remediation?.steps[0] ?? '',
    message: `Step fails when it is Execute/Cancelling action. An error occurred (OperationNotPermitted) when calling the StopInstances operation: The instance '${item.resource.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again. Please refer to Automation Service Troubleshooting Guide for more diagnosis details.`,
  };
}
