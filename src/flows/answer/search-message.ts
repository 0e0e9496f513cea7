import type { Job } from '../../core/job.ts';
import type { JobState, Log, Now, SendToQueue, Slack, Store } from '../../core/ports.ts';
import type { TrailProgress, TrailSummary } from '../../core/search/trail-query.ts';
import type { Settings } from '../../core/settings.ts';
import { wantShown } from '../../delivery/want.ts';
import { renderReply } from '../../slack/render/reply.ts';

type World = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  settings: Settings;
  slack: Pick<Slack, 'answer' | 'openDirect' | 'isPrivate'>;
  now: Now;
  log: Log;
}>;

/** The one message of a search, which moves while it runs and becomes its answer. */
export type SearchMessage = Readonly<{
  /** Shown every few seconds at most; what comes between is left out. */
  progress(progress: TrailProgress): void;
  found(summary: TrailSummary): void;
  /** Shows the answer, and its file in the thread. */
  finish(end: Pick<JobState, 'state' | 'reply'>): Promise<void>;
}>;

/** A channel takes about one message a second, so a search moves its own every 2.5 s. */
const every = 2500;
const lane = 1;
const nothingYet: TrailProgress = { objects: 0, compressedBytes: 0, inflatedBytes: 0, records: 0, matches: 0 };

/** Posts the message and tells the asker where it is. */
export async function startSearchMessage(job: Job, world: World): Promise<SearchMessage> {
  const { store, slack, settings, now, log } = world;
  const owner = `JOB#${job.key}`;
  const { channel, isHere } = await findPlace(job, { slack, settings });
  const change = async (what: Partial<Omit<JobState, 'job' | 'rev'>>): Promise<JobState> => {
    const state = await store.updateJob(job.key, what);
    await wantShown({ owner, channel, name: 'root', lane, want: state.rev }, world);
    return state;
  };
  await change({ progress: nothingYet });
  await slack.answer(job.asker, whereItIs(isHere));

  let shownAt = now();
  let showing: Promise<unknown> | undefined;
  let summary: TrailSummary | undefined;
  return {
    progress(progress) {
      if (showing || now() - shownAt < every) return;
      shownAt = now();
      showing = change({ progress })
        .catch((error: unknown) => log.warn('Progress could not be shown', { job: job.key, error: String(error) }))
        .finally(() => {
          showing = undefined;
        });
    },
    found(figures) {
      summary = figures;
    },
    async finish(end) {
      await showing;
      const state = await change({ ...end, ...(summary && { summary }) });
      if (!state.reply?.file) return;
      await wantShown({ owner, channel, name: 'file', lane, want: state.rev, thread: { owner, name: 'root' } }, world);
    },
  };
}

/** Never a public channel, unless the settings name it: results hold addresses, names and keys of people. */
async function findPlace(
  { asker }: Job,
  { slack, settings }: Pick<World, 'slack' | 'settings'>,
): Promise<{ channel: string; isHere: boolean }> {
  const isListed = settings.slack.publicResults.includes(asker.channelId);
  if (isListed || (await slack.isPrivate(asker.channelId))) return { channel: asker.channelId, isHere: true };
  return { channel: await slack.openDirect(asker.userId), isHere: false };
}

function whereItIs(isHere: boolean) {
  const where = isHere ? 'in this channel' : 'in our direct messages, because this channel is not private';
  return renderReply({ title: 'Searching …', sections: [{ kind: 'text', text: `The answer comes ${where}.` }] });
}
