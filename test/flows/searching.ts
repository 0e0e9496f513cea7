import type { Results } from '../../src/core/ports.ts';
import type { SearchOffer } from '../../src/core/search/search-work.ts';
import type { SearchWorld } from '../../src/flows/search/world.ts';

/** A bucket of results in memory. */
export function createMemoryResults() {
  const objects = new Map<string, string>();
  const results: Results = {
    put: async (key, content) => void objects.set(key, content),
    async get(key) {
      const content = objects.get(key);
      if (content === undefined) throw new Error(`NoSuchKey ${key}`);
      return content;
    },
  };
  return { results, objects };
}

/** What listing measures, and what either way would take. */
export function anOffer(change: Partial<SearchOffer> = {}): SearchOffer {
  return {
    measured: { objects: 120, compressedBytes: 6_000_000, isMore: false },
    direct: { seconds: 1, dollars: 0.0001 },
    athena: { seconds: 4, dollars: 0.0002 },
    better: 'direct',
    hasAthena: true,
    ...change,
  };
}

/** What carries out a search beside the search itself: little to read, no Athena, all the time in the world. */
export function searchParts(): Pick<SearchWorld, 'results' | 'estimate' | 'openAthena' | 'verify' | 'remainingMs'> {
  return {
    results: createMemoryResults().results,
    estimate: async () => ({ ...anOffer(), ask: false }),
    openAthena: async () => undefined,
    verify: async (keys) => ({ verified: keys.length, altered: 0, missing: 0, notCovered: 0, others: [] }),
    remainingMs: () => 120_000,
  };
}
