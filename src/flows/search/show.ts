import type { JobState } from '../../core/ports.ts';
import { filesBySlot } from '../../core/reply.ts';
import { hasEnded } from '../../core/search/search-machine.ts';
import { wantShown } from '../../delivery/want.ts';
import type { SearchWorld } from './world.ts';

const lane = 1;

/** Has a search's message show how far it is, and in the end its answer, with what belongs to that in its thread. */
export async function showSearch(state: JobState, world: Pick<SearchWorld, 'store' | 'sendToQueue'>): Promise<void> {
  const { job, rev, search, reply } = state;
  if (!search) return;
  const root = { owner: `JOB#${job.key}`, channel: search.channel, name: 'root' };
  await wantShown({ ...root, lane, want: rev }, world);
  if (!hasEnded(state) || !reply) return;
  for (const name of filesBySlot(reply).keys()) {
    const file = { ...root, name, lane, thread: { owner: root.owner, name: root.name } };
    // A file is the same, whatever is said of it later.
    const known = await world.store.findSlot(file);
    await wantShown({ ...file, want: known?.want ?? rev }, world);
  }
}
