import type { FollowUp, Reply } from '../reply.ts';
import { escapeSlack } from '../text/slack-text.ts';
import { optionText } from './plan-search.ts';
import type { SavedSearch } from './saved-search.ts';

/** So many are shown with their buttons; the others are named. */
const mostShown = 15;

/** The searches that somebody keeps, each with what asks it and what forgets it. */
export function savedReply(saved: readonly SavedSearch[]): Reply {
  if (saved.length === 0) {
    const how = 'Press Save below an answer, or end a search with save:NAME, and it is kept here for you alone.';
    return { title: 'You keep no searches yet', mark: '🔖', sections: [{ kind: 'text', text: how }] };
  }
  const shown = saved.slice(0, mostShown);
  const left = saved.slice(mostShown).map(({ name }) => name);
  return {
    title: `You keep ${saved.length === 1 ? 'one search' : `${saved.length} searches`}`,
    mark: '🔖',
    sections: [
      ...shown.flatMap((one) => [
        { kind: 'list' as const, items: [{ lead: one.name, body: one.text }] },
        { kind: 'asks' as const, asks: savedAsks(one) },
      ]),
      ...(left.length > 0 ? [{ kind: 'text' as const, text: `And ${left.join(', ')}: /aws-trail saved:NAME` }] : []),
    ],
  };
}

/** What can be done with a saved search by a press: it is asked, or forgotten. */
function savedAsks({ name }: Pick<SavedSearch, 'name'>): readonly [run: FollowUp, forget: FollowUp] {
  const command = '/aws-trail';
  return [
    { label: 'Search', command, text: escapeSlack(optionText('saved', name)) },
    {
      ...{ label: 'Forget', command, text: escapeSlack(optionText('forget', name)) },
      confirm: `The search ${name} is not kept any more.`,
    },
  ];
}
