import type { UserError } from '../../core/errors.ts';
import type { Message } from '../../core/message.ts';
import { isUserId, paragraph, person, quote, say } from './blocks.ts';
import { withinLimits } from './limits.ts';
import { spoken } from './text.ts';

/** A person's mistake or a refusal: what is wrong, and what to do. For that person only. */
export function renderError(error: UserError): Message {
  const [before, after] = aroundPerson(error);
  const { person: id = '' } = error;
  const mention = after === undefined ? [] : [person(id), quote(after, 500)];
  const spokenAfter = after === undefined ? '' : ` <@${id}>${spoken(after)}`;
  return withinLimits({
    text: `⚠️ ${spoken(before)}${spokenAfter} ${spoken(error.hint, 300)}`,
    blocks: paragraph([
      [say('⚠️ ', { bold: true }), quote(before, 1500), ...(mention.length > 0 ? [say(' '), ...mention] : [])],
      [say('→ '), quote(error.hint, 1000)],
    ]),
  });
}

/** The message, in two where a person is named whom Slack can mention. */
function aroundPerson({ message, person }: UserError): readonly [before: string, after?: string] {
  const at = person !== undefined && isUserId(person) ? message.indexOf(person) : -1;
  return at < 0 || person === undefined ? [message] : [message.slice(0, at), message.slice(at + person.length)];
}

/** Something of ours broke; `reference` finds it in the logs. */
export function renderBroken(reference: string): Message {
  return withinLimits({
    text: `⚠️ Something broke on our side, reference ${spoken(reference, 80)}. Please try again in a minute.`,
    blocks: paragraph([
      [say('⚠️ Something broke on our side.', { bold: true })],
      [say('Please try again in a minute. If it stays, tell us the reference '), quote(reference, 80, { code: true })],
    ]),
  });
}

/** What was asked could not be handed over. */
export function renderNotAccepted(): Message {
  const text = 'This could not be accepted just now. Nothing was done; please try again in a minute.';
  return { text: `⚠️ ${text}`, blocks: paragraph([[say('⚠️ '), say(text)]]) };
}
