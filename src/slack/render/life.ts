import { titleOf } from '../../core/alert.ts';
import type { Mute } from '../../core/mute.ts';
import type { AlertState } from '../../core/ports.ts';
import { duration } from '../../core/text/duration.ts';
import { joined, type Line, mention, moment, person, place, quote, say } from './blocks.ts';
import type { NoteShown } from './request-note.ts';
import { defang } from './text.ts';

type Shown = Pick<
  AlertState,
  ('alert' | 'status' | 'opened' | 'resolvedAt' | 'since' | 'relapses') | ('solvedBy' | 'resolution' | 'acknowledged')
>;

/** A remediation that ended so near to the resolution solved it, in ms: AWS Config judges within minutes of a change. */
const near = 15 * 60_000;

/** The sentence as it is true now: of what is resolved that of the resolution, where it has one. */
export function titleNow({ alert, status, resolution }: Pick<AlertState, 'alert' | 'status' | 'resolution'>): string {
  return status === 'resolved' && resolution ? titleOf(resolution, alert.resources) : alert.title;
}

/** Who was called (`to`: a person, a user group or a channel) because nobody acknowledged an alert within `afterMs`. */
export type Called = Readonly<{ to: string; afterMs: number }>;

/**
 * What became of an alert since it opened: resolved when and by what, back again, who looks after it, who was called because
 * nobody did, muted by whom until when.
 */
export function lifeLines(
  state: Shown,
  {
    notes,
    mute,
    called,
  }: Readonly<{ notes: readonly NoteShown[]; mute?: Mute | undefined; called?: Called | undefined }>,
): readonly Line[] {
  const quiet = mute ? [muted(mute)] : [];
  if (state.status === 'resolved') return [resolved(state), solved(state, notes), ...quiet];
  return [back(state), acknowledged(state), called && !state.acknowledged ? calledOut(called) : [], ...quiet];
}

function calledOut({ to, afterMs }: Called): Line {
  const whom = /^[CG]/.test(to) ? [say('it is in '), place(to), say(' as well')] : [mention(to), say(' was called')];
  return [say(`⏰ Nobody acknowledged it within ${duration(afterMs)}: `, { bold: true }), ...whom];
}

function resolved({ resolvedAt, since, opened }: Shown): Line {
  const at = resolvedAt === undefined ? undefined : moment(resolvedAt);
  if (!at || resolvedAt === undefined) return [];
  const from = since ?? opened;
  const open = from !== undefined && resolvedAt >= from ? `, after ${duration(resolvedAt - from)}` : '';
  return [say('Resolved '), at, say(open)];
}

/** A remediation that was applied about then, and what the source says. */
function solved({ solvedBy, resolvedAt = 0, since = 0 }: Shown, notes: readonly NoteShown[]): Line {
  const applied = notes
    .filter(
      ({ state, isUndo, at }) => state === 'applied' && !isUndo && at >= since && Math.abs(at - resolvedAt) <= near,
    )
    .toSorted((a, b) => b.at - a.at)[0];
  const remediation: Line = applied ? [quote(defang(applied.title), 100, { bold: true }), ...askedBy(applied)] : [];
  const source: Line = solvedBy === undefined ? [] : [quote(defang(solvedBy), 300)];
  const told = joined([remediation, source], ' · ');
  return told.length === 0 ? [] : [say(applied ? 'What solved it: ' : 'How it ended: '), ...told];
}

function askedBy({ by }: NoteShown): Line {
  if (by === 'auto') return [say(', by itself, as the policy says')];
  return by === 'noroshi' ? [] : [say(', asked by '), person(by)];
}

function back({ relapses }: Shown): Line {
  if (!relapses) return [];
  return [
    say(`↩️ It is back, open for the ${ordinal(relapses.count + 1)} time`, { bold: true }),
    say(goneFor(relapses.afterMs)),
  ];
}

/** `; it was resolved for 3 h`. */
export function goneFor(ms: number): string {
  return ms >= 1000 ? `; it was resolved for ${duration(ms)}` : '';
}

/** `2nd`, `3rd`, `11th`. */
export function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}

function acknowledged({ acknowledged }: Shown): Line {
  if (!acknowledged) return [];
  const at = moment(acknowledged.at);
  return [say('👀 Acknowledged by '), person(acknowledged.by), ...(at ? [say(' · '), at] : [])];
}

function muted({ by, until, because, id }: Mute): Line {
  const at = moment(until);
  return [
    say('🔕 Muted by '),
    person(by),
    ...(at ? [say(' until '), at] : []),
    say(': '),
    quote(defang(because), 200),
    say(' · to lift it: '),
    quote(`/aws-alerts unmute ${id}`, 60, { code: true }),
  ];
}
