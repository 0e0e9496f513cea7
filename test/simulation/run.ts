import type { Settings } from '../../src/core/settings.ts';
import { someSettings } from '../delivery/settings.ts';
import { examine, type Folded, type Outcome } from './check.ts';
import { alertOf, type Load, makeLoads } from './load.ts';
import { createSimulation, type Simulation, type SimulationOptions } from './world.ts';

const hour = 3_600_000;
const startAt = Date.parse('2026-03-01T00:00:00Z');

const stormRoutes: Settings['routes'] = [
  { when: { severity: 'critical' }, to: 'C0CRITICAL' },
  { when: { severity: ['medium', 'high'] }, to: 'C0SECURITY' },
  { to: 'C0NOISE' },
];

/** 25 accounts, 17 regions, three channels, and an operations channel that also takes what others refuse. */
export function stormSettings(routes: Settings['routes'] = stormRoutes): Settings {
  const base = someSettings(routes);
  return {
    ...base,
    accounts: Array.from({ length: 25 }, (_, n) => ({ id: String(100_000_000_000 + n * 7), name: `account-${n}` })),
  };
}

export const regions: readonly string[] = Array.from({ length: 17 }, (_, n) => `eu-west-${n + 1}`);

/** The faults of R1. */
export const stormFaults = {
  slack: { limited: 0.1, broken: 0.05, lost: 0.02, lagMs: 5000 },
  config: { throttled: 0.15, slow: 0.03, stsErrors: 0.01 },
  doubled: 0.01,
} as const satisfies Partial<SimulationOptions>;

/** A run until everything is quiet, and what came of it. */
export type Ran = Readonly<{ simulation: Simulation; load: Load; outcome: Outcome }>;

/** Sends a load in and lets time run until nothing is waiting any more, `hours` of simulated time at most. */
export async function runLoad(
  options: Omit<SimulationOptions, 'settings'> &
    Readonly<{
      load: Partial<Parameters<typeof makeLoads>[0]> & { events: number };
      hours?: number;
      routes?: Settings['routes'];
      settings?: Settings;
      /** Further events by hand, of which all that open something must be seen. */
      story?: (startAt: number) => readonly Readonly<{ atMs: number; body: string }>[];
      /** Goes on at least so long, in minutes, though nothing is left to do. */
      minutes?: number;
      started?: (simulation: Simulation) => void;
    }>,
): Promise<Ran> {
  const settings = options.settings ?? stormSettings(options.routes);
  const made = makeLoads({ overMs: 60_000, startAt, settings, regions, seed: options.seed, ...options.load });
  const load = options.story ? withStory(made, options.story(startAt), settings) : made;
  const folded: Folded[] = [];
  const simulation = createSimulation({ ...options, settings, onFolded: (one) => void folded.push(one) });
  options.started?.(simulation);
  simulation.deliver(load.arrivals);
  const lastAt = Math.max(...load.arrivals.map(({ atMs }) => atMs));
  await simulation.run((options.hours ?? 12) * hour, Math.max(lastAt, (options.minutes ?? 0) * 60_000) + 60_000);
  return { simulation, load, outcome: examine(simulation, load, folded) };
}

function withStory(load: Load, story: readonly Readonly<{ atMs: number; body: string }>[], settings: Settings): Load {
  const told = story.map(({ atMs, body }) => ({ atMs, body, alert: alertOf(body, settings) }));
  const opened = new Map(told.flatMap(({ alert }) => (alert.state === 'open' ? [[alert.id, alert] as const] : [])));
  return {
    ...load,
    arrivals: [...load.arrivals, ...told.map(({ alert, ...arrival }) => ({ ...arrival, alertId: alert.id }))],
    problems: [...load.problems, ...opened.values()],
  };
}
