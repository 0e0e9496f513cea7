import type { JobState } from '../rows.ts';
import type { AthenaProgress } from './engine.ts';
import type { SearchPlan } from './search-plan.ts';
import { nothingRead, type SearchOffer, type SearchWork } from './search-work.ts';
import type { TrailVerified } from './trail-query.ts';

/** Who took a search up has it for so long after each sign of life, in ms. */
const heldFor = 30_000;

/** Nobody waits longer than this for a search or with a choice, in ms. */
const endsAfter = 60 * 60_000;

/** A step of a search: its job as it is after it, or nothing where the step is not to be taken. Each is one write. */
export type Step = (state: JobState) => JobState | undefined;

const ended: readonly JobState['state'][] = ['done', 'cancelled', 'expired', 'failed'];

/** Whether it is over, whatever became of it. */
export function hasEnded({ state }: Pick<JobState, 'state'>): boolean {
  return ended.includes(state);
}

/** Begins a search of a question that somebody is answering. */
export function begin(asked: Readonly<{ plan: SearchPlan; channel: string; now: number }>): Step {
  const { plan, channel, now } = asked;
  const search: SearchWork = {
    ...{ plan, channel, engine: 'direct', isSettled: false, begunAt: now, deadline: now + endsAfter },
    ...{ epoch: 0, until: 0, runs: 0, lastRun: 0, totals: nothingRead, left: 'everything', stumbles: 0 },
  };
  return (state) => (state.search || hasEnded(state) ? undefined : { ...state, state: 'queued', search });
}

/**
 * Takes a search up that is with nobody, or with somebody who fell silent. One that waits for a choice is left waiting, unless
 * it is cancelled or its time is over.
 */
export function take(now: number): Step {
  return (state) => {
    const { search } = state;
    if (!search || hasEnded(state) || search.until >= now) return undefined;
    if (state.state === 'waiting' && search.cancelBy === undefined && now < search.deadline) return undefined;
    const taken = { ...search, epoch: search.epoch + 1, until: now + heldFor };
    return { ...state, state: search.athena ? 'athena' : 'running', search: taken };
  };
}

/** A step that only who took it up last may take. */
function holding(epoch: number, change: (search: SearchWork, state: JobState) => JobState): Step {
  return (state) => {
    const { search } = state;
    return search?.epoch === epoch && !hasEnded(state) ? change(search, state) : undefined;
  };
}

/** A sign of life. */
export function renew(epoch: number, now: number): Step {
  return holding(epoch, (search, state) => ({ ...state, search: { ...search, until: now + heldFor } }));
}

/** Something more is known or done: totals and cursor, hits and where they are, in one write. */
export function commit(epoch: number, { now, ...done }: Partial<SearchWork> & Readonly<{ now: number }>): Step {
  return holding(epoch, (search, state) => ({ ...state, search: { ...search, ...done, until: now + heldFor } }));
}

/** The same of what was read: this taking-up counts as a run. */
export function commitRead(epoch: number, read: Parameters<typeof commit>[1]): Step {
  return (state) => {
    const runs = (state.search?.runs ?? 0) + (state.search?.lastRun === epoch ? 0 : 1);
    return commit(epoch, { ...read, runs, lastRun: epoch, stumbles: 0 })(state);
  };
}

/** Asks which way it is to go. */
export function ask(epoch: number, offer: SearchOffer): Step {
  return holding(epoch, (search, state) => ({ ...state, state: 'waiting', search: { ...search, offer, until: 0 } }));
}

/** Somebody chose the way: the first one counts. Nothing for a way that was not offered. */
export function choose({ engine, by, now }: Readonly<{ engine: 'direct' | 'athena'; by: string; now: number }>): Step {
  return (state) => {
    const { search } = state;
    if (state.state !== 'waiting' || !search || search.cancelBy !== undefined) return undefined;
    if (engine === 'athena' && !search.offer?.hasAthena) return undefined;
    const chosen = { ...search, engine, isSettled: true, chosenBy: by, deadline: now + endsAfter };
    return { ...state, state: 'queued', search: chosen };
  };
}

/** Somebody wants it ended: whoever works on it sees that with the next write. */
export function cancel(by: string): Step {
  return (state) => {
    if (!state.search || hasEnded(state) || state.search.cancelBy !== undefined) return undefined;
    return { ...state, search: { ...state.search, cancelBy: by } };
  };
}

/** Athena works on it. */
export function handToAthena(epoch: number, { id, now }: Readonly<{ id: string; now: number }>): Step {
  return holding(epoch, (search, state) => ({
    ...state,
    state: 'athena',
    search: { ...search, athena: { id, polls: 0 }, runs: 1, until: now + heldFor },
  }));
}

/** Athena was asked how far it is. */
export function notePoll(epoch: number, { progress, now }: Readonly<{ progress: AthenaProgress; now: number }>): Step {
  return holding(epoch, (search, state) => {
    const { athena = { id: '', polls: 0 } } = search;
    const noted = { ...athena, polls: athena.polls + 1, progress };
    return { ...state, search: { ...search, athena: noted, until: now + heldFor } };
  });
}

/** Leaves it to the next one; `stumbled` when that is by a fault of ours. */
export function release(epoch: number, { stumbled = false }: Readonly<{ stumbled?: boolean }> = {}): Step {
  return holding(epoch, (search, state) => {
    const released = { ...search, until: 0, stumbles: search.stumbles + (stumbled ? 1 : 0) };
    return { ...state, state: search.athena ? 'athena' : 'queued', search: released };
  });
}

/** It is over. */
export function end(epoch: number, what: Pick<JobState, 'state' | 'reply'> & Partial<SearchWork>): Step {
  const { state: became, reply, ...done } = what;
  return holding(epoch, (search, state) => ({
    ...state,
    state: became,
    ...(reply && { reply }),
    search: { ...search, ...done, until: 0 },
  }));
}

/** It is over because nobody could carry it on, whoever has it. */
export function giveUp(what: Pick<JobState, 'state' | 'reply'>): Step {
  return (state) => (hasEnded(state) ? undefined : { ...state, ...what });
}

/** A verification takes no longer than one invocation, in ms. */
const verifyingFor = 120_000;

/** Somebody wants the log files of what was found held against the digests; nothing while that is being done, or was. */
export function beginVerifying(now: number): Step {
  return (state) => {
    const { search } = state;
    if (!search || !hasEnded(state) || search.verified || (search.verifyingUntil ?? 0) >= now) return undefined;
    return { ...state, search: { ...search, verifyingUntil: now + verifyingFor } };
  };
}

/** What came of it, or nothing where it could not be done. */
export function endVerifying(done: Readonly<{ verified: TrailVerified } & Pick<JobState, 'reply'>> | undefined): Step {
  return (state) => {
    if (!state.search) return undefined;
    const { verifyingUntil: _, ...search } = state.search;
    if (!done) return { ...state, search };
    return { ...state, ...(done.reply && { reply: done.reply }), search: { ...search, verified: done.verified } };
  };
}
