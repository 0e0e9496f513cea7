import type { JobState, Store } from '../core/ports.ts';
import { hasEnded } from '../core/search/search-machine.ts';
import { type StoreParts, ttlFrom } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

/** A job that showed no sign of life for so long may be taken up by another, in ms. */
const answeringFor = 30_000;

/** When neither its run nor its queue came back to it for so long, the sweep looks, in ms. */
const abandonedAfter = 150_000;

type StoredJob = JobState & Readonly<{ until: number }>;

/** The job rows: `JOB#key` / `STATE`. */
export function createJobs(parts: StoreParts): Pick<Store, 'putJob' | 'updateJob' | 'stepJob' | 'findJob'> {
  return {
    async putJob(job) {
      const now = parts.now();
      let isSearch = false;
      const taken = await changeDocument(parts, place(parts, job.key), (stored): StoredJob | undefined => {
        isSearch = stored?.search !== undefined;
        if (stored && (isSearch || stored.state !== 'running' || stored.until >= now)) return undefined;
        return { ...stored, job, state: 'running', rev: (stored?.rev ?? 0) + 1, until: now + answeringFor };
      });
      return taken ? 'new' : isSearch ? 'search' : 'known';
    },

    async updateJob(key, change) {
      const until = parts.now() + answeringFor;
      const changed = await changeDocument(parts, place(parts, key), (stored) =>
        stored?.state === 'running' ? { ...stored, ...change, rev: stored.rev + 1, until } : undefined,
      );
      const state = changed ?? (await findDocument<StoredJob>(parts, place(parts, key).key));
      if (!state) throw new Error('A job that is not there was updated');
      return state;
    },

    stepJob: (key, step) =>
      changeDocument(parts, place(parts, key), (stored) => {
        const next = stored && step(stored);
        return next && { ...next, rev: stored.rev + 1, until: parts.now() };
      }),

    findJob: (key) => findDocument<StoredJob>(parts, place(parts, key).key),
  };
}

function place(parts: StoreParts, key: string): Place<StoredJob> {
  return {
    key: { pk: `JOB#${key}`, sk: 'STATE' },
    large: `jobs/${key}/state`,
    beside: (job) =>
      hasEnded(job)
        ? { state: job.state, ttl: ttlFrom(parts.now()) }
        : { state: job.state, due: 'job', dueAt: dueAt(job) },
  };
}

/** A search that waits for a person waits until its time is over. */
function dueAt({ state, until, search }: StoredJob): number {
  if (state === 'waiting' && search && search.cancelBy === undefined) return search.deadline;
  return Math.max(until, search?.until ?? 0) + abandonedAfter;
}
