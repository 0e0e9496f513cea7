import type { BotFunction } from '../definitions/names.ts';
import type { Running } from '../function.ts';

/** How each function runs. `loops`: it sends to itself by its queue, and each of its chains has a deadline in its row. */
export const runningOf = {
  // A batch may hold several log files, each of which is read for up to 20 s.
  alerts: { seconds: 120, memory: 1024 },
  posts: { seconds: 30, memory: 512, loops: true },
  // Slack waits three seconds; what comes beyond so many at once is refused before it costs anything.
  slack: { seconds: 10, memory: 1024, atOnce: 25 },
  queries: { seconds: 120, memory: 1792, loops: true },
  remediations: { seconds: 60, memory: 1024, loops: true },
  sweep: { seconds: 55, memory: 512, atOnce: 1 },
} as const satisfies Readonly<Record<BotFunction, Running>>;
