import type { Scene } from './scenes/define.ts';
import { groupOpened } from './scenes/group-opened.ts';
import { storm } from './scenes/storm.ts';
import { unapprovedImage } from './scenes/unapproved-image.ts';

/** What happens by itself when somebody opens the page for the first time; a playground that only scripts use stays quiet. */
export type Scenario = Readonly<{
  scenes: readonly Readonly<{ afterMs: number; scene: Scene }>[];
  /** Whether the page says what to try next. */
  guided: boolean;
}>;

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
  quiet: { scenes: [], guided: false },
} as const satisfies Readonly<Record<string, Scenario>>;
