/**
 * Untrusted text made safe to show. Whatever comes from an event, a log or a person goes through `clean` and `cut`, and then
 * only into `text` elements of rich_text blocks or into plain_text, where Slack knows no markup; `spoken` is for the one
 * place that Slack may read as mrkdwn, the `text` of a message.
 */

const newlines = /\r\n?|[\n\v\f\u0085\u2028\u2029]/gu;
/** Controls (C0, C1), format characters (zero-width, bidi, tags, soft hyphen), and what looks like nothing though it is a letter or mark. */
const invisible =
  /[\p{Cc}\p{Cf}]|[\u115F\u1160\u2800\u3164\uFFA0\uFFFC]|\u034F|\u17B4|\u17B5|\u{1D159}|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/gu;
/** Letters that are written from right to left, and what stands between them. */
const rightToLeft =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}](?:[^\p{L}\p{N}\n]*[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}])*/gu;
const isolateStart = '\u2068';
const isolateEnd = '\u2069';
const loneSurrogate = /\p{Cs}/gu;
/** More marks on one letter than any script needs: they would grow over the lines above. */
const markTower = /(\p{M}{4})\p{M}+/gu;
/** `:name:` is an emoji to Slack; the beginning of an ARN is none. */
const emojiName = /\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:|:(?=[\w+'-]*[a-z][\w+'-]*:)/giu;
const alreadyCut = /… \(\+(\d{1,9}) chars\)$/;

/** One line without anything invisible: no control, zero-width or bidi character, no half of a surrogate pair. */
export function clean(text: string): string {
  return visible(text.replace(newlines, ' ')).replace(/\s+/gu, ' ').trim();
}

/** As `clean`, but lines stay lines and indentation stays. */
export function cleanLines(text: string): string {
  const lines = text.replace(newlines, '\n').replaceAll('\t', '  ').split('\n');
  return lines
    .map((line) => visible(line).trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** Nearly every text is no more than this, and shows as it is. */
const plain = /^[ -~]*$/;

/** Text from right to left is set apart (UAX #9, isolates), or it would turn around what stands beside it. */
function visible(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(loneSurrogate, '\uFFFD')
    .replace(invisible, '')
    .replace(markTower, '$1')
    .replace(rightToLeft, `${isolateStart}$&${isolateEnd}`);
}

/**
 * At most `max` UTF-16 code units, saying how much is missing: `… (+1234 chars)`. Never cuts through a surrogate pair. What
 * was cut before keeps the right number. To be used before escaping, so that no entity is cut.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const before = alreadyCut.exec(text);
  const body = before ? text.slice(0, before.index) : text;
  const missing = Number(before?.[1] ?? 0);
  const room = max - `… (+${body.length + missing} chars)`.length;
  if (room < 1) return `${head(text, max - 1)}…`;
  const kept = head(body, room);
  return `${kept}… (+${Math.max(0, body.length - kept.length) + missing} chars)`;
}

/** The first so many code units, without half a character and without leaving an isolate open. */
function head(text: string, length: number): string {
  const end = text.charCodeAt(length - 1);
  const kept = text.slice(0, end >= 0xd800 && end <= 0xdbff ? length - 1 : length);
  if (kept.lastIndexOf(isolateStart) <= kept.lastIndexOf(isolateEnd)) return kept;
  return kept.slice(0, kept.lastIndexOf(isolateStart));
}

/** URLs that cannot be followed: `hxxp://`, for text that an attacker may have written (user agents, names). */
export function defang(text: string): string {
  return text.replace(/(h)tt(ps?:\/\/)/giu, '$1xx$2').replace(/mailto:/giu, 'mailto ');
}

/** False for what is not worth showing: nothing, or the word that stands for nothing. */
export function isKnown(text: string | undefined): text is string {
  return text !== undefined && !/^(unknown|undefined|null|)$/i.test(clean(text));
}

/**
 * For the `text` of a message, which Slack parses as mrkdwn: `&`, `<`, `>` escaped (docs.slack.dev/messaging/formatting-message-text),
 * the characters of bold, italic, strike, code and emoji replaced by ones that look alike, and mentions without their `@` or `#`.
 */
export function spoken(text: string, max = 600): string {
  return defang(cut(clean(text), max))
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(emojiName, (found) => (found === ':' ? '∶' : found))
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '‗')
    .replace(/(?<![\p{L}\p{N}])@/gu, '＠')
    .replace(/(?<![\p{L}\p{N}])#/gu, '＃')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** As `spoken`, for what a colon of ours follows: with it, the end of a text could become an emoji. */
export function spokenBeforeColon(text: string, max?: number): string {
  return spoken(text, max).replace(/:(?=[\w+'-]*$)/u, '∶');
}
