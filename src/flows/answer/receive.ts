import type { Job } from '../../core/job.ts';
import { parseJob } from '../../core/parse-job.ts';
import { answer } from '../answer.ts';
import type { HomeWorld } from '../home/world.ts';
import { home } from '../home.ts';
import { readSeekCause, type SeekWorld, seekCause } from '../notify/seek-cause.ts';
import { readGoOn, runSearch } from '../search/run.ts';
import { look } from './look.ts';
import { press } from './press.ts';

/**
 * Whatever the queues of look-ups and searches bring: commands, presses on alerts and on answers, App Home, searches that go
 * on, and looks in the logs for who caused an alert. Throws for what is none of these: the queue keeps it.
 */
export async function receive(body: unknown, world: HomeWorld & SeekWorld): Promise<void> {
  const seek = readSeekCause(body);
  if (seek) return seekCause(seek, world);
  const search = readGoOn(body);
  return search === undefined ? receiveJob(parseJob(body), world) : runSearch(search, world);
}

async function receiveJob(job: Job, world: HomeWorld): Promise<void> {
  if (job.kind === 'remediation') throw new Error('A remediation came to the queries');
  if ('button' in job) return look(job, world);
  if ('home' in job) return home(job, world);
  return 'press' in job ? press(job, world) : answer(job, world);
}
