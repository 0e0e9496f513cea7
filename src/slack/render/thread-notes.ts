import { nameOf } from '../../core/alert.ts';
import type { Message } from '../../core/message.ts';
import type { AlertState } from '../../core/ports.ts';
import { duration } from '../../core/text/duration.ts';
import { type Line, mention, paragraph, place, quote, say } from './blocks.ts';
import { goneFor, ordinal } from './life.ts';
import { withinLimits } from './limits.ts';
import { severitySymbols } from './symbols.ts';
import { defang, spoken } from './text.ts';

/** The note in an alert's thread that it is back. */
export function renderRelapse({ count, afterMs }: NonNullable<AlertState['relapses']>): Message {
  const told = `It is back, open for the ${ordinal(count + 1)} time${goneFor(afterMs)}`;
  return withinLimits({ text: `↩️ ${told}`, blocks: paragraph([[say('↩️ '), say(told, { bold: true })]]) });
}

/** The message in an alert's thread that calls somebody (`to`: a person, a user group or a channel) after `afterMs`. */
export function renderEscalation(
  { alert }: Pick<AlertState, 'alert'>,
  { to, afterMs }: Readonly<{ to: string; afterMs: number }>,
): Message {
  const told = `Nobody acknowledged this within ${duration(afterMs)}`;
  const isChannel = /^[CG]/.test(to);
  const called: Line = isChannel
    ? [say('It is in '), place(to), say(' as well now.')]
    : [mention(to), say(', please look.')];
  const what: Line = [say(`${severitySymbols[alert.severity]} `), quote(defang(alert.title), 300)];
  return withinLimits({
    text: `⏰ ${told}: ${spoken(nameOf(alert.resources[0]), 200)}`,
    blocks: paragraph([[say(`⏰ ${told}. `, { bold: true }), ...called], what]),
  });
}
