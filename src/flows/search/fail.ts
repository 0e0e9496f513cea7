import { UserError } from '../../core/errors.ts';
import { end } from '../../core/search/search-machine.ts';
import { renderBroken, renderError } from '../../slack/render/error.ts';
import { type Held, handOver } from './held.ts';
import { showSearch } from './show.ts';
import type { SearchWorld } from './world.ts';

/** A search that failed so often by a fault of ours is given up. */
const mostStumbles = 3;

/**
 * What becomes of a search that cannot go on: a person's mistake, or what cannot be reached before anything was read, ends it.
 * Anything else is tried again from the last commit, and ends it when that does not help; the queue is told by throwing.
 */
export async function failSearch(held: Held, error: unknown, world: SearchWorld): Promise<void> {
  const { store, slack, log, reference } = world;
  const { job } = held;
  const search = (await store.findJob(job.key))?.search ?? held.search;
  const isTheirs = error instanceof UserError;
  if (!isTheirs) log.error('A search could not go on', { reference, job: job.key, error: nameOf(error) });
  const isPassing = !isTheirs || (error.code === 'UNREACHABLE' && search.runs > 0);
  if (isPassing && search.stumbles + 1 < mostStumbles) {
    return handOver(held, world, { delaySeconds: 5 * 4 ** search.stumbles, stumbled: true });
  }
  const reply = isTheirs
    ? { title: error.message, sections: [{ kind: 'text', text: error.hint } as const] }
    : { title: `Something broke on our side, reference ${reference}`, sections: [] };
  const failed = await store.stepJob(job.key, end(held.search.epoch, { state: 'failed', reply }));
  if (!failed) return;
  await showSearch(failed, world);
  await slack.answer(job.asker, isTheirs ? renderError(error) : renderBroken(reference));
  if (!isTheirs) throw error;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}
