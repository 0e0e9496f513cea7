import { parseInstant } from '../core/instant.ts';
import { isObject } from '../core/lenient.ts';
import type { TrailQuery } from '../core/trail-query.ts';
import type { Piece } from './records.ts';
import { holdsTerm, prepareTerm, type Term } from './term.ts';

/** A record that matched: its text as it stands in the log on one line, and what orders and identifies it. */
export type Hit = Readonly<{ text: string; time: number; id: string | undefined }>;

/** Finds the hits of one query. */
export type Matcher = Readonly<{ match(piece: Piece): readonly Hit[] }>;

/** Prepares a query: the rarest-looking literal rejects on bytes, and only what it leaves is decoded and judged. */
export function prepareQuery(query: TrailQuery): Matcher {
  const terms = query.terms.map(prepareTerm).filter(({ text }) => text !== '');
  const wanted = [...terms, ...[query.user, query.event].filter((text) => text !== undefined).map(prepareTerm)];
  const first = [...wanted].sort((a, b) => b.plain.length - a.plain.length)[0];
  return {
    match(piece) {
      const candidates = first ? candidatesOf(piece, first) : piece.bounds.map((_, index) => index).filter(isEven);
      return candidates.flatMap((index) => {
        const record = piece.bytes.subarray(piece.bounds[index], piece.bounds[index + 1]);
        const hit = judge(record, terms, query);
        return hit ? [hit] : [];
      });
    },
  };
}

/** Indexes into `bounds` of the records that may hold the term, in order. */
function candidatesOf({ bytes, bounds }: Piece, { needles }: Term): readonly number[] {
  const found = needles.map((needle) => {
    const indexes: number[] = [];
    let index = 0;
    for (let at = bytes.indexOf(needle); at >= 0; ) {
      while (index < bounds.length && (bounds[index + 1] ?? 0) <= at) index += 2;
      if (index >= bounds.length) break;
      const start = bounds[index] ?? 0;
      if (at >= start) indexes.push(index);
      at = bytes.indexOf(needle, at < start ? start : bounds[index + 1]);
    }
    return indexes;
  });
  const [plain = [], ...escaped] = found;
  return escaped.every((indexes) => indexes.length === 0) ? plain : [...new Set(found.flat())].sort((a, b) => a - b);
}

function judge(record: Buffer, terms: readonly Term[], query: TrailQuery): Hit | undefined {
  if (!terms.every((term) => holdsTerm(record, term))) return undefined;
  const text = record.toString('utf8');
  const parsed: unknown = JSON.parse(text);
  if (!isObject(parsed)) return undefined;
  if (query.event !== undefined && parsed['eventName'] !== query.event) return undefined;
  if (query.user !== undefined && !namesOf(parsed['userIdentity']).some((name) => name.includes(query.user ?? '')))
    return undefined;
  const time = parseInstant(parsed['eventTime']);
  if (!isWithin(time, query)) return undefined;
  const id = parsed['eventID'];
  return { text: onOneLine(text), time: time ?? 0, id: typeof id === 'string' ? id : undefined };
}

function isWithin(time: number | undefined, { since, until }: TrailQuery): boolean {
  if (time === undefined) return since === undefined && until === undefined;
  return (since === undefined || time >= since) && (until === undefined || time < until);
}

/** The strings by which CloudTrail names who did it (CloudTrail: "userIdentity element"). */
function namesOf(identity: unknown): readonly string[] {
  if (!isObject(identity)) return [];
  const session = isObject(identity['sessionContext']) ? identity['sessionContext'] : {};
  const issuer = isObject(session['sessionIssuer']) ? session['sessionIssuer'] : {};
  const named = ['userName', 'arn', 'principalId', 'invokedBy'] as const;
  return [
    ...named.map((name) => identity[name]),
    ...named.map((name) => issuer[name]),
    session['sourceIdentity'],
  ].filter((name) => typeof name === 'string');
}

/** Line breaks can only stand between JSON's tokens, where they mean nothing. */
function onOneLine(text: string): string {
  return /[\n\r]/.test(text) ? text.replace(/[\n\r]\s*/g, '') : text;
}

function isEven(index: number): boolean {
  return index % 2 === 0;
}
