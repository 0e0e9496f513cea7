import type { AlertState } from '../../core/ports.ts';
import { mostCounted } from '../../core/repeats.ts';
import { clock, type Line, say, timeOfDay } from './blocks.ts';

type Repeated = Pick<AlertState, 'alert' | 'times'>;

/** `, 12 times since 03:14` behind the sentence of what happened more than once; nothing for what happened once. */
export function timesTold({ alert, times }: Repeated): Line {
  const since = times && clock(times.since);
  return times && since && times.count > 1
    ? [say(`, ${howOften(alert.kind, times.count)} since `, { bold: true }), since]
    : [];
}

/** The same for what is read aloud, in UTC. */
export function timesSpoken({ alert, times }: Repeated): string {
  if (!times || times.count < 2 || !clock(times.since)) return '';
  return `, ${howOften(alert.kind, times.count)} since ${timeOfDay(times.since)}`;
}

/** Refusals of one hour need not be of the same call, and the sentence tells the newest. */
function howOften(kind: AlertState['alert']['kind'], count: number): string {
  const times = `${count >= mostCounted ? 'at least ' : ''}${count} times`;
  return kind === 'access-denied' ? `the newest of what was refused ${times}` : times;
}
