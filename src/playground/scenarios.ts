import type { Scene } from './scenes/define.ts';
import { groupOpened } from './scenes/group-opened.ts';
import { storm } from './scenes/storm.ts';
import { unapprovedImage } from './scenes/unapproved-image.ts';

/** What happens by itself when somebody opens the page for the first time; a playground that only scripts use stays quiet. */
export type Scenario = Readonly<{
  scenes: readonly Readonly<{ afterMs: number; scene: Scene }>[];
  /** Whether the page says what to try next. */
  guided: boolean;
  /** Searches that last: how long the bucket takes for a log file, and the longest invocation of who searches, in ms. */
  slow?: Slow;
}>;

type Slow = Readonly<{ logFileMs: number; queriesMs: number }>;

/** By the name that `--scenario` takes. */
export const scenarios = {
  'first-minute': {
    scenes: [
      { afterMs: 700, scene: groupOpened },
      { afterMs: 3_500, scene: unapprovedImage },
    ],
    guided: true,
  },
  storm: { scenes: [{ afterMs: 700, scene: storm }], guided: false },
  'slow-logs': {
    scenes: [
      { afterMs: 300, scene: groupOpened },
      { afterMs: 600, scene: unapprovedImage },
    ],
    guided: false,
    // A search hands over when 30 s are left: here after each slice of about 3 s.
    slow: { logFileMs: 1_300, queriesMs: 33_000 },
  },
  quiet: { scenes: [], guided: false },
} as const satisfies Readonly<Record<string, Scenario>>;
