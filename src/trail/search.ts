import { setMaxListeners } from 'node:events';
import type { Now } from '../core/ports.ts';
import type { SearchTrail, TrailSearchOptions } from '../core/trail-query.ts';
import { cursorOf, type Range, type Remaining, remainingOf } from './cursor.ts';
import { type Figures, progressOf, startFigures, summaryOf, whyFailed } from './figures.ts';
import { createGate, type Gate } from './gate.ts';
import { createLanes, type Lanes, type Look } from './lanes.ts';
import { type Lister, startLister } from './lister.ts';
import { type Hit, type Matcher, prepareQuery } from './match.ts';
import { isNewer, keepNewest, type Newest, tieOf } from './newest.ts';
import { rememberIds } from './seen.ts';
import { streamedFrom, type TrailObject, type TrailSource } from './source.ts';

/** Compressed bytes that may be fetched and not yet searched. */
const fetchedAhead = 32 * 1024 * 1024;

/** Records that an object may hold back (characters) while earlier objects are still being searched. */
const heldBack = 1024 * 1024;

type Search = Readonly<{
  source: TrailSource;
  matcher: Matcher;
  figures: Figures;
  bytes: Gate;
  lanes: Lanes;
  signal: AbortSignal;
  /** Whether records are told in key order. */
  ordered: boolean;
  /** Counts a hit; false when it is not to be told. */
  count(hit: Hit): boolean;
  tell(record: string, key: string): Promise<void> | undefined;
  kept: Newest | undefined;
  range: Range;
  report: () => void;
  isTimeUp: () => boolean;
}>;

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
      { window, range: remaining.ranges[0] ?? {}, lastFirst: query.limit > 0 && query.budgetMs === undefined },
      { signal, onFailure: (failure) => figures.failedObjects.push(failure) },
    );
    const records: string[] = [];
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
      count: createCount(figures, remaining.ranges[0] ?? {}),
      tell,
      kept,
      range: remaining.ranges[0] ?? {},
      report: () => options.onProgress?.(progressOf(figures, lister.total())),
      isTimeUp: () => query.budgetMs !== undefined && now() - startedAt >= query.budgetMs,
    };
    try {
      const last = await searchAll(search, lister);
      await tellKept(search);
      // Who cancels does not want the rest.
      const cursor = signal.aborted ? undefined : cursorOf(query, whatRemains({ remaining, kept, last }));
      return {
        records,
        summary: { ...summaryOf(figures, now() - startedAt), ...(cursor !== undefined && { cursor }) },
      };
    } finally {
      stop();
      await lanes.close();
    }
  };
}

type Ended = Readonly<{ remaining: Remaining; kept: Newest | undefined; last: LastTaken }>;

/** The range that was searched, split where it was left, its part that is done only as far as hits had no room. */
function whatRemains({ remaining, kept, last }: Ended): Remaining {
  const [range = {}, ...others] = remaining.ranges;
  const oldest = kept && kept.dropped() > 0 ? kept.list().at(-1) : undefined;
  const before = oldest && { time: oldest.time, tie: oldest.tie };
  const rest = last.left ? [{ ...range, ...(last.key !== undefined && { after: last.key }) }] : [];
  const done = before ? [{ ...range, ...(last.left && last.key !== undefined && { upTo: last.key }), before }] : [];
  return { ...remaining, ranges: [...rest, ...done, ...others] };
}

function createCount(figures: Figures, { before }: Range): (hit: Hit) => boolean {
  const seen = rememberIds();
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

/** What one object waits for where records are told in key order: the one before has a lane, and is done. */
type Turn = Readonly<{ admitted: Promise<void>; done: Promise<void> }>;

const noTurn: Turn = { admitted: Promise.resolve(), done: Promise.resolve() };

/** The last object that was searched, and whether others were left. */
type LastTaken = { key?: string; left: boolean };

async function searchAll(search: Search, lister: Lister): Promise<LastTaken> {
  const last: LastTaken = { left: false };
  let turn = noTurn;
  const work = async (): Promise<void> => {
    for (let object = await lister.take(); object; object = await lister.take()) {
      if (search.isTimeUp() || search.signal.aborted) last.left = true;
      if (last.left) return;
      last.key = object.key;
      const before = search.ordered ? turn : noTurn;
      const [admitted, admit] = signalled();
      const [done, finish] = signalled();
      turn = { admitted, done };
      await searchObject(search, object, { before, admit });
      finish();
    }
  };
  await Promise.all(Array.from({ length: search.source.concurrency }, work));
  return last;
}

type Place = Readonly<{ before: Turn; admit: () => void }>;

async function searchObject(search: Search, object: TrailObject, { before, admit }: Place): Promise<void> {
  const { figures, bytes, lanes, signal } = search;
  const held = Math.min(object.size, streamedFrom);
  await bytes.enter(held);
  try {
    const compressed = await search.source.fetch(object, signal);
    await before.admitted;
    await lanes.use((lane) => {
      admit();
      return readObject(search, (look) => lane.read(compressed, look), { key: object.key, before });
    });
  } catch (error) {
    if (!signal.aborted) figures.failedObjects.push({ key: object.key, why: whyFailed(error) });
  } finally {
    admit();
    bytes.leave(held);
  }
  await before.done;
  figures.objects++;
  figures.compressedBytes += object.size;
  search.report();
}

type Read = (look: Look) => Promise<void>;

async function readObject(search: Search, read: Read, { key, before }: { key: string; before: Turn }): Promise<void> {
  const { matcher, figures, kept } = search;
  const records: string[] = [];
  let length = 0;
  const take = (hit: Hit): void => {
    if (!search.count(hit)) return;
    if (kept) {
      kept.add(hit, key);
      return;
    }
    const record = hit.text();
    length += record.length;
    records.push(record);
  };
  const tellAll = async (): Promise<void> => {
    await before.done;
    for (const record of records.splice(0)) {
      const pause = search.tell(record, key);
      if (pause) await pause;
    }
    length = 0;
  };
  await read((batch, inflatedBytes) => {
    search.signal.throwIfAborted();
    figures.inflatedBytes += inflatedBytes;
    figures.records += batch.bounds.length / 2;
    matcher.match(batch, take);
    return length > heldBack ? tellAll() : undefined;
  }).finally(tellAll);
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

function signalled(): [promise: Promise<void>, done: () => void] {
  let done = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return [promise, done];
}
