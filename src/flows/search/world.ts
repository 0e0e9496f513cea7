import type { Log, Now, Results, SendToQueue, Slack, Store } from '../../core/ports.ts';
import type { AthenaSearch, EstimateSearch } from '../../core/search/engine.ts';
import type { SearchTrail, TrailVerified } from '../../core/search/trail-query.ts';
import type { Settings } from '../../core/settings.ts';

/** What carries out a search. */
export type SearchWorld = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  settings: Settings;
  slack: Pick<Slack, 'answer' | 'openDirect' | 'isPrivate'>;
  results: Results;
  now: Now;
  log: Log;
  search: SearchTrail;
  estimate: EstimateSearch;
  /** Nothing where the settings have no `trail.athena`. */
  openAthena: () => Promise<AthenaSearch | undefined>;
  /** Holds log files against CloudTrail's digests until `signal` is aborted; the others are not covered then. */
  verify: (keys: readonly string[], signal: AbortSignal) => Promise<TrailVerified>;
  /** Aborted shortly before this run must end. */
  stop: AbortSignal;
  /** How much time this run has left, in ms. */
  remainingMs: () => number;
  /** What finds this run in the logs. */
  reference: string;
}>;
