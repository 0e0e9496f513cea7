import type { JobState } from '../../core/ports.ts';
import { type FoundHit, mergeHits } from '../../core/search/found.ts';
import { commitRead, renew } from '../../core/search/search-machine.ts';
import type { SearchWork } from '../../core/search/search-work.ts';
import type { TrailProgress, TrailSummary } from '../../core/search/trail-query.ts';
import type { Held, Run } from './held.ts';

/** What is read is committed so often, in ms: so late a crash or a cancellation may be noticed. */
const every = 3_000;

/** A log file that takes longer than this is cut, and its rest read in the next slice, in ms. */
const longest = 15_000;

/** Reads for some seconds from where the last commit left off, and commits that. */
export async function readSlice(held: Held, run: Run): Promise<JobState | undefined> {
  const { job, search } = held;
  const { plan, left, epoch } = search;
  const found = await run.found.load(search);
  const told: FoundHit[] = [];
  const pulse = createPulse(held, run);
  const query = { ...plan.query, budgetMs: longest, ...(typeof left === 'object' && { cursor: left.cursor }) };
  const searching = run.search(query, {
    slice: { ms: every, seen: found.seen },
    signal: pulse.signal,
    onProgress: pulse.beat,
    onRecord(record, key) {
      told.push({ key, record });
      return undefined;
    },
  });
  const { records, summary, seen = '' } = await searching.finally(pulse.stop);
  const more = [...told, ...records.map((record) => ({ key: '', record }))];
  const isNew = more.length > 0 || seen !== found.seen;
  const name = isNew
    ? await run.found.save(search, { hits: mergeHits(found.hits, more, plan.query.limit), seen })
    : search.found;
  const committed = await run.store.stepJob(
    job.key,
    commitRead(epoch, {
      now: run.now(),
      totals: add(search.totals, summary),
      // Who cancels does not want the rest, so that there is no cursor to it.
      left: pulse.signal.aborted ? left : summary.cursor === undefined ? 'nothing' : { cursor: summary.cursor },
      ...(name !== undefined && { found: name }),
      ...totalOf(search, pulse.last()),
    }),
  );
  if (committed) await run.show(committed);
  return committed;
}

/** Both together; what could not be read is told once. */
function add(before: SearchWork['totals'], slice: TrailSummary): SearchWork['totals'] {
  const failed = new Map([...before.failedObjects, ...slice.failedObjects].map((one) => [one.key, one]));
  return {
    objects: before.objects + slice.objects,
    compressedBytes: before.compressedBytes + slice.compressedBytes,
    inflatedBytes: before.inflatedBytes + slice.inflatedBytes,
    records: before.records + slice.records,
    matches: before.matches + slice.matches,
    duplicates: before.duplicates + slice.duplicates,
    seconds: Math.round((before.seconds + slice.seconds) * 1000) / 1000,
    failedObjects: [...failed.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** Where there were too many to be measured, the listing may have come to its end since. */
function totalOf({ objectsTotal, totals }: SearchWork, last: TrailProgress | undefined) {
  if (objectsTotal !== undefined || last?.objectsTotal === undefined) return {};
  return { objectsTotal: totals.objects + last.objectsTotal };
}

/** Gives a sign of life while a slice takes longer than it should, and ends it when somebody cancels or took over. */
function createPulse({ job, search }: Held, { store, now, log }: Run) {
  const cancelled = new AbortController();
  let at = now();
  let last: TrailProgress | undefined;
  let beating: Promise<void> | undefined;
  // Of a log file that does not come nothing is heard.
  const timer = setInterval(() => beat(), every);

  async function renewed(): Promise<void> {
    const state = await store.stepJob(job.key, renew(search.epoch, now()));
    if (!state?.search || state.search.cancelBy !== undefined) cancelled.abort();
  }

  function beat(progress = last): void {
    last = progress;
    if (beating || now() - at < every) return;
    at = now();
    beating = renewed()
      .catch((error: unknown) => log.warn('A search gave no sign of life', { job: job.key, error: String(error) }))
      .finally(() => {
        beating = undefined;
      });
  }

  return {
    ...{ signal: cancelled.signal, beat, last: () => last },
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}
