import { setMaxListeners } from 'node:events';
import type { Now } from '../core/ports.ts';
import type { SearchTrail, TrailSearchOptions } from '../core/search/trail-query.ts';
import { cursorOf, type Remaining, remainingOf } from './cursor.ts';
import { type Figures, progressOf, startFigures, summaryOf, whyFailed } from './figures.ts';
import { createGate } from './gate.ts';
import { createLanes } from './lanes.ts';
import { startLister } from './lister.ts';
import { type Hit, prepareQuery } from './match.ts';
import { isNewer, keepNewest, type Newest, tieOf } from './newest.ts';
import { doneOf, type Range, restOf } from './ranges.ts';
import { type Search, searchObjects, type Taken } from './search-objects.ts';
import { rememberIds, type Seen } from './seen.ts';
import type { TrailSource } from './source.ts';

/** Compressed bytes that may be fetched and not yet searched. */
const fetchedAhead = 32 * 1024 * 1024;

/**
 * Makes the search over one source. A limit keeps the newest hits, newest first; without one (0) every hit comes in key
 * order, to `onRecord` where it is given and so never held. What is aborted, or has used up its time, ends with what was
 * found until then. Throws `BAD_ARGUMENT` for a query that can match nothing, before anything is read.
 */
export function createSearch({ source, now }: { source: TrailSource; now: Now }): SearchTrail {
  return async (query, options = {}) => {
    const startedAt = now();
    const remaining = remainingOf(query);
    const window = {
      ...(remaining.since !== undefined && { since: remaining.since }),
      ...(remaining.until !== undefined && { until: remaining.until }),
    };
    const matcher = await prepareQuery({ ...query, ...window });
    const figures = startFigures();
    const lanes = createLanes(matcher);
    const [signal, stop] = innerSignal(options.signal);
    const lister = startLister(
      source,
      {
        ...{ window, range: remaining.ranges[0] ?? {} },
        lastFirst: query.limit > 0 && query.budgetMs === undefined && !options.slice,
      },
      { signal, onFailure: (failure) => figures.failedObjects.push(failure) },
    );
    const records: string[] = [];
    const seen = rememberIds(options.slice?.seen);
    const kept = query.limit > 0 ? keepNewest(query.limit) : undefined;
    const tell = options.onRecord ?? collectInto(records);
    const search: Search = {
      source,
      matcher,
      figures,
      bytes: createGate(fetchedAhead),
      lanes,
      signal,
      ordered: query.limit === 0,
      count: createCount({ figures, seen }, remaining.ranges[0] ?? {}),
      tell,
      kept,
      range: remaining.ranges[0] ?? {},
      report: () => options.onProgress?.(progressOf(figures, lister.total())),
      isTimeUp: () => now() - startedAt >= (query.budgetMs ?? Infinity),
      isEnough: () => now() - startedAt >= (options.slice?.ms ?? Infinity),
    };
    try {
      const taken = await searchObjects(search, lister);
      await tellKept(search);
      // Who cancels does not want the rest.
      const cursor = signal.aborted
        ? undefined
        : cursorOf(query, whatRemains({ remaining, kept: options.slice ? undefined : kept, taken }));
      return {
        records,
        summary: { ...summaryOf(figures, now() - startedAt), ...(cursor !== undefined && { cursor }) },
        ...(options.slice && { seen: seen.digests() }),
      };
    } finally {
      stop();
      await lanes.close();
    }
  };
}

type Ended = Readonly<{ remaining: Remaining; kept: Newest | undefined; taken: Taken }>;

/** The range that was searched without what is done, which comes again only as far as hits had no room. */
function whatRemains({ remaining, kept, taken }: Ended): Remaining {
  const [range = {}, ...others] = remaining.ranges;
  const oldest = kept && kept.dropped() > 0 ? kept.list().at(-1) : undefined;
  const before = oldest && { time: oldest.time, tie: oldest.tie };
  const done = before ? doneOf(range, taken).map((piece) => ({ ...piece, before })) : [];
  return { ...remaining, ranges: [...restOf(range, taken), ...done, ...others] };
}

type Counting = Readonly<{ figures: Figures; seen: Seen }>;

function createCount({ figures, seen }: Counting, { before }: Range): (hit: Hit) => boolean {
  return (hit) => {
    if (before && !isNewer(before, { time: hit.time, tie: tieOf(hit) })) return false;
    if (hit.id !== undefined && seen.has(hit.id)) {
      figures.duplicates++;
      return false;
    }
    figures.matches++;
    return true;
  };
}

function collectInto(records: string[]): NonNullable<TrailSearchOptions['onRecord']> {
  return (record) => {
    records.push(record);
    return undefined;
  };
}

/** Brackets alone do not tell that a record is JSON, so those that are told are parsed. */
async function tellKept({ kept, tell, figures }: Search): Promise<void> {
  for (const { key, text } of kept?.list() ?? []) {
    try {
      JSON.parse(text);
    } catch (error) {
      figures.failedObjects.push({ key, why: whyFailed(error) });
      continue;
    }
    await tell(text, key);
  }
}

/** A signal of our own, because everything that is read at once listens to it, and a way to end what listens. */
function innerSignal(outer: AbortSignal | undefined): [signal: AbortSignal, stop: () => void] {
  const inner = new AbortController();
  setMaxListeners(0, inner.signal);
  const stop = () => inner.abort();
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  return [inner.signal, stop];
}
