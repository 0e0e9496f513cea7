import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { TrailQuery } from '../core/search/trail-query.ts';
import { Range } from './ranges.ts';

const Cursor = z.object({
  query: z.string(),
  since: z.optional(z.number()),
  until: z.optional(z.number()),
  ranges: z.array(Range).check(z.minLength(1)),
});

/** What is still to be searched, the next part first, within times that were fixed when the search began. */
export type Remaining = Readonly<{ since?: number | undefined; until?: number | undefined; ranges: readonly Range[] }>;

/** What a query has still to search: all of it, or what its cursor says. Throws `BAD_ARGUMENT` for a cursor of another query. */
export function remainingOf(query: TrailQuery): Remaining {
  if (query.cursor === undefined) return { since: query.since, until: query.until, ranges: [{}] };
  const cursor = Cursor.safeParse(readJson(Buffer.from(query.cursor, 'base64url').toString('utf8')));
  if (cursor.success && cursor.data.query === digest(query)) return cursor.data;
  const problem = cursor.success
    ? 'The cursor belongs to another search.'
    : 'The cursor is not one that a search gave.';
  throw userError('BAD_ARGUMENT', { problem, example: 'the same query with the cursor of its figures, unchanged' });
}

/** The cursor to what remains; nothing when nothing does. */
export function cursorOf(query: TrailQuery, { since, until, ranges }: Remaining): string | undefined {
  if (ranges.length === 0) return undefined;
  const cursor = { query: digest(query), since, until, ranges };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Says which question it is, whatever its limit and its times. */
function digest({ terms, event, user, where, ignoreCase }: TrailQuery): string {
  const asked = JSON.stringify([terms, event, user, where, ignoreCase ?? false]);
  return createHash('sha256').update(asked).digest('base64url').slice(0, 12);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
