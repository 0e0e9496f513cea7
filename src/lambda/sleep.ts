import { setTimeout } from 'node:timers/promises';

/** Waits so many ms, and keeps nothing alive that is otherwise done. */
export function sleep(ms: number): Promise<void> {
  return setTimeout(ms, undefined, { ref: false });
}
