import { UserError, userError } from '../../core/errors.ts';
import { renderError } from '../../slack/render/error.ts';
import { answer } from '../answer.ts';
import { pressSearch } from '../search/press.ts';
import { type AskPress, commandOf } from './ask-again.ts';
import type { LookWorld } from './look.ts';
import { saveSearch } from './save-search.ts';

/** A press on an answer of ours, or on a search on its way to one. */
export async function press(pressed: AskPress, world: LookWorld): Promise<void> {
  const { kind } = pressed;
  try {
    if (kind === 'remediation') throw userError('STALE_BUTTON');
    if (pressed.press === 'save') return await saveSearch(pressed, world);
    if (pressed.press !== 'ask') return await pressSearch(pressed, world);
    return await answer(await commandOf(pressed, { store: world.store, kind }), world);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await world.slack.answer(pressed.asker, renderError(error));
  }
}
