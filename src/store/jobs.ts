import type { JobState, Store } from '../core/ports.ts';
import { type StoreParts, ttlFrom } from './rows.ts';
import { changeDocument, findDocument, type Place } from './versioned.ts';

/** A job that showed no sign of life for so long may be taken up by another, in ms. */
const answeringFor = 30_000;

/** When neither its run nor its queue came back to it for so long, the sweep looks, in ms. */
const abandonedAfter = 150_000;

type StoredJob = JobState & Readonly<{ until: number }>;

/** The job rows: `JOB#key` / `STATE`. */
export function createJobs(parts: StoreParts): Pick<Store, 'putJob' | 'updateJob' | 'findJob'> {
  return {
    async putJob(job) {
      const now = parts.now();
      const taken = await changeDocument(parts, place(parts, job.key), (stored): StoredJob | undefined => {
        if (stored && (stored.state !== 'running' || stored.until >= now)) return undefined;
        return { ...stored, job, state: 'running', rev: (stored?.rev ?? 0) + 1, until: now + answeringFor };
      });
      return taken ? 'new' : 'known';
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

    findJob: (key) => findDocument<StoredJob>(parts, place(parts, key).key),
  };
}

function place(parts: StoreParts, key: string): Place<StoredJob> {
  return {
    key: { pk: `JOB#${key}`, sk: 'STATE' },
    large: `jobs/${key}/state`,
    beside: ({ state, until }) =>
      state === 'running' ? { state, due: 'job', dueAt: until + abandonedAfter } : { state, ttl: ttlFrom(parts.now()) },
  };
}
