import type { BoundedQuery } from './engine.ts';
import type { TrailSummary, TrailVerified } from './trail-query.ts';

/** Which way a search goes: as measured, or as somebody said. */
export const engines = ['auto', 'direct', 'athena'] as const;
export type Engine = (typeof engines)[number];

/** What `/aws-trail` was asked, with times that do not move any more. */
export type SearchPlan = Readonly<{
  query: BoundedQuery;
  /** In whose days and clocks it is told. */
  zone: string;
  engine: Engine;
  /** Whether the hits' log files are held against CloudTrail's digests. */
  verify: boolean;
  /** As it can be typed again, times as they were frozen: for its message, and for what it leads to. */
  text: string;
  /** What was asked for, without times and other options; absent where it was nothing but a time. */
  asked?: string;
  /** As it was typed, so that `6h` counts from when it is asked again: what is kept by a name. */
  typed: string;
  /** The name that it is to be kept by. */
  saveAs?: string;
}>;

/** Why a search ended before everything was looked through. */
export type Unfinished = 'cancelled' | 'expired' | 'scan-limit';

/** What a search found in the end, over all of its runs. */
export type SearchEnd = Readonly<{
  /** The newest `query.limit`, newest first, each once; told with keys and tokens masked, wherever it came from. */
  records: readonly string[];
  /** The key of the log file that holds each of them; empty where it is not known. */
  keys?: readonly string[];
  /** Totals of all runs; nothing is counted twice. */
  summary: TrailSummary;
  engine: 'direct' | 'athena';
  /** How many invocations it took. */
  runs: number;
  /** How many log files there were to read, where that is known. */
  objectsTotal?: number;
  unfinished?: Unfinished;
  /** Who cancelled it, a Slack user's id. */
  cancelledBy?: string;
  /** Of Athena: what it read and what that costs. */
  scannedBytes?: number;
  dollars?: number;
  verified?: TrailVerified;
}>;
