import type { Results } from '../../core/ports.ts';
import { type FoundHit, nothingFound, type SearchFound } from '../../core/search/found.ts';
import type { SearchWork } from '../../core/search/search-work.ts';
import { maskLine } from '../../core/text/mask.ts';

/** The hits of one search in the bucket of results, as the commits of its row name them. */
export type FoundStore = Readonly<{
  load(search: Pick<SearchWork, 'found'>): Promise<SearchFound>;
  /** Where they are now: beside those of the last commit, which stay as they are until this is committed too. */
  save(search: Pick<SearchWork, 'found' | 'epoch'>, found: SearchFound): Promise<string>;
}>;

/**
 * What lies there for months holds no key and no token: records are masked before they are written.
 * What was saved or loaded last is kept, so that whoever goes on with it does not read it again.
 */
export function createFoundStore(jobKey: string, results: Results): FoundStore {
  let kept: Readonly<{ name: string | undefined; found: SearchFound }> = { name: undefined, found: nothingFound };
  return {
    async load({ found: name }) {
      // What comes back is what we put there ourselves.
      if (name !== kept.name)
        kept = { name, found: name === undefined ? nothingFound : JSON.parse(await results.get(name)) };
      return kept.found;
    },
    async save({ found: before, epoch }, found) {
      // Two names in turn, and others for whoever takes the search up: nobody overwrites what a row points to.
      const part = `jobs/${jobKey}/part-${epoch}`;
      const name = before === `${part}-a.json` ? `${part}-b.json` : `${part}-a.json`;
      const known = new Set(kept.found.hits);
      const mask = (hit: FoundHit) => (known.has(hit) ? hit : { ...hit, record: maskLine(hit.record) });
      const masked = { ...found, hits: found.hits.map(mask) };
      await results.put(name, JSON.stringify(masked));
      kept = { name, found: masked };
      return name;
    },
  };
}
