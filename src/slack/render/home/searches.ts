import { savedId } from '../../../core/home.ts';
import type { Block } from '../../../core/message.ts';
import type { SavedSearch } from '../../../core/search/saved-search.ts';
import { paragraph, plainText, quote, say } from '../blocks.ts';
import { homeAction } from '../buttons.ts';
import { limits } from '../limits.ts';
import { more } from '../parts.ts';
import { heading } from './parts.ts';

/** So many are shown with their buttons: blocks are few. */
const mostSearches = 15;

/** The searches that somebody keeps, each with what runs it and what forgets it. */
export function searchBlocks(saved: readonly SavedSearch[]): readonly Block[] {
  const shown = saved.slice(0, mostSearches);
  const how =
    shown.length === 0
      ? [say('None are kept yet: add '), say('save:NAME', { code: true }), say(' to a search.')]
      : [say('Their answers come to your direct messages.', { italic: true })];
  return [
    heading('Your searches'),
    ...paragraph([how]),
    ...shown.flatMap(oneSearch),
    ...paragraph([more(saved.length - shown.length)]),
  ];
}

function oneSearch({ name, text }: SavedSearch): readonly Block[] {
  const value = savedId(name);
  const confirm = {
    title: plainText('Forget this search?', limits.confirmTitle),
    text: plainText(`${name} is not kept any more.`, limits.confirmText),
    confirm: plainText('Forget it', limits.confirmButton),
    deny: plainText('Keep it', limits.confirmButton),
  };
  const run = { type: 'button', action_id: homeAction('run'), value, text: plainText('Run', limits.buttonText) };
  const forget = {
    ...{ type: 'button', action_id: homeAction('forget'), value, confirm },
    text: plainText('Forget …', limits.buttonText),
  };
  return [
    ...paragraph([[quote(name, 60, { bold: true }), say(' '), quote(text, 200, { code: true })]]),
    { type: 'actions', elements: [run, forget] },
  ];
}
