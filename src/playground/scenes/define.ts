import type { StoryRecord } from '../seed-story.ts';

/** Something that can happen in the playground's accounts, as the events that AWS would send about it. */
export type Scene = Readonly<{
  id: string;
  /** A short name, as in a list. */
  title: string;
  /** What a person sees by it, in one sentence. */
  shows: string;
  /** The events, oldest first, as if they happened at `at` (ms since 1970). */
  events: (at: number) => readonly object[];
  /** The same as it stands in the seeded story, where it happened once already: in the logs, and in AWS Config's history. */
  seeded?: (story: readonly StoryRecord[]) => readonly object[];
}>;
