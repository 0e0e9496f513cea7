import type { AlertState } from '../core/rows.ts';

type Relapses = NonNullable<AlertState['relapses']>;

/** The slot of the note that an alert is back: one for each time, which tells by its name what it says. */
export function relapseName({ count, afterMs }: Relapses): string {
  return `relapse-${count}-${afterMs}`;
}

/** What such a slot's name tells; undefined for any other. */
export function readRelapse(name: string): Relapses | undefined {
  const [, count, afterMs] = /^relapse-(\d+)-(\d+)$/.exec(name) ?? [];
  return count === undefined ? undefined : { count: Number(count), afterMs: Number(afterMs) };
}

/** The slot of the note in a digest's thread that names which of its alerts came back. */
export const cameBackName = 'came-back';

/** The slot of the message that calls somebody else: one for each time that the alert opened. */
export function escalationName({ relapses }: Pick<AlertState, 'relapses'>): string {
  return `escalation-${relapses?.count ?? 0}`;
}

/** Whether a slot is such a message. */
export function isEscalation(name: string): boolean {
  return /^escalation-\d+$/.test(name);
}
