import { mayInvestigate } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import type { Reply } from '../../core/reply.ts';
import { keepSearch, parseSavedName } from '../../core/search/saved-search.ts';
import { renderReply } from '../../slack/render/reply.ts';
import { isOnOurMessage } from '../press.ts';
import type { AskPress } from './ask-again.ts';
import type { LookWorld } from './look.ts';

/** Keeps the search of an answer for whoever pressed, by the name that they gave it. Twice is the same. Throws what keeps them from it. */
export async function saveSearch({ asker, value, messageTs, name = '' }: AskPress, world: LookWorld): Promise<void> {
  const { store, settings, people, slack } = world;
  if (asker.teamId !== settings.slack.team) throw userError('OTHER_WORKSPACE');
  const state = /^[\w=+/-]{8,200}$/.test(value) ? await store.findJob(value) : undefined;
  const text = state?.reply && keptBy(state.reply);
  const slots = text === undefined ? [] : await store.listSlots(`JOB#${value}`);
  if (text === undefined || !isOnOurMessage({ asker, messageTs }, slots)) throw userError('STALE_BUTTON');
  if (!(await mayInvestigate(settings, asker, people))) throw userError('NOT_ALLOWED', { what: 'search the logs' });
  const saved = { name: parseSavedName(name), text };
  await keepSearch(saved, { saved: store, askedBy: asker.userId });
  await slack.answer(asker, renderReply(keptReply(saved.name), '🔖'));
}

function keptBy({ sections }: Reply): string | undefined {
  const presses = sections.flatMap((section) => (section.kind === 'asks' ? (section.presses ?? []) : []));
  return presses.find(({ press }) => press === 'save')?.keeps;
}

function keptReply(name: string): Reply {
  const how = 'It is in App Home and under /aws-trail saved, for you alone; its times count anew each time.';
  return { title: `This search is kept as “${name}”`, sections: [{ kind: 'text', text: how }] };
}
