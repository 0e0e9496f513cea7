import type { JobState } from '../../core/ports.ts';
import { ask, commit } from '../../core/search/search-machine.ts';
import type { Held, Run } from './held.ts';
import { showSearch } from './show.ts';

/** Listing may take so long, in ms; what it did not come to by then is much. */
const patience = 8_000;

/**
 * Measures what is to be read and settles how: directly, where that is little or was asked for; else whoever asked is told
 * what either way would take, and the search waits for a choice.
 */
export async function settleEngine({ job, search }: Held, run: Run): Promise<JobState | undefined> {
  const { store, settings, stop, now } = run;
  const { plan, epoch } = search;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
  const { measured, direct, athena, better, ask: isMuch } = await run.estimate(plan.query, signal);
  if (plan.engine === 'direct' || (plan.engine === 'auto' && !isMuch)) {
    const objectsTotal = measured.isMore ? {} : { objectsTotal: measured.objects };
    return store.stepJob(job.key, commit(epoch, { now: now(), isSettled: true, engine: 'direct', ...objectsTotal }));
  }
  const hasAthena = settings.trail.athena !== undefined;
  const waiting = await store.stepJob(job.key, ask(epoch, { measured, direct, athena, better, hasAthena }));
  if (waiting) await showSearch(waiting, run);
  return undefined;
}
