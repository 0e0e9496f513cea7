import { userError } from '../errors.ts';

/** One word of what was typed; a quoted one is never taken for an option. */
export type Word = Readonly<{ text: string; quoted: boolean }>;

/** Every opening quote with what may close it: keyboards and Slack bend quotes as they like. */
const quotes: Readonly<Record<string, string>> = {
  '"': '"“”',
  '“': '”“"',
  '”': '”“"',
  '„': '“”"',
  '«': '»',
  "'": "'‘’",
  '‘': "’‘'",
  '’': "’‘'",
};

/** What may stand before a quote that opens within a word: `user:"a b"`, `--user="a b"`. */
const key = /^[-–—]{0,2}[\w-]+[:=]/;

/**
 * Splits what was typed at spaces that are not in quotes. A quote opens only where a word or an option's value begins, so
 * that `O'Brien` is one word. Throws BAD_ARGUMENT for a quote that is never closed.
 */
export function splitWords(text: string, example: string): readonly Word[] {
  const words: Word[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const [before = ''] = key.exec(rest) ?? [];
    const closers = quotes[rest.charAt(before.length)];
    const end = closers === undefined ? rest.search(/\s|$/) : closedAt(rest, before.length + 1, closers);
    if (end < 0) throw userError('BAD_ARGUMENT', { problem: 'A quote is opened and never closed.', example });
    words.push(
      closers === undefined
        ? { text: rest.slice(0, end), quoted: false }
        : { text: before + rest.slice(before.length + 1, end), quoted: before === '' },
    );
    rest = rest.slice(closers === undefined ? end : end + 1).trimStart();
  }
  return words;
}

function closedAt(text: string, from: number, closers: string): number {
  for (let at = from; at < text.length; at += 1) if (closers.includes(text.charAt(at))) return at;
  return -1;
}
