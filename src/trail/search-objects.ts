import { type Figures, whyFailed } from './figures.ts';
import type { Gate } from './gate.ts';
import type { Lanes } from './lanes.ts';
import type { Lister } from './lister.ts';
import type { Hit, Matcher } from './match.ts';
import type { Newest } from './newest.ts';
import type { CutObject, Range } from './ranges.ts';
import type { Batch } from './reader.ts';
import { streamedFrom, type TrailObject, type TrailSource } from './source.ts';

/** Records that an object may hold back (characters) while earlier objects are still being searched. */
const heldBack = 1024 * 1024;

/** One search as its objects see it. */
export type Search = Readonly<{
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
  /** Whether no further object is to be begun, though those that were begun are finished. */
  isEnough: () => boolean;
}>;

/** The last object that was taken, whether others were left, and those that were cut. */
export type Taken = { key?: string; left: boolean; readonly cut: CutObject[] };

/** What one object waits for where records are told in key order: the one before has a lane, and is done. */
type Turn = Readonly<{ admitted: Promise<void>; done: Promise<void> }>;

const noTurn: Turn = { admitted: Promise.resolve(), done: Promise.resolve() };

/** Searches what is listed, as many objects at once as the source is worth, until time is up or the search is cancelled. */
export async function searchObjects(search: Search, lister: Lister): Promise<Taken> {
  const taken: Taken = { left: false, cut: [] };
  let turn = noTurn;
  const work = async (): Promise<void> => {
    for (let object = await lister.take(); object; object = await lister.take()) {
      if (search.isTimeUp() || search.signal.aborted || isSliceOver(search, taken)) taken.left = true;
      if (taken.left) return;
      const previous = taken.key ?? search.range.after;
      taken.key = object.key;
      const before = search.ordered ? turn : noTurn;
      const [admitted, admit] = signalled();
      const [done, finish] = signalled();
      turn = { admitted, done };
      const cutAt = await searchObject(search, object, { before, admit });
      if (cutAt !== undefined) taken.cut.push({ previous, key: object.key, done: cutAt });
      finish();
    }
  };
  await Promise.all(Array.from({ length: search.source.concurrency }, work));
  return taken;
}

/** An object is begun before time counts, so that every slice comes further. */
function isSliceOver({ isEnough }: Search, { key }: Taken): boolean {
  return key !== undefined && isEnough();
}

type Place = Readonly<{ before: Turn; admit: () => void }>;

/** How many records were searched of an object that was cut; nothing for one that is done. */
async function searchObject(
  search: Search,
  object: TrailObject,
  { before, admit }: Place,
): Promise<number | undefined> {
  const { figures, bytes, lanes, signal } = search;
  const part = partOf(search, object.key);
  const held = Math.min(object.size, streamedFrom);
  await bytes.enter(held);
  try {
    const compressed = await search.source.fetch(object, signal);
    await before.admitted;
    await lanes.use((lane) => {
      admit();
      const take = takeBatches(search, { key: object.key, before, part });
      return lane.read(compressed, take.look).finally(take.tellAll);
    });
  } catch (error) {
    if (part.cutAt !== undefined) {
      // It is inflated from its start again, so that the reading that ends it counts all of it.
      figures.inflatedBytes -= part.inflatedBytes;
      return part.cutAt;
    }
    if (!signal.aborted) figures.failedObjects.push({ key: object.key, why: whyFailed(error) });
  } finally {
    admit();
    bytes.leave(held);
  }
  await before.done;
  figures.objects++;
  figures.compressedBytes += object.size;
  search.report();
  return undefined;
}

/** Which records of an object are searched, how many have gone by, what was inflated, and where time ran out. */
type Part = Readonly<{ from: number; to: number }> & {
  passed: number;
  searched: number;
  inflatedBytes: number;
  cutAt?: number;
};

function partOf({ range }: Search, key: string): Part {
  const isCut = range.upTo === key;
  const [from, to] = isCut ? [range.from ?? 0, range.to ?? Infinity] : [0, Infinity];
  return { from, to, passed: 0, searched: 0, inflatedBytes: 0 };
}

type Taking = Readonly<{ key: string; before: Turn; part: Part }>;

/** Matches the batches of one object. */
function takeBatches(search: Search, { key, before, part }: Taking) {
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
  const look = (batch: Batch, inflatedBytes: number): Promise<void> | undefined => {
    search.signal.throwIfAborted();
    figures.inflatedBytes += inflatedBytes;
    part.inflatedBytes += inflatedBytes;
    const mine = withinPart(batch, part);
    // Something is searched before time counts, so that every run of a search comes further.
    if (part.searched > 0 && mine.bounds.length > 0 && search.isTimeUp()) {
      part.cutAt = part.from + part.searched;
      throw new Error('time is up');
    }
    part.searched += mine.bounds.length / 2;
    figures.records += mine.bounds.length / 2;
    matcher.match(mine, take);
    return length > heldBack ? tellAll() : undefined;
  };
  return { look, tellAll };
}

/** Those records of a batch that belong to the part of the object that is searched. */
function withinPart(batch: Batch, part: Part): Batch {
  const first = part.passed;
  part.passed += batch.bounds.length / 2;
  if (first >= part.from && part.passed <= part.to) return batch;
  const bounds = batch.bounds.slice(2 * Math.max(0, part.from - first), 2 * Math.max(0, part.to - first));
  return { ...batch, bounds };
}

function signalled(): [promise: Promise<void>, done: () => void] {
  let done = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return [promise, done];
}
