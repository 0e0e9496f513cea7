import * as z from 'zod/mini';
import type { JobState } from '../../core/ports.ts';
import { hasEnded, take } from '../../core/search/search-machine.ts';
import type { SearchWork } from '../../core/search/search-work.ts';
import { askAthena } from './ask-athena.ts';
import { failSearch } from './fail.ts';
import { finishSearch } from './finish.ts';
import { createFoundStore } from './found-store.ts';
import { asHeld, type Held, handOver, type Run } from './held.ts';
import { readSlice } from './read-slice.ts';
import { settleEngine } from './settle.ts';
import { showSearch } from './show.ts';
import type { SearchWorld } from './world.ts';

const GoOn = z.object({ search: z.string().check(z.minLength(8), z.maxLength(200)) });

/** Slack's messages are edited no more often than this, in ms. */
const every = 2500;

/** When less than this is left of a run, the next one goes on, in ms: something slow may just have begun. */
const handOverAt = 30_000;

/** "Go on with that search": what the searches' queue brings back to us; its job's key, or nothing for what is no such message. */
export function readGoOn(body: unknown): string | undefined {
  const parsed = GoOn.safeParse(body);
  return parsed.success ? parsed.data.search : undefined;
}

/**
 * Takes a search up where it was committed last and carries it on until it ends, is left to the next run, or waits for a
 * person or for Athena. Leaves one alone that somebody else works on; of one that has ended it has the answer shown once more,
 * because whoever ended it may have crashed before.
 */
export async function runSearch(key: string, world: SearchWorld): Promise<void> {
  const { store, now, results } = world;
  const taken = asHeld(await store.stepJob(key, take(now())));
  if (!taken) {
    const known = await store.findJob(key);
    if (known && (hasEnded(known) || known.state === 'waiting')) await showSearch(known, world);
    return;
  }
  const run: Run = { ...world, found: createFoundStore(key, results), show: createShow(world) };
  try {
    await carryOn(taken, run);
  } catch (error) {
    await failSearch(taken, error, world);
  }
}

async function carryOn(taken: Held, run: Run): Promise<void> {
  let state: Held | undefined = taken;
  while (state) {
    const { search }: Held = state;
    if (search.cancelBy !== undefined) return finishSearch(state, 'cancelled', run);
    if (search.left === 'nothing') return finishSearch(state, 'done', run);
    if (run.now() >= search.deadline || isTooLong(search, run)) return finishSearch(state, 'expired', run);
    if (run.remainingMs() < handOverAt) return handOver(state, run);
    state = asHeld(await next(state, run));
  }
}

/** What nobody chose to have read at any length is read for as long as the settings say. */
function isTooLong({ chosenBy, plan, totals }: SearchWork, { settings }: Run): boolean {
  const isChosen = chosenBy !== undefined || plan.engine !== 'auto';
  return !isChosen && totals.seconds >= settings.trail.limits.seconds;
}

/** The next part of the work; nothing when the search is not ours any more, or nobody is needed for now. */
function next(state: Held, run: Run): Promise<JobState | undefined> {
  if (!state.search.isSettled) return settleEngine(state, run);
  return state.search.engine === 'athena' ? askAthena(state, run) : readSlice(state, run);
}

function createShow(world: SearchWorld): Run['show'] {
  let shownAt = -Infinity;
  return async (state) => {
    if (world.now() - shownAt < every) return;
    shownAt = world.now();
    await showSearch(state, world);
  };
}
