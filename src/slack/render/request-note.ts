import { hasEnded } from '../../core/request-machine.ts';
import type { RequestNote } from '../../core/rows.ts';
import { isUserId, type Line, moment, person, quote, say } from './blocks.ts';
import { stateWords } from './request-words.ts';
import { defang, isKnown } from './text.ts';

/** What became of a request, as the alert's message tells it; `title` is the remediation's. */
export type NoteShown = RequestNote & Readonly<{ title: string }>;

/** `✅ Stop instance: done · by @alice · 20 Nov at 16:41`, in place of the button. */
export function noteLine(note: NoteShown): Line {
  const { state, by, at, isUndo, title, attempt, why } = note;
  const [symbol, words] = stateWords[state];
  const isBack = isUndo && state === 'applied';
  const time = moment(at);
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  return [
    say(`${isBack ? '↩️' : symbol} `),
    ...(isUndo && !isBack ? [say('Take back: ')] : []),
    quote(defang(title), 100, { bold: true }),
    say(`: ${isBack ? 'taken back' : words}${again}`),
    ...(isShort(why) ? [say(' · why: '), quote(defang(why), longestWhy)] : []),
    ...byWhom(by),
    ...(time ? [say(' · '), time] : []),
    ...(hasEnded(note) ? [] : [say(' · see the thread')]),
  ];
}

/** What is longer stands in the thread. */
const longestWhy = 140;

function isShort(why: string | undefined): why is string {
  return isKnown(why) && why.length <= longestWhy;
}

function byWhom(by: string): Line {
  if (isUserId(by)) return [say(' · by '), person(by)];
  return by === 'auto' ? [say(' · by itself, as the policy says')] : [];
}
