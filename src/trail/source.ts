import type { Readable } from 'node:stream';
import type { TimeWindow } from './keys.ts';

/** One gzipped object; `key` names it in figures, `size` is in compressed bytes. */
export type TrailObject = Readonly<{ key: string; size: number }>;

/** What could not be listed or read, by name, and why. */
export type TrailFailure = Readonly<{ key: string; why: string }>;

/** A page of a listing: objects in key order, and what could not be listed. */
export type TrailPage = Readonly<{ objects: readonly TrailObject[]; failures: readonly TrailFailure[] }>;

/** Where gzipped CloudTrail objects come from. */
export type TrailSource = Readonly<{
  /**
   * Pages in key order of all that the window can need; digests and Insights are left out. Keys up to `after` need not be
   * listed, and may be.
   */
  list(window: TimeWindow & Readonly<{ after?: string }>, signal?: AbortSignal): AsyncIterable<TrailPage>;
  /** The compressed bytes: in one piece, or as a stream when the object is large. */
  fetch(object: TrailObject, signal?: AbortSignal): Promise<Buffer | Readable>;
  /** How many objects are worth fetching at once. */
  concurrency: number;
}>;

/** Larger objects than this (compressed bytes) are streamed, so that none is held whole. */
export const streamedFrom = 6 * 1024 * 1024;
