import type { BotFunction } from './names.ts';

/** What the sweep asks the index `due` for: its partitions. */
const dueKinds = ['event', 'lease', 'relook', 'job', 'request', 'mute', 'escalation', 'open'];

/** What a function may do with rows whose partition key is like one of these. */
export type RowRights = Readonly<{ writes: readonly string[]; reads?: readonly string[]; due?: readonly string[] }>;

/** What every function needs that shows something in a channel: the queue of messages, the channel's lease. */
const showing = ['OUT#*', 'CHANNEL#*'];

/**
 * The rows of each function (`docs/architecture.md`, State). What a change found before it (`UNDO#`), the locks, the counts
 * of the caps, presses and tickets, and the switch are those of `remediations` alone; the front door has no rows.
 */
export const rowRights: Readonly<Record<BotFunction, RowRights | undefined>> = {
  slack: undefined,
  alerts: {
    writes: ['ALERT#*', 'SEEN#*', 'NOTE#*', 'QUARANTINE#*', ...showing],
    reads: ['MUTES'],
    // Which alerts are open: a rule that is deleted closes its own.
    due: ['open'],
  },
  posts: {
    // A message stands beside what it is about, under the same key.
    writes: [
      'ALERT#*',
      'DIGEST#*',
      'JOB#*',
      'REQ#*',
      'QUARANTINE#*',
      'SILENCE#*',
      'DEAD#*',
      'RATE#*',
      'NOTE#*',
      ...showing,
    ],
    reads: ['MUTES', 'SEEN#*'],
  },
  queries: {
    writes: ['JOB#*', 'ALERT#*', 'SEEN#*', 'MUTES', 'SAVED#*', ...showing],
    // App Home tells what waits for approval, and when each account and region was heard last.
    reads: ['DIGEST#*', 'NOTE#*', 'REQ#*'],
    due: ['open', 'request'],
  },
  remediations: {
    writes: [
      'REQ#*',
      'TICKET#*',
      'CLICK#*',
      'UNDO#*',
      'LOCK#*',
      'CAP#*',
      'SWITCH',
      'WISHES',
      'JOB#*',
      'ALERT#*',
      // Which executions of Systems Manager are ours: `alerts` tells their changes from those of others by it.
      'NOTE#execution-*',
      ...showing,
    ],
    reads: ['MUTES'],
    due: ['request'],
  },
  sweep: {
    writes: [
      'NOTE#*',
      'ALERT#*',
      'JOB#*',
      'REQ#*',
      'DIGEST#*',
      'QUARANTINE#*',
      'SILENCE#*',
      'DEAD#*',
      'MUTES',
      ...showing,
    ],
    reads: ['WISHES'],
    due: dueKinds,
  },
};

/** What somebody at a terminal wants of the switch (`src/core/wish.ts`); turned it is by `remediations` alone. */
export const switchRows = { writes: ['WISHES'], reads: ['SWITCH'] } as const;
