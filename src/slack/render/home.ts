import type { UserError } from '../../core/errors.ts';
import type { Home, HomeView } from '../../core/home.ts';
import type { Block } from '../../core/message.ts';
import { type Line, moment, paragraph, plainText, quote, say } from './blocks.ts';
import { homeAction } from './buttons.ts';
import { renderError } from './error.ts';
import { alertBlocks } from './home/alerts.ts';
import { relayBlocks } from './home/relay.ts';
import { requestBlocks } from './home/requests.ts';
import { searchBlocks } from './home/searches.ts';
import { limits } from './limits.ts';

/**
 * App Home as Slack shows it: what to look at first, then what waits for this person, what they keep, and whether signals
 * arrive at all. Every list is cut and says what is left, so that it stays far below 100 blocks and 250 KB
 * (docs.slack.dev/reference/views/home-tab-views, views.publish).
 */
export function renderHome({ looks, note, waiting, own, madeAt }: Home): HomeView {
  return {
    type: 'home',
    blocks: [
      buttons(looks !== undefined),
      ...paragraph([note === undefined ? [] : [quote(note, 200, { bold: true })], asOf(madeAt)]),
      ...(looks ? alertBlocks(looks.alerts) : []),
      ...requestBlocks('Waits for your approval', waiting, looks && 'Nothing waits for your approval.'),
      ...requestBlocks('You asked for', own),
      ...(looks ? [...searchBlocks(looks.saved), ...relayBlocks(looks.relay, madeAt)] : []),
      ...paragraph([helpLine(looks !== undefined)]),
    ],
  };
}

/** What went wrong instead: somebody's mistake or a refusal, or the reference that finds it in the logs. */
export function renderHomeTrouble(trouble: UserError | string): HomeView {
  const told =
    typeof trouble === 'string'
      ? paragraph([[say('⚠️ Something broke on our side, reference '), quote(trouble, 80, { code: true })]])
      : renderError(trouble).blocks;
  return { type: 'home', blocks: [...told, buttons(false)] };
}

function buttons(mayLook: boolean): Block {
  const button = (act: 'search' | 'show', words: string) => ({
    ...{ type: 'button', action_id: homeAction(act), text: plainText(words, limits.buttonText) },
  });
  const search = { ...button('search', 'Search the logs'), style: 'primary' };
  return { type: 'actions', elements: [...(mayLook ? [search] : []), button('show', 'Refresh')] };
}

function asOf(madeAt: number): Line {
  const at = moment(madeAt);
  return at ? [say('As of ', { italic: true }), at] : [];
}

function helpLine(mayLook: boolean): Line {
  const help: Line = [say('/aws-help', { code: true }), say(' says what can be asked, and how.')];
  if (mayLook) return help;
  return [say('What is open and who did it is shown to those under “access” in the settings. '), ...help];
}
