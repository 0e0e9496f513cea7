import type { Job } from '../../core/job.ts';
import { begin } from '../../core/search/search-machine.ts';
import type { SearchPlan } from '../../core/search/search-plan.ts';
import { renderReply } from '../../slack/render/reply.ts';
import { runSearch } from './run.ts';
import { showSearch } from './show.ts';
import type { SearchWorld } from './world.ts';

/** Begins the search of a question that is being answered: its message is posted, and the asker is told where it is. */
export async function beginSearch(job: Job, plan: SearchPlan, world: SearchWorld): Promise<void> {
  const { channel, isHere } = await findPlace(job, world);
  const begun = await world.store.stepJob(job.key, begin({ plan, channel, now: world.now() }));
  if (begun) {
    await showSearch(begun, world);
    await world.slack.answer(job.asker, whereItIs(isHere));
  }
  await runSearch(job.key, world);
}

/** Never a public channel, unless the settings name it: results hold addresses, names and keys of people. */
export async function findPlace(
  { asker }: Job,
  {
    slack,
    settings,
  }: Pick<SearchWorld, 'settings'> & { slack: Pick<SearchWorld['slack'], 'isPrivate' | 'openDirect'> },
): Promise<{ channel: string; isHere: boolean }> {
  const isListed = settings.slack.publicResults.includes(asker.channelId);
  if (isListed || (await slack.isPrivate(asker.channelId))) return { channel: asker.channelId, isHere: true };
  return { channel: await slack.openDirect(asker.userId), isHere: false };
}

function whereItIs(isHere: boolean) {
  const where = isHere ? 'in this channel' : 'in our direct messages, because this channel is not private';
  return renderReply({ title: 'Searching …', sections: [{ kind: 'text', text: `The answer comes ${where}.` }] });
}
