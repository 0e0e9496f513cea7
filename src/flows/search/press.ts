import { mayInvestigate } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import type { JobState, People } from '../../core/ports.ts';
import { beginVerifying, cancel, choose, endVerifying, hasEnded } from '../../core/search/search-machine.ts';
import type { AskPress } from '../answer/ask-again.ts';
import { isOnOurMessage } from '../press.ts';
import { tell } from './finish.ts';
import { createFoundStore } from './found-store.ts';
import { runSearch } from './run.ts';
import { showSearch } from './show.ts';
import { verifyHits } from './verify.ts';
import type { SearchWorld } from './world.ts';

type World = SearchWorld & Readonly<{ people: People }>;

/** Whoever has a search gives a sign of life within this time, or has lost it, in s. */
const silentFor = 31;

/**
 * A press on a search's message: by anybody who may investigate and sees it. Pressing again is harmless. Throws what keeps a
 * person from it.
 */
export async function pressSearch(pressed: AskPress, world: World): Promise<void> {
  const state = await check(pressed, world);
  switch (pressed.press) {
    case 'cancel':
      return cancelSearch(pressed, state, world);
    case 'direct':
    case 'athena':
      return chooseEngine(pressed, pressed.press, world);
    case 'verify':
      return verifyFound(pressed.value, state, world);
    default:
      throw userError('STALE_BUTTON');
  }
}

async function check({ asker, value, messageTs }: AskPress, { store, settings, people }: World): Promise<JobState> {
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const state = /^[\w=+/-]{8,200}$/.test(value) ? await store.findJob(value) : undefined;
  const slots = state?.search ? await store.listSlots(`JOB#${value}`) : [];
  const roots = slots.filter(({ name }) => name === 'root');
  if (!state || !isOnOurMessage({ asker, messageTs }, roots)) throw userError('STALE_BUTTON');
  if (!(await mayInvestigate(settings, asker, people))) throw userError('NOT_ALLOWED', { what: 'search the logs' });
  return state;
}

/** Whoever works on it sees that within seconds; where nobody does, it ends here and now. */
async function cancelSearch({ asker, value }: AskPress, state: JobState, world: World): Promise<void> {
  if (hasEnded(state)) throw userError('SEARCH_ENDED');
  await world.store.stepJob(value, cancel(asker.userId));
  await runSearch(value, world);
  const after = await world.store.findJob(value);
  if (after && !hasEnded(after)) await world.sendToQueue('searches', { search: value }, silentFor);
}

async function chooseEngine(
  { asker, value }: AskPress,
  engine: 'direct' | 'athena',
  { store, sendToQueue, now }: World,
): Promise<void> {
  await store.stepJob(value, choose({ engine, by: asker.userId, now: now() }));
  const state = await store.findJob(value);
  // Delivered again after a crash, it may be chosen and not yet sent.
  const isMine = state?.search?.chosenBy === asker.userId && state.search.engine === engine && !hasEnded(state);
  if (!state || !isMine) throw userError('SEARCH_DECIDED');
  await showSearch(state, { store, sendToQueue });
  await sendToQueue('searches', { search: value });
}

async function verifyFound(key: string, known: JobState, world: World): Promise<void> {
  const { store, now, results } = world;
  if (!hasEnded(known)) throw userError('STALE_BUTTON');
  const begun = await store.stepJob(key, beginVerifying(now()));
  // Of a press that is delivered again the answer may not have been shown yet.
  if (!begun?.search) return showSearch(known, world);
  await showSearch(begun, world);
  const { job, search } = begun;
  try {
    const found = await createFoundStore(key, results).load(search);
    const verified = await verifyHits(search, found, world);
    const reply = tell({ job, search: { ...search, verified }, found }, world);
    const done = await store.stepJob(key, endVerifying({ verified, reply }));
    if (done) await showSearch(done, world);
  } catch (error) {
    const left = await store.stepJob(key, endVerifying(undefined));
    if (left) await showSearch(left, world);
    throw error;
  }
}
