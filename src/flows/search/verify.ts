import type { SearchFound } from '../../core/search/found.ts';
import type { SearchWork } from '../../core/search/search-work.ts';
import type { TrailVerified } from '../../core/search/trail-query.ts';
import type { SearchWorld } from './world.ts';

/** Before a run must end there has to be time to tell what came of it, in ms. */
const spared = 10_000;

/** Holds the log files of the hits, and those that could not be read, against CloudTrail's digests. */
export async function verifyHits(
  { totals }: Pick<SearchWork, 'totals'>,
  { hits }: SearchFound,
  { verify, stop, remainingMs }: Pick<SearchWorld, 'verify' | 'stop' | 'remainingMs'>,
): Promise<TrailVerified> {
  const unread = totals.failedObjects.map(({ key }) => key).filter((key) => key.endsWith('.json.gz'));
  const keys = [...new Set([...hits.map(({ key }) => key), ...unread])].filter((key) => key !== '');
  const nameless = hits.filter(({ key }) => key === '').length;
  const patience = AbortSignal.timeout(Math.max(1_000, remainingMs() - spared));
  const verified = await verify(keys, AbortSignal.any([stop, patience]));
  if (nameless === 0) return verified;
  const why = 'Athena does not say in which log file a record stands';
  const others = [...verified.others, { key: `${nameless} records`, state: 'notCovered', why } as const];
  return { ...verified, notCovered: verified.notCovered + nameless, others };
}
