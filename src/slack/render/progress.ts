import type { Message } from '../../core/message.ts';
import { paragraph, quote, say } from './blocks.ts';
import { withinLimits } from './limits.ts';
import { spoken } from './text.ts';

/** What the person sees within the three seconds: that it was heard, and what was typed. */
export function renderHeard(doing: string, typed: string): Message {
  return withinLimits({
    text: `${doing} … ${spoken(typed, 300)}`,
    blocks: paragraph([[say(`${doing} …  `), quote(typed, 300, { code: true })]]),
  });
}
