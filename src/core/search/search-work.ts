import type { AthenaProgress, Estimate, Measured } from './engine.ts';
import type { SearchPlan, Unfinished } from './search-plan.ts';
import type { TrailSummary, TrailVerified } from './trail-query.ts';

/** What either way would take, as it was told to whoever may choose; both efforts are the least where there is more. */
export type SearchOffer = Omit<Estimate, 'ask'> & Readonly<{ measured: Measured; hasAthena: boolean }>;

/** A statement that Athena works on, and what it said of it last. */
type AthenaWork = Readonly<{ id: string; polls: number; progress?: AthenaProgress }>;

/** A search that outlives those who carry it out; on its job's row, where each commit replaces all of it. */
export type SearchWork = Readonly<{
  plan: SearchPlan;
  /** The channel of its message. */
  channel: string;
  engine: 'direct' | 'athena';
  /** Whether it is settled which engine it is. */
  isSettled: boolean;
  /** When it was begun, and until when it must have ended, in ms; choosing a way begins the time anew. */
  begunAt: number;
  deadline: number;
  /** How often it was taken up: only who took it up last may write. */
  epoch: number;
  /** Until when it is with whoever took it up last, in ms; 0 when it is with nobody. */
  until: number;
  /** How many of those did some of the reading, and who did so last. */
  runs: number;
  lastRun: number;
  /** What was read up to the cursor, over all runs; nothing of it is read again. */
  totals: Omit<TrailSummary, 'cursor'>;
  /** How many log files there are in all, where that is known. */
  objectsTotal?: number;
  /** What is left to be read. */
  left: 'everything' | 'nothing' | Readonly<{ cursor: string }>;
  /** Where the hits of `totals` are (`SearchFound`), in the bucket of results. */
  found?: string;
  /** What it would take, while somebody is asked and afterwards. */
  offer?: SearchOffer;
  /** Who chose the way that it goes, a Slack user's id. */
  chosenBy?: string;
  athena?: AthenaWork;
  /** Who wants it ended, a Slack user's id. */
  cancelBy?: string;
  /** How often it was given up by a fault of ours. */
  stumbles: number;
  unfinished?: Unfinished;
  /** Until when somebody holds its log files against the digests, in ms, and what came of it. */
  verifyingUntil?: number;
  verified?: TrailVerified;
}>;

/** Nothing was read yet. */
export const nothingRead: SearchWork['totals'] = {
  ...{ objects: 0, compressedBytes: 0, inflatedBytes: 0, records: 0, matches: 0 },
  ...{ duplicates: 0, seconds: 0, failedObjects: [] },
};
