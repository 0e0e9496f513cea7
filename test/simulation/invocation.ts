import { AsyncLocalStorage } from 'node:async_hooks';
import type { Scheduler } from './scheduler.ts';

/** One run of a function. Once it is dead, nothing that it waits for ever comes: its work is lost where it stands. */
type Invocation = {
  readonly name: string;
  readonly number: number;
  dead: boolean;
  reached: number;
  /** Tells the queue at once that the process is gone; without it the function's timeout does. */
  over?: (why: string) => void;
};

/** Decides at each point that an invocation reaches whether it dies there (true), or stands still for so many ms and goes on. */
export type Fate = (invocation: Invocation, point: string) => boolean | number;

const running = new AsyncLocalStorage<Invocation>();

/** Never resolves, and holds nothing: what waits for it is forgotten. */
const never = new Promise<never>(() => undefined);

/** A thing that an invocation waits for: `ms` of simulated time pass, and it may die there. */
export type Reach = (point: string, ms?: number) => Promise<void>;

/**
 * Runs functions as Lambda does: one that is not done after `timeoutMs` is ended where it stands, and so is one that `fate`
 * ends. The outcome is told to the queue that invoked it.
 */
export function createInvocations({ scheduler, fate }: Readonly<{ scheduler: Scheduler; fate: Fate }>) {
  let started = 0;
  const reach: Reach = async (point, ms = 0) => {
    const invocation = running.getStore();
    if (invocation?.dead) return never;
    await scheduler.wait(ms);
    if (!invocation) return;
    invocation.reached += 1;
    const fatal = !invocation.dead && fate(invocation, point);
    if (fatal === true) invocation.over?.('crash');
    else if (fatal) await scheduler.wait(fatal);
    if (invocation.dead) return never;
  };

  return {
    reach,
    /** What the source's own awaits come through where the source was instrumented. */
    gate: (point: string) => (running.getStore() ? reach(point) : undefined),
    invoke<T>({ name, timeoutMs }: Readonly<{ name: string; timeoutMs: number }>, work: () => Promise<T>) {
      const invocation: Invocation = { name, number: started++, dead: false, reached: 0 };
      return new Promise<Readonly<{ ended: true; value: T } | { ended: false; why: string }>>((resolve) => {
        const over = (why: string) => {
          invocation.dead = true;
          resolve({ ended: false, why });
        };
        invocation.over = over;
        scheduler.after(timeoutMs, () => over('timeout'));
        running.run(invocation, () => {
          work().then(
            (value) => resolve({ ended: true, value }),
            (error: unknown) => over(String(error)),
          );
        });
      });
    },
  };
}

export type Invocations = ReturnType<typeof createInvocations>;
