import { routeAlert } from '../../src/delivery/route.ts';
import type { Load } from './load.ts';
import type { Simulation } from './world.ts';

/** A channel that Slack pauses for longer than this is no excuse for a critical alert: it goes to the operations channel, in ms. */
const patience = 5000;

type Span = Readonly<{ from: number; until: number }>;
type Way = Readonly<{ pauses: readonly Span[]; digests: readonly Span[] }>;

/** For how long of that time Slack left an alert no way to be shown, in ms. */
export type Imposed = (alert: Load['problems'][number], from: number, until: number) => number;

/**
 * What Slack imposed, told from our own slowness: the time for which it had asked us to leave the alert's channel alone, or,
 * where a digest tells of the alert, all edits. For a critical alert whose channel is paused for long only the time for which
 * that holds of the operations channel too.
 */
export function imposedBy({ slack, table, settings }: Simulation): Imposed {
  const rows = table.rows().filter(({ pk, sk }) => sk === 'STATE' && String(pk).startsWith('DIGEST#'));
  const posted = new Map(slack.messages().map((one) => [`${one.channel} ${one.slot}`, one.at]));
  const edits = slack.pauses.filter(({ key }) => key === 'update');
  const ways = new Map<string, Way>();
  const wayIn = (channel: string, lane: 'critical' | 'usual'): Way => {
    const known = ways.get(`${channel} ${lane}`);
    if (known) return known;
    const digests = rows
      .filter((row) => row['channel'] === channel && row['lane'] === lane)
      .map(({ pk, closedAt }) => ({
        from: posted.get(`${channel} ${pk}/root`) ?? Number.POSITIVE_INFINITY,
        until: closedAt === undefined ? Number.POSITIVE_INFINITY : Number(closedAt),
      }));
    const way = { pauses: slack.pauses.filter(({ key }) => key === `post ${channel}`), digests };
    ways.set(`${channel} ${lane}`, way);
    return way;
  };
  const isBarred = ({ pauses, digests }: Way, at: number) =>
    isWithin(pauses, at) || (isWithin(digests, at) && isWithin(edits, at));

  return (alert, from, until) => {
    const isCritical = alert.severity === 'critical';
    const [home = ''] = routeAlert(alert, settings);
    const own = wayIn(home, isCritical ? 'critical' : 'usual');
    const other = wayIn(settings.slack.operations, 'critical');
    const spans = [edits, own.pauses, other.pauses, own.digests, other.digests].flat();
    const edges = spans.flatMap((span) => [span.from, span.until]).filter((at) => at > from && at < until);
    const times = [from, ...new Set(edges.toSorted((a, b) => a - b)), until];
    return times.slice(1).reduce((sum, end, n) => {
      const at = times[n] ?? from;
      const long = own.pauses.find((one) => one.from <= at && at < one.until);
      const isLong = isCritical && long !== undefined && long.until - Math.max(long.from, from) > patience;
      return sum + (isBarred(own, at) && (!isLong || isBarred(other, at)) ? end - at : 0);
    }, 0);
  };
}

function isWithin(spans: readonly Span[], at: number): boolean {
  return spans.some(({ from, until }) => from <= at && at < until);
}
