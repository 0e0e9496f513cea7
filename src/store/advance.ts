import type { Alert } from '../core/alert.ts';
import { type Evidence, mayHaveCaused } from '../core/evidence.ts';
import type { AlertState, RequestNote } from '../core/ports.ts';
import { compareSeverity, type Severity } from '../core/severity.ts';

type Moment = AlertState['newest'];

/**
 * What an alert that has come makes of what is remembered of it; undefined when nothing changes. The newest by source time
 * decides whether it is open, and the newest opening what it says, in whichever order they come; each of them, the older too,
 * is one more time where that is counted (`count`, its event rows by now).
 */
export function advance(
  state: AlertState | undefined,
  alert: Alert,
  { now, count }: Readonly<{ now: number; count?: number | undefined }>,
): AlertState | undefined {
  const at = { sourceAt: alert.sourceAt, key: alert.eventKey };
  const newer = !state || isBefore(state.newest, at);
  if (alert.state === 'resolved') return newer ? resolved(state, alert, at) : undefined;
  const times = count === undefined ? state?.times : timesWith(state?.times, { count, since: alert.sourceAt });
  if (state?.opening && !isBefore(state.opening, at)) return withTimes(state, times);
  // Who caused an earlier opening says nothing of this one, nor does who looked after it.
  const { resolvedAt, solvedBy, resolution: __, evidence: _, acknowledged, relapses, ...rest } = state ?? {};
  const solved = {
    ...(resolvedAt !== undefined && { resolvedAt }),
    ...(solvedBy !== undefined && { solvedBy }),
    ...resolutionFor(alert, state),
  };
  const isBack = newer && state?.status === 'resolved';
  const again = isBack ? relapsed(state, at.sourceAt) : relapses;
  return {
    ...rest,
    ...(!newer && solved),
    alert,
    facts: alert.facts,
    status: newer ? 'open' : (state?.status ?? 'open'),
    rev: (state?.rev ?? 0) + 1,
    newest: newer ? at : (state?.newest ?? at),
    opening: at,
    opened: state?.opened ?? now,
    since: isBack ? at.sourceAt : (state?.since ?? at.sourceAt),
    worst: worse(state?.worst, alert.severity),
    ...(times && { times }),
    ...(again && { relapses: again }),
    ...(acknowledged && !isBack && { acknowledged }),
  };
}

/** What is told of the resolution that an opening comes behind: until then it stood for the opening too. */
function resolutionFor(opening: Alert, state: AlertState | undefined): Pick<AlertState, 'resolution'> {
  if (!state) return {};
  const { resolution, alert } = state;
  const told = state.opening ? resolution : saysOther(opening, alert) && alert.sentence;
  return told ? { resolution: told } : {};
}

/** Once more than before; what was only ever seen resolved did not come back. */
function relapsed({ opened, relapses, resolvedAt }: AlertState, sourceAt: number): AlertState['relapses'] {
  if (opened === undefined) return undefined;
  return { count: (relapses?.count ?? 0) + 1, afterMs: Math.max(0, sourceAt - (resolvedAt ?? sourceAt)) };
}

type Times = AlertState['times'];

/** The rows are counted after each is written, so the highest count is that of all of them, whoever writes it last. */
function timesWith(times: Times, { count, since }: NonNullable<Times>): Times {
  return times ? { count: Math.max(times.count, count), since: Math.min(times.since, since) } : { count, since };
}

function withTimes(state: AlertState, times: Times): AlertState | undefined {
  const isSame = times?.count === state.times?.count && times?.since === state.times?.since;
  return times && !isSame ? { ...state, times, rev: state.rev + 1 } : undefined;
}

/** The state with the names and facts of `alert`; undefined when it is of another opening by now, or says nothing more. */
export function withFacts(state: AlertState, alert: Alert): AlertState | undefined {
  if (state.alert.eventKey !== alert.eventKey || state.alert.sourceAt !== alert.sourceAt) return undefined;
  const { actor } = state.alert;
  const more = { ...alert, ...(actor && { actor }), state: state.alert.state };
  if (JSON.stringify(more) === JSON.stringify(state.alert)) return undefined;
  return { ...state, alert: more, facts: alert.facts, rev: state.rev + 1 };
}

/** The state with who caused its opening; undefined where it cannot have been so, or a later call is known already. */
export function withEvidence(state: AlertState, evidence: Evidence): AlertState | undefined {
  const { alert, opened } = state;
  if (opened === undefined || !mayHaveCaused(evidence.at, Date.parse(alert.occurredAt))) return undefined;
  if (state.evidence && state.evidence.at >= evidence.at) return undefined;
  const rev = state.rev + 1;
  const isTold = alert.actor !== undefined && !state.evidence;
  return { ...state, rev, alert: isTold ? alert : { ...alert, actor: evidence.actor }, evidence: { ...evidence, rev } };
}

/** The state with what became of a request; undefined when that, or something newer of its remediation, is known already. */
export function withNote(state: AlertState, note: RequestNote): AlertState | undefined {
  const notes = state.remediations ?? [];
  const isSame = (one: RequestNote): boolean =>
    one.remediation === note.remediation && one.document === note.document && one.isUndo === note.isUndo;
  const known = notes.find(isSame);
  if (known && (known.attempt > note.attempt || (known.requestId === note.requestId && known.rev >= note.rev))) {
    return undefined;
  }
  return { ...state, remediations: [...notes.filter((one) => !isSame(one)), note], rev: state.rev + 1 };
}

/** Somebody looks after an alert that is open; undefined when it is not, or somebody does already. */
export function withAcknowledgement(
  state: AlertState,
  acknowledged: NonNullable<AlertState['acknowledged']>,
): AlertState | undefined {
  if (state.status !== 'open' || state.acknowledged) return undefined;
  return { ...state, acknowledged, rev: state.rev + 1 };
}

function resolved(state: AlertState | undefined, alert: Alert, at: Moment): AlertState {
  const shown = state?.opening ? state.alert : alert;
  const { solvedBy: _, resolution: __, ...rest } = state ?? {};
  return {
    ...rest,
    alert: shown,
    facts: shown.facts,
    status: 'resolved',
    rev: (state?.rev ?? 0) + 1,
    newest: at,
    resolvedAt: alert.sourceAt,
    ...(alert.solvedBy !== undefined && { solvedBy: alert.solvedBy }),
    ...(saysOther(shown, alert) && { resolution: alert.sentence }),
  };
}

/** Whether a resolution has a sentence of its own, which can be told with the resources of the opening. */
function saysOther(shown: Alert, { sentence }: Alert): boolean {
  const isTellable = sentence.every((piece) => typeof piece === 'string' || piece.resource < shown.resources.length);
  return isTellable && JSON.stringify(sentence) !== JSON.stringify(shown.sentence);
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.sourceAt === b.sourceAt ? a.key < b.key : a.sourceAt < b.sourceAt;
}

function worse(a: Severity | undefined, b: Severity): Severity {
  return a && compareSeverity(a, b) > 0 ? a : b;
}
