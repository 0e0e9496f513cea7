import { UserError } from '../core/errors.ts';
import { type HomeAct, type HomeView, savedId } from '../core/home.ts';
import { escapeSlack } from '../core/text/slack-text.ts';
import { renderHome, renderHomeTrouble } from '../slack/render/home.ts';
import { answer } from './answer.ts';
import { readHome } from './home/read.ts';
import type { HomeJob, HomeWorld } from './home/world.ts';

/**
 * Shows somebody their App Home, after doing what they pressed there. Whoever is not of our workspace is shown nothing. What
 * cannot be read is said there, and thrown when it is nobody's mistake. Twice is the same as once.
 */
export async function home(job: HomeJob, world: HomeWorld): Promise<void> {
  try {
    if (!(await isOurs(job, world))) return world.log.warn('Somebody else opened App Home', { key: job.key });
    const note = await doings[job.home](job, world);
    if (note !== 'elsewhere') await show(job, world, async () => renderHome(await readHome(job, world, note)));
  } catch (error) {
    await show(job, world, async () => renderHomeTrouble(error instanceof UserError ? error : world.reference));
    if (!(error instanceof UserError)) throw error;
  }
}

/** A person of our own workspace who has not left; a guest is one, and may look nothing up. Throws UNREACHABLE. */
async function isOurs({ asker }: HomeJob, { settings, people }: HomeWorld): Promise<boolean> {
  const { team } = settings.slack;
  if (asker.teamId !== team) return false;
  const person = await people.findPerson(asker.userId);
  return person?.teamId === team && !person.isGone && !person.isBot;
}

/** Does it, and returns what is to be said of it in App Home; `elsewhere` where the answer is a message. */
type Doing = (job: HomeJob, world: HomeWorld) => Promise<string | undefined>;

const unknown = 'That search is not kept any more.';

const doings: Readonly<Record<HomeAct, Doing>> = {
  show: async () => undefined,
  async run(job, world) {
    const saved = await findSaved(job, world);
    if (!saved) return unknown;
    const { key, askedAt } = job;
    // There is no channel to answer in but the direct messages.
    const asker = { ...job.asker, channelId: await world.slack.openDirect(job.asker.userId) };
    await answer({ kind: 'search', key, askedAt, asker, command: '/aws-trail', text: escapeSlack(saved.text) }, world);
    return 'elsewhere';
  },
  async forget(job, world) {
    const saved = await findSaved(job, world);
    if (!saved) return unknown;
    await world.store.removeSaved(job.asker.userId, saved.name);
    return `“${saved.name}” is forgotten.`;
  },
};

/** By the button's opaque value, among what this person keeps: nobody reaches another's. */
async function findSaved({ asker, value }: HomeJob, { store }: HomeWorld) {
  return (await store.listSaved(asker.userId)).find(({ name }) => savedId(name) === value);
}

/**
 * Publishes it over what was shown when the person pressed. Where something else was shown meanwhile, or nobody knows, it is
 * made anew and published over whatever is there. Slack asks us to wait, or refuses it: the next opening tries again.
 */
async function show({ asker, hash }: HomeJob, world: HomeWorld, make: () => Promise<HomeView>): Promise<void> {
  const { userId } = asker;
  const first = await world.slack.publishHome({ userId, ...(hash !== undefined && { hash }) }, await make());
  const isToRepeat = first.kind === 'unclear' || (first.kind === 'refused' && first.error === 'hash_conflict');
  const last = isToRepeat ? await world.slack.publishHome({ userId }, await make()) : first;
  if (last.kind !== 'ok') world.log.error('App Home could not be shown', { ...last });
}
