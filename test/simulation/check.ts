import type { Alert } from '../../src/core/alert.ts';
import type { Member } from '../../src/core/ports.ts';
import { imposedBy } from './imposed.ts';
import type { Load } from './load.ts';
import type { Simulation } from './world.ts';

/** When a member was put into a digest, in ms: noted while the simulation ran. */
export type Folded = Readonly<{ digest: string; at: number; member: Member }>;

/** What a run came to. The lists name what broke a guarantee; times in ms. */
export type Outcome = Readonly<{
  problems: number;
  lost: readonly string[];
  doubled: readonly string[];
  stale: readonly string[];
  /** Breaches of what Slack asks for: too early after a 429, blocks that it does not take. */
  breaches: readonly string[];
  /** Revs of one message that went backwards. */
  backwards: readonly string[];
  /** The most messages put into one channel in any ten seconds. */
  fastest: number;
  criticalTries: readonly number[];
  criticalSeen: readonly number[];
  othersSeen: readonly number[];
  /** When each alert was first to be seen, itself or in a digest. */
  shownAt: ReadonlyMap<string, number>;
  /** Questions to AWS Config for each event that is no duplicate of another. */
  configPerAlert: number;
  quarantined: number;
  deadLetters: number;
}>;

/** Compares what Slack shows in the end with what was sent in. */
export function examine(simulation: Simulation, load: Load, folded: readonly Folded[]): Outcome {
  const { slack, table, objects, asked, queues, settings } = simulation;
  const { operations } = settings.slack;
  const messages = slack.messages().filter(({ isGone }) => !isGone);
  // A person's direct messages are in a channel of their own.
  const bySlot = groupBy(messages, ({ channel, slot }) => `${channel.replace(/^DU/, 'U')} ${slot}`);
  const rows = table.rows();
  const slots = groupBy(
    rows.filter(({ sk }) => String(sk).startsWith('SLOT#')),
    ({ pk }) => String(pk),
  );
  const states = new Map(rows.filter(({ sk }) => sk === 'STATE').map((row) => [String(row['pk']), row]));
  const seen = seenBy(simulation, load, folded);
  const foldedBy = groupBy(folded, ({ member }) => member.alertId);
  const shown = (alert: Alert) => {
    const roots = (slots.get(`ALERT#${alert.id}`) ?? []).filter(({ name }) => name === 'root');
    return roots.some(({ channel, ts, state }) =>
      state === 'folded'
        ? (foldedBy.get(alert.id) ?? []).some(({ digest }) =>
            // What a channel refuses is in the operations channel.
            [channel, operations].some((where) => bySlot.has(`${where} DIGEST#${digest}/root`)),
          )
        : ts !== undefined && bySlot.has(`${channel} ALERT#${alert.id}/root`),
    );
  };
  const stale = [...slots.values()].flat().filter((slot) => {
    if (slot['ts'] === undefined) return false;
    const [message] = bySlot.get(`${slot['channel']} ${slot['owner']}/${slot['name']}`) ?? [];
    const state = states.get(String(slot['pk']));
    const isBehind = Number(slot['shown']) < Number(slot['want']);
    const isOther = message !== undefined && message.revs.at(-1) !== slot['shown'];
    return (
      isBehind ||
      isOther ||
      (slot['name'] === 'root' && state !== undefined && Number(state['rev']) > Number(slot['shown']))
    );
  });
  const critical = load.problems.filter(({ severity }) => severity === 'critical');
  const distinct = new Set(load.arrivals.flatMap(({ alertId, body }) => (alertId === undefined ? [] : [body]))).size;
  const others = load.problems.filter(({ severity }) => severity !== 'critical');
  return {
    problems: load.problems.length,
    lost: load.problems.filter((alert) => !shown(alert)).map(({ id }) => id),
    doubled: [...bySlot].filter(([, copies]) => copies.length > 1).map(([slot]) => slot),
    stale: stale.map(({ pk, sk }) => `${pk} ${sk}`),
    breaches: slack.violations,
    backwards: messages
      .filter(({ revs }) => revs.some((rev, at) => rev < (revs[at - 1] ?? rev)))
      .map(({ slot }) => slot),
    fastest: fastestOf(slack.attempts.filter(({ isEdit, outcome }) => !isEdit && outcome === 'ok')),
    criticalTries: critical.flatMap(({ id }) => seen.get(id)?.tried ?? []),
    criticalSeen: critical.flatMap(({ id }) => seen.get(id)?.seen ?? []),
    shownAt: new Map([...seen].map(([id, { at }]) => [id, at])),
    othersSeen: others.flatMap(({ id }) => seen.get(id)?.seen ?? []),
    configPerAlert: (asked.aggregator + asked.items) / Math.max(1, distinct),
    quarantined: [...objects].filter(([key, kept]) => key.startsWith('quarantine/') && JSON.parse(kept).why).length,
    deadLetters: queues.alerts.dead.length + queues.posts.dead.length,
  };
}

type Seen = Readonly<{ tried: number; seen: number; at: number }>;

/** Per alert: from its arrival to the first try to show it, and to when it was there, itself or in a digest, less what Slack imposed. */
function seenBy(simulation: Simulation, load: Load, folded: readonly Folded[]): ReadonlyMap<string, Seen> {
  const { slack, startAt } = simulation;
  const imposed = imposedBy(simulation);
  const problems = new Map(load.problems.map((alert) => [alert.id, alert]));
  const arrived = new Map<string, number>();
  for (const { alertId, atMs } of load.arrivals) {
    if (alertId !== undefined && !arrived.has(alertId)) arrived.set(alertId, startAt + atMs);
  }
  const tries = groupBy(slack.attempts, ({ slot }) => slot);
  const found = new Map<string, Seen>();
  const foldedBy = groupBy(folded, ({ member }) => member.alertId);
  for (const [id, at] of arrived) {
    const own = tries.get(`ALERT#${id}/root`) ?? [];
    const inDigests = (foldedBy.get(id) ?? []).flatMap((fold) =>
      (tries.get(`DIGEST#${fold.digest}/root`) ?? []).filter((attempt) => attempt.at >= fold.at),
    );
    const all = [...own, ...inDigests].sort((a, b) => a.at - b.at);
    const tried = all[0];
    const shown = all.find(({ outcome }) => outcome === 'ok');
    const alert = problems.get(id);
    if (!tried || !shown || !alert) continue;
    found.set(id, {
      tried: tried.at - at - imposed(alert, at, tried.at),
      seen: shown.at - at - imposed(alert, at, shown.at),
      at: shown.at,
    });
  }
  return found;
}

function fastestOf(posts: readonly Readonly<{ channel: string; at: number }>[]): number {
  let most = 0;
  for (const inChannel of groupBy(posts, ({ channel }) => channel).values()) {
    const times = inChannel.map(({ at }) => at).sort((a, b) => a - b);
    for (let first = 0, last = 0; last < times.length; last += 1) {
      while (times[last]! - times[first]! >= 10_000) first += 1;
      most = Math.max(most, last - first + 1);
    }
  }
  return most;
}

/** The value below which so large a share lies; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
