import type { JobState } from '../../../src/core/ports.ts';
import { nothingRead, type SearchWork } from '../../../src/core/search/search-work.ts';

/** A search on its way, asked at 0 for `text`. */
export function sampleSearch(
  text: string,
  change: Partial<SearchWork> = {},
  state: JobState['state'] = 'running',
): JobState & Readonly<{ search: SearchWork }> {
  const totals = { ...nothingRead, objects: 120, compressedBytes: 3_400_000, records: 45_120, matches: 3, seconds: 6 };
  const query = { terms: [text], since: 0, until: 1, limit: 100 };
  return {
    job: {
      ...{ kind: 'search', key: 'search-key', askedAt: 0, command: '/aws-trail', text },
      asker: { teamId: 'T1', userId: 'U1', channelId: 'C1' },
    },
    state,
    rev: 1,
    search: {
      plan: { query, zone: 'UTC', engine: 'auto', verify: false, text, typed: text, asked: text },
      ...{ channel: 'C1', engine: 'direct', isSettled: true, begunAt: 0, deadline: 3_600_000 },
      ...{ epoch: 1, until: 0, runs: 1, lastRun: 1, totals, objectsTotal: 3400, left: 'everything', stumbles: 0 },
      ...change,
    },
  };
}
