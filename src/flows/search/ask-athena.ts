import { userError } from '../../core/errors.ts';
import type { JobState } from '../../core/ports.ts';
import type { AthenaProgress, AthenaSearch } from '../../core/search/engine.ts';
import { commit, handToAthena, notePoll } from '../../core/search/search-machine.ts';
import { nothingRead } from '../../core/search/search-work.ts';
import { type Held, handOver, type Run } from './held.ts';

/**
 * Hands a search to Athena, or asks how far it is, and leaves it to a later run while it is not done; reads what came of it
 * then. Asking again after a crash is the same statement.
 */
export async function askAthena(held: Held, run: Run): Promise<JobState | undefined> {
  const { job, search } = held;
  const { plan, epoch } = search;
  const athena = await open(run);
  if (!search.athena) {
    const id = await athena.start(plan.query, { key: job.key });
    const started = await run.store.stepJob(job.key, handToAthena(epoch, { id, now: run.now() }));
    if (started) await later(held, { state: started, polls: 0 }, run);
    return undefined;
  }
  const { id, polls } = search.athena;
  const progress = await athena.poll(id);
  const polled = await run.store.stepJob(job.key, notePoll(epoch, { progress, now: run.now() }));
  if (!polled) return undefined;
  switch (progress.state) {
    case 'queued':
    case 'running':
      await later(held, { state: polled, polls }, run);
      return undefined;
    case 'succeeded':
      return readAnswer(held, { athena, id, progress }, run);
    default:
      return giveUp(held, progress, run);
  }
}

async function open({ openAthena }: Run): Promise<AthenaSearch> {
  const athena = await openAthena();
  if (athena) return athena;
  throw userError('REFUSED', { what: 'Noroshi', why: 'the settings say nothing of Athena (trail.athena)' });
}

/** From 2 to 10 s, in s: what takes long is asked less often. */
async function later(
  held: Held,
  { state, polls }: Readonly<{ state: JobState; polls: number }>,
  run: Run,
): Promise<void> {
  await run.show(state);
  const isHandedOver = state.search?.cancelBy === undefined;
  await handOver(held, run, { delaySeconds: isHandedOver ? Math.min(10, 2 + polls) : 0 });
}

type Done = Readonly<{ athena: AthenaSearch; id: string; progress: AthenaProgress }>;

async function readAnswer(
  { job, search }: Held,
  { athena, id, progress }: Done,
  run: Run,
): Promise<JobState | undefined> {
  const { records, rows, duplicates, isCut } = await athena.read(id, search.plan.query);
  const hits = records.map((record) => ({ key: '', record }));
  const found = await run.found.save(search, { hits, seen: '' });
  const figures = { compressedBytes: progress.scannedBytes, seconds: progress.seconds };
  const totals = { ...nothingRead, ...figures, records: rows, matches: records.length, duplicates };
  if (isCut) run.log.warn('Athena’s answer was cut', { job: job.key, rows });
  return run.store.stepJob(job.key, commit(search.epoch, { now: run.now(), totals, found, left: 'nothing' }));
}

/** The workgroup's limit is an end like another; what else Athena says is told as it says it. */
function giveUp({ job, search }: Held, { why = '', state }: AthenaProgress, run: Run): Promise<JobState | undefined> {
  if (!/bytes scanned limit/i.test(why)) {
    throw userError('REFUSED', { what: 'Athena', why: why || `the statement is ${state}` });
  }
  return run.store.stepJob(
    job.key,
    commit(search.epoch, { now: run.now(), unfinished: 'scan-limit', left: 'nothing' }),
  );
}
