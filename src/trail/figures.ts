import type { TrailProgress, TrailSummary } from '../core/search/trail-query.ts';
import type { TrailFailure } from './source.ts';

/** What a search has done so far, counted as it goes. */
export type Figures = {
  objects: number;
  compressedBytes: number;
  inflatedBytes: number;
  records: number;
  matches: number;
  duplicates: number;
  readonly failedObjects: TrailFailure[];
};

/** All at zero. */
export function startFigures(): Figures {
  return { objects: 0, compressedBytes: 0, inflatedBytes: 0, records: 0, matches: 0, duplicates: 0, failedObjects: [] };
}

/** How far the search is. */
export function progressOf(figures: Figures, objectsTotal: number | undefined): TrailProgress {
  const { objects, compressedBytes, inflatedBytes, records, matches } = figures;
  const progress = { objects, compressedBytes, inflatedBytes, records, matches };
  return objectsTotal === undefined ? progress : { ...progress, objectsTotal };
}

/** The figures of a search that took so long; failures in the order of their keys. */
export function summaryOf(figures: Figures, ms: number): TrailSummary {
  const failedObjects = [...figures.failedObjects].sort((a, b) => (a.key < b.key ? -1 : 1));
  const { objects, compressedBytes, inflatedBytes, records, matches, duplicates } = figures;
  const seconds = Math.round(ms) / 1000;
  return { objects, compressedBytes, inflatedBytes, records, matches, duplicates, seconds, failedObjects };
}

/** Why an object could not be searched, in words: zlib's and the services' codes as a person would say them. */
export function whyFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'Z_BUF_ERROR') return 'is cut off: the gzip ends too early';
  if (code.startsWith('Z_')) return `is not whole gzip: ${error.message}`;
  if (error instanceof SyntaxError) return 'holds a record that is not JSON';
  return error.name === 'Error' || error.message.startsWith(error.name)
    ? error.message
    : `${error.name}: ${error.message}`;
}
