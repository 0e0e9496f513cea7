import type { JobState } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { SearchFound } from '../../core/search/found.ts';
import { end } from '../../core/search/search-machine.ts';
import type { SearchEnd } from '../../core/search/search-plan.ts';
import { searchReply } from '../../core/search/search-reply.ts';
import type { SearchWork } from '../../core/search/search-work.ts';
import { type Held, handOver, type Run } from './held.ts';
import { showSearch } from './show.ts';
import { verifyHits } from './verify.ts';

type Became = 'done' | 'cancelled' | 'expired';

/** Holding files against digests takes a while, in ms; where less is left, the next run does it. */
const verifyingTakes = 45_000;

/** Ends a search: what runs for it elsewhere is stopped, what was found is told. */
export async function finishSearch(held: Held, became: Became, run: Run): Promise<void> {
  const { job, search } = held;
  if (became !== 'done') await stopAthena(held, run);
  const found = await run.found.load(search);
  const isToVerify = became === 'done' && search.plan.verify && search.unfinished === undefined;
  if (isToVerify && run.remainingMs() < verifyingTakes) return handOver(held, run);
  const verified = isToVerify ? await verifyHits(search, found, run) : undefined;
  const unfinished = became === 'done' ? search.unfinished : became;
  const done = { ...search, ...(unfinished && { unfinished }), ...(verified && { verified }) };
  const reply = search.isSettled ? tell({ job, search: done, found }, run) : nothingSearched(became);
  const ended = await run.store.stepJob(
    job.key,
    end(search.epoch, { state: became, reply, ...(unfinished && { unfinished }), ...(verified && { verified }) }),
  );
  if (ended) await showSearch(ended, run);
}

type Ended = Pick<JobState, 'job'> & Readonly<{ search: SearchWork; found: SearchFound }>;

/** What a search that has ended says. */
export function tell({ job, search, found }: Ended, { settings }: Pick<Run, 'settings'>): Reply {
  const { totals, engine, unfinished, cancelBy, athena, objectsTotal, verified } = search;
  const end: SearchEnd = {
    records: found.hits.map(({ record }) => record),
    keys: found.hits.map(({ key }) => key),
    summary: totals,
    engine,
    runs: Math.max(1, search.runs),
    ...(objectsTotal !== undefined && { objectsTotal: Math.max(objectsTotal, totals.objects) }),
    ...(unfinished && { unfinished }),
    ...(unfinished === 'cancelled' && cancelBy !== undefined && { cancelledBy: cancelBy }),
    ...(athena?.progress && { scannedBytes: athena.progress.scannedBytes, dollars: athena.progress.dollars }),
    ...(verified && { verified }),
  };
  return searchReply(search.plan, end, { settings, jobKey: job.key });
}

function nothingSearched(became: Became): Reply {
  const why = became === 'cancelled' ? 'It was cancelled' : 'Nobody said which way to search';
  return {
    title: `${why}, so nothing was searched`,
    sections: [{ kind: 'text', text: 'Ask again whenever you like, perhaps for a shorter time or one account.' }],
  };
}

/** A statement that goes on costs money: it is worth a second and a third try. */
async function stopAthena({ job, search }: Held, { openAthena, log }: Run): Promise<void> {
  const { athena: work } = search;
  const isOver = work?.progress && !['queued', 'running'].includes(work.progress.state);
  if (!work || isOver) return;
  const athena = await openAthena();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    try {
      return await athena?.stop(work.id);
    } catch (error) {
      log.warn('Athena could not be stopped', { job: job.key, execution: work.id, attempt, error: String(error) });
    }
  }
}
