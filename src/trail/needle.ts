import { longestPattern, type Pattern } from './scanner.ts';

/** Texts of which a matching record holds at least one, or else an escape; nothing where any record may match. */
export type Needles = readonly Pattern[];

/** Prepared for searching bytes: how JSON writes the text when nothing is escaped that need not be. */
export function needleOf(text: string): Pattern {
  const bytes = Buffer.from(JSON.stringify(text).slice(1, -1)).subarray(0, longestPattern);
  return { bytes, mask: new Uint8Array(bytes.length) };
}

/**
 * The same without regard to case: the longest stretch of ASCII in the text, and the three characters that are no ASCII
 * but are taken for it without regard to case (U+212A, U+0130 and U+017F). Nothing when the text has no ASCII at all.
 */
export function foldedNeedles(text: string): Needles | undefined {
  const lower = JSON.stringify(text.toLowerCase()).slice(1, -1);
  const stretches = lower.match(/[\x20-\x7e]+/g) ?? [];
  const longest = [...stretches].sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return undefined;
  const bytes = Buffer.from(longest).subarray(0, longestPattern);
  const mask = Uint8Array.from(bytes, (byte) => (byte >= 0x61 && byte <= 0x7a ? 0x20 : 0));
  const lookalikes = Object.entries(folded).filter(([letter]) => longest.includes(letter));
  return [{ bytes, mask }, ...lookalikes.map(([, lookalike]) => needleOf(lookalike))];
}

const folded = { k: '\u212a', i: '\u0130', s: '\u017f' } as const;

/** The more selective of two: the one whose shortest text is longer. */
export function better(a: Needles | undefined, b: Needles | undefined): Needles | undefined {
  if (!a || !b) return a ?? b;
  return shortest(a) >= shortest(b) ? a : b;
}

/** What holds for records that match any of the conditions. */
export function either(all: readonly (Needles | undefined)[]): Needles | undefined {
  const known = all.filter((needles) => needles !== undefined);
  return known.length === all.length ? known.flat() : undefined;
}

function shortest(needles: Needles): number {
  return Math.min(...needles.map(({ bytes }) => bytes.length));
}

/**
 * True for a text that cannot reach across the border of a key or value: it holds no quote and no mark of JSON's structure,
 * and what could be one (a colon, a space) stands where the structure has none.
 */
export function isSolid(text: string): boolean {
  return /^[^\s:,"\\{}[\]][^\p{Cc},"\\{}[\]]*$/u.test(text) && !/ :|\s$/.test(text) && !/\p{Cs}/u.test(text);
}
