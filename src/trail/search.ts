import { setMaxListeners } from 'node:events';
import type { Now } from '../core/ports.ts';
import type { SearchTrail, TrailQuery, TrailSearchOptions } from '../core/trail-query.ts';
import { type Figures, progressOf, startFigures, summaryOf, whyFailed } from './figures.ts';
import { createGate, type Gate } from './gate.ts';
import { inflate } from './inflate.ts';
import { type Lister, startLister } from './lister.ts';
import { type Hit, type Matcher, prepareQuery } from './match.ts';
import { keepNewest, type Newest } from './newest.ts';
import { createRecordFinder } from './records.ts';
import { streamedFrom, type TrailObject, type TrailSource } from './source.ts';

/** Inflating is one job of zlib's thread pool at a time; more than its four threads only wait. */
const inflatedAtOnce = 4;

/** Compressed bytes that may be fetched and not yet searched. */
const fetchedAhead = 32 * 1024 * 1024;

/** Hits that an object may hold back (characters) while earlier objects are still being searched. */
const heldBack = 1024 * 1024;

type Search = Readonly<{
  source: TrailSource;
  query: TrailQuery;
  matcher: Matcher;
  figures: Figures;
  gates: Readonly<{ bytes: Gate; inflate: Gate }>;
  signal: AbortSignal;
  accept: (hit: Hit) => Promise<void> | undefined;
  report: () => void;
}>;

/**
 * Makes the search over one source. A limit keeps the newest hits, newest first; without one (0) every hit comes in key
 * order, to `onRecord` where it is given and so never held. What is aborted ends with what was found until then.
 */
export function createSearch({ source, now }: { source: TrailSource; now: Now }): SearchTrail {
  return async (query, options = {}) => {
    const startedAt = now();
    const figures = startFigures();
    const kept = query.limit > 0 ? keepNewest(query.limit) : undefined;
    const records: string[] = [];
    const signal = innerSignal(options.signal);
    const lister = startLister(source, query, { signal, onFailure: (failure) => figures.failedObjects.push(failure) });
    const search: Search = {
      source,
      query,
      matcher: prepareQuery(query),
      figures,
      gates: { bytes: createGate(fetchedAhead), inflate: createGate(inflatedAtOnce) },
      signal,
      accept: createAccept(figures, kept, options.onRecord ?? collect(records)),
      report: () => options.onProgress?.(progressOf(figures, lister.total())),
    };
    await searchAll(search, lister);
    const newest = kept?.list().map(({ text }) => text) ?? records;
    if (kept && options.onRecord) for (const record of newest) await options.onRecord(record);
    return { records: kept && options.onRecord ? [] : newest, summary: summaryOf(figures, now() - startedAt) };
  };
}

function createAccept(figures: Figures, kept: Newest | undefined, tell: NonNullable<TrailSearchOptions['onRecord']>) {
  const seen = new Set<string>();
  return (hit: Hit): Promise<void> | undefined => {
    if (hit.id !== undefined && seen.has(hit.id)) {
      figures.duplicates++;
      return undefined;
    }
    if (hit.id !== undefined) seen.add(hit.id);
    figures.matches++;
    if (!kept) return tell(hit.text);
    kept.add(hit);
    return undefined;
  };
}

function collect(records: string[]) {
  return (record: string): undefined => {
    records.push(record);
  };
}

/** What one object waits for where hits are to come in key order: the one before admitted to inflating, and done. */
type Turn = Readonly<{ admitted: Promise<void>; done: Promise<void> }>;

const noTurn: Turn = { admitted: Promise.resolve(), done: Promise.resolve() };

async function searchAll(search: Search, lister: Lister): Promise<void> {
  let last = noTurn;
  const work = async (): Promise<void> => {
    for (let object = await lister.take(); object && !search.signal.aborted; object = await lister.take()) {
      const before = search.query.limit > 0 ? noTurn : last;
      const [admitted, admit] = signalled();
      const [done, finish] = signalled();
      last = { admitted, done };
      await searchObject(search, object, { before, admit });
      finish();
    }
  };
  await Promise.all(Array.from({ length: search.source.concurrency }, work));
}

type Place = Readonly<{ before: Turn; admit: () => void }>;

async function searchObject(search: Search, object: TrailObject, { before, admit }: Place): Promise<void> {
  const { figures, gates, signal } = search;
  const held = Math.min(object.size, streamedFrom);
  await gates.bytes.enter(held);
  try {
    const compressed = await search.source.fetch(object, signal);
    await before.admitted;
    await gates.inflate.enter();
    admit();
    try {
      await searchBytes(search, compressed, before);
    } finally {
      gates.inflate.leave();
    }
  } catch (error) {
    if (!signal.aborted) figures.failedObjects.push({ key: object.key, why: whyFailed(error) });
  } finally {
    admit();
    gates.bytes.leave(held);
  }
  await before.done;
  figures.objects++;
  figures.compressedBytes += object.size;
  search.report();
}

async function searchBytes(search: Search, compressed: Parameters<typeof inflate>[0], before: Turn): Promise<void> {
  const inflated = await inflate(compressed);
  const finder = createRecordFinder();
  const hits: Hit[] = [];
  let held = 0;
  for await (const bytes of 'whole' in inflated ? [inflated.whole] : inflated.pieces) {
    if (search.signal.aborted) return;
    search.figures.inflatedBytes += bytes.length;
    const piece = finder.feed(bytes);
    search.figures.records += piece.bounds.length / 2;
    for (const hit of search.matcher.match(piece)) {
      hits.push(hit);
      held += hit.text.length;
    }
    if (held < heldBack) continue;
    await before.done;
    await acceptAll(search, hits.splice(0));
    held = 0;
  }
  const problem = finder.problem();
  await before.done;
  await acceptAll(search, hits);
  if (problem !== undefined) throw new Error(problem);
}

async function acceptAll(search: Search, hits: readonly Hit[]): Promise<void> {
  for (const hit of hits) {
    const pause = search.accept(hit);
    if (pause) await pause;
  }
}

/** A signal of our own, because everything that is read at once listens to it. */
function innerSignal(outer: AbortSignal | undefined): AbortSignal {
  const inner = new AbortController();
  setMaxListeners(0, inner.signal);
  if (outer?.aborted) inner.abort();
  outer?.addEventListener('abort', () => inner.abort(), { once: true });
  return inner.signal;
}

function signalled(): [promise: Promise<void>, done: () => void] {
  let done = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return [promise, done];
}
