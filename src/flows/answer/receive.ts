import type { Job } from '../../core/job.ts';
import { answer } from '../answer.ts';
import { type LookWorld, look } from './look.ts';
import { press } from './press.ts';

/** Whatever the queues of look-ups and searches bring: commands, and presses on alerts and on answers. */
export async function receive(job: Job, world: LookWorld): Promise<void> {
  if (job.kind === 'remediation') throw new Error('A remediation came to the queries');
  if ('button' in job) return look(job, world);
  return 'press' in job ? press(job, world) : answer(job, world);
}
