import type { Job } from '../../core/job.ts';
import type { JobState, SendToQueue, Slack, Store } from '../../core/ports.ts';
import { filesBySlot, type Reply } from '../../core/reply.ts';
import type { Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';
import { findPlace } from '../search/begin.ts';

type World = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  slack: Pick<Slack, 'openDirect' | 'isPrivate'>;
  settings: Settings;
}>;

const lane = 1;

/** Where the files of a look-up come, which itself is told to the asker alone: an answer nobody keeps takes no file. */
export async function placeOfFiles(job: Job, reply: Reply, world: World): Promise<string | undefined> {
  return filesBySlot(reply).size === 0 ? undefined : (await findPlace(job, world)).channel;
}

/** The reply, with where its files are to be found. */
export function withPlace(reply: Reply, channel: string | undefined, { asker }: Pick<Job, 'asker'>): Reply {
  if (channel === undefined) return reply;
  const where = channel === asker.channelId ? 'in this channel' : 'in our direct messages';
  const text = `The file comes ${where}.`;
  return { ...reply, sections: [...reply.sections, { kind: 'text', text }] };
}

/** Sends what came with an answer that is stored. Repeating it is harmless. */
export async function sendFiles(
  { job, reply, rev }: Pick<JobState, 'job' | 'reply' | 'rev'>,
  channel: string | undefined,
  world: World,
): Promise<void> {
  if (channel === undefined || !reply) return;
  for (const name of filesBySlot(reply).keys()) {
    await wantShown({ owner: `JOB#${job.key}`, channel, name, lane, want: rev }, world);
  }
}
