import { userError } from '../errors.ts';
import { oneLine } from '../text/phrase.ts';

/** A search that somebody keeps by a name: `text` is what to type after `/aws-trail`, its times as they were typed; `at` in ms. */
export type SavedSearch = Readonly<{ name: string; text: string; at: number }>;

/** What each person keeps for themselves; nobody sees another's. */
export type SavedSearches = Readonly<{
  /** In the order of their names. */
  listSaved(userId: string): Promise<readonly SavedSearch[]>;
  /** Whatever was kept by that name is replaced; `full` when there are `mostSaved` others. */
  putSaved(userId: string, name: string, text: string): Promise<'kept' | 'full'>;
  /** False when there was none of that name. */
  removeSaved(userId: string, name: string): Promise<boolean>;
}>;

/** So many searches one person may keep. */
export const mostSaved = 50;

/** What a saved search may hold, in characters. */
const longestSaved = 3000;

/** Names are compared without regard to case. */
export function savedKey(name: string): string {
  return name.toLowerCase();
}

/** The name that a search is to be kept by, as it is shown. Throws BAD_ARGUMENT with one that would do. */
export function parseSavedName(typed: string): string {
  const name = oneLine(typed, 100);
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u.test(name)) return name;
  const problem = `“${oneLine(typed, 60)}” is no name for a search: it has up to 40 letters, digits, spaces, dots and dashes.`;
  throw userError('BAD_ARGUMENT', {
    problem,
    example: '/aws-trail event:ConsoleLogin since:1d save:"logins of today"',
  });
}

/** Keeps a search for somebody. Throws BAD_ARGUMENT when it cannot be kept. */
export async function keepSearch(
  { name, text }: Pick<SavedSearch, 'name' | 'text'>,
  { saved, askedBy }: Readonly<{ saved: SavedSearches; askedBy: string }>,
): Promise<void> {
  const tooLong = text.length > longestSaved;
  const isFull = !tooLong && (await saved.putSaved(askedBy, name, text)) === 'full';
  if (!tooLong && !isFull) return;
  const full = `You keep ${mostSaved} searches already: forget one of them first.`;
  const problem = tooLong ? 'This search is too long to be kept.' : full;
  throw userError('BAD_ARGUMENT', { problem, example: '/aws-trail saved' });
}
