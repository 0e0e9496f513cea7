import * as z from 'zod/mini';

/** A part of what is still to be searched. */
export const Range = z.object({
  /** Keys after this one … */
  after: z.optional(z.string()),
  /** … up to this one, itself included. */
  upTo: z.optional(z.string()),
  /** Of the object `upTo` only the records from this one on … */
  from: z.optional(z.number()),
  /** … up to before this one, counted from 0. */
  to: z.optional(z.number()),
  /** Of their hits only those that come later in the order of hits. */
  before: z.optional(z.object({ time: z.number(), tie: z.string() })),
});
export type Range = z.infer<typeof Range>;

/** An object that the time budget cut: the key before it, and how many of its records were searched. */
export type CutObject = Readonly<{ previous: string | undefined; key: string; done: number }>;

/** How far a range was searched: up to `key`, but for the objects that were cut; `left` where more comes after it. */
type Searched = Readonly<{ key?: string; left: boolean; cut: readonly CutObject[] }>;

/** What of a range was not searched: the rest of each object that was cut, then all after the last one. */
export function restOf(range: Range, { key, left, cut }: Searched): readonly Range[] {
  const rests = inOrder(cut).map((one) => ({
    ...range,
    ...objectOf(one),
    from: one.done,
    to: recordsOf(range, one).to,
  }));
  return left ? [...rests, { ...range, ...(key !== undefined && { after: key }) }] : rests;
}

/** What of a range was searched, in pieces around the objects that were cut. */
export function doneOf(range: Range, { key, left, cut }: Searched): readonly Range[] {
  const whole = left ? { after: range.after, upTo: key } : range;
  const pieces: Range[] = [];
  let { after } = range;
  for (const one of inOrder(cut)) {
    if (one.previous !== after) pieces.push({ after, upTo: one.previous });
    pieces.push({ ...objectOf(one), from: recordsOf(range, one).from, to: one.done });
    after = one.key;
  }
  const isEnd = cut.length > 0 && whole.upTo === after;
  return isEnd ? pieces : [...pieces, { ...whole, after }];
}

function inOrder(cut: readonly CutObject[]): readonly CutObject[] {
  return [...cut].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function objectOf({ previous, key }: CutObject): Range {
  return { after: previous, upTo: key };
}

/** The records that a range has of an object: all, unless it is the range's own last one. */
function recordsOf({ upTo, from, to }: Range, { key }: CutObject): Pick<Range, 'from' | 'to'> {
  return upTo === key ? { from, to } : {};
}
