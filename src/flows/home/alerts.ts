import { type HomeAlert, type HomeAlerts, mostShown } from '../../core/home.ts';
import type { OpenAlert } from '../../core/mute.ts';
import { compareSeverity, type Severity } from '../../core/severity.ts';
import { createQuiet } from '../answer/quiet.ts';
import { findPlace } from './place.ts';
import type { HomeWorld } from './world.ts';

/** So many open alerts are looked through, the latest first. */
const mostOpen = 300;

/** What is open and not muted: counted, and the worst with where their messages are; first what nobody looks after. */
export async function readAlerts(world: HomeWorld): Promise<HomeAlerts> {
  const all = await createQuiet(world).listOpen(mostOpen);
  const open = all.filter(({ mute }) => mute === undefined);
  const worst = open.toSorted(worstFirst).slice(0, mostShown);
  return {
    counts: countsOf(open),
    muted: all.length - open.length,
    isAll: all.length < mostOpen,
    worst: await Promise.all(worst.map((one) => alertOf(one, world))),
  };
}

function worstFirst({ state: a }: OpenAlert, { state: b }: OpenAlert): number {
  return (
    compareSeverity(b.alert.severity, a.alert.severity) ||
    Number(a.acknowledged !== undefined) - Number(b.acknowledged !== undefined) ||
    sinceOf(b) - sinceOf(a)
  );
}

function sinceOf({ since, opened = 0 }: OpenAlert['state']): number {
  return since ?? opened;
}

function countsOf(open: readonly OpenAlert[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => open.filter(({ state }) => state.alert.severity === severity).length;
  return {
    ...{ critical: count('critical'), high: count('high'), medium: count('medium'), low: count('low') },
    info: count('info'),
  };
}

async function alertOf({ state }: OpenAlert, world: HomeWorld): Promise<HomeAlert> {
  const { alert, acknowledged } = state;
  const { title, severity, accountId, accountName } = alert;
  return {
    ...{ title, severity, accountId, accountName, since: sinceOf(state), acknowledged: acknowledged?.by },
    ...(await findPlace({ owner: `ALERT#${alert.id}`, name: 'root' }, world)),
  };
}
