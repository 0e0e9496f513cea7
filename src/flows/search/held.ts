import type { JobState } from '../../core/ports.ts';
import { release } from '../../core/search/search-machine.ts';
import type { SearchWork } from '../../core/search/search-work.ts';
import type { FoundStore } from './found-store.ts';
import type { SearchWorld } from './world.ts';

/** A search that this run has taken up: nobody else may write it, as long as each write succeeds. */
export type Held = JobState & Readonly<{ search: SearchWork }>;

/** What a run works with; `show` leaves out what comes too soon after the last one. */
export type Run = SearchWorld & Readonly<{ found: FoundStore; show: (state: JobState) => Promise<void> }>;

/** Leaves a search to the next run, `delaySeconds` from now. */
export async function handOver(
  { job, search }: Held,
  { store, sendToQueue }: Pick<SearchWorld, 'store' | 'sendToQueue'>,
  { delaySeconds = 0, stumbled = false }: Readonly<{ delaySeconds?: number; stumbled?: boolean }> = {},
): Promise<void> {
  if (!(await store.stepJob(job.key, release(search.epoch, { stumbled })))) return;
  await sendToQueue('searches', { search: job.key }, delaySeconds);
}

/** The same, where it is a search. */
export function asHeld(state: JobState | undefined): Held | undefined {
  return state?.search && { ...state, search: state.search };
}
