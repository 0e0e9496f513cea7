/** Of a long text so many characters are sought: the longest that surely fits into one of Athena's parameters, quoted. */
const longest = 250;

/**
 * The part of a text that is sought as it stands: the longest stretch without what databases and JSON may keep otherwise
 * than we do (control characters, halves of characters, what stands for them). Empty where there is none.
 */
export function pieceOf(text: string): string {
  return longestOf(text, /[\p{Cc}\p{Cs}\ufffd]+/u);
}

/** The same within JSON, where quotes and backslashes are escaped. */
export function jsonPieceOf(text: string): string {
  return longestOf(text, /[\p{Cc}\p{Cs}\ufffd"\\]+/u);
}

/** The same without regard to case, of which only ASCII is folded alike everywhere; in lower case. */
export function foldedPieceOf(text: string): string {
  return longestOf(text.toLowerCase(), /[^\x20-\x7e]+|["\\]+/u);
}

function longestOf(text: string, apart: RegExp): string {
  const stretches = text.split(apart).map((stretch) => [...stretch].slice(0, longest).join(''));
  return stretches.reduce((best, one) => (one.length > best.length ? one : best), '');
}
