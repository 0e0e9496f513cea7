import pLimit from 'p-limit';
import { once } from '../../src/core/once.ts';
import type { Settings } from '../../src/core/settings.ts';
import { groupsOf } from '../definitions/groups.ts';
import { globalRegionOf } from '../definitions/recording.ts';
import type { Ask } from './ask.ts';
import type { Item, Row, StepId } from './item.ts';
import { findLogKey } from './log-key.ts';
import { type Call, type Patient, readsAlone } from './patience.ts';
import type { Place } from './place.ts';
import { type Stop, type Waves, wavesOf } from './place-order.ts';
import { reasonOf } from './reason.ts';
import type { Open, Opened } from './sessions.ts';
import { steps } from './steps/index.ts';
import { type Surveyed, survey } from './survey.ts';

/** What a run does with one item; `calls` are those that were made for it so far. Throws what AWS answers. */
export type Mode = (item: Item, calls: readonly Call[]) => Promise<Row>;

/** What of the installation a run is about; everything, where nothing is said. */
export type Scope = Readonly<{
  accounts?: readonly string[];
  regions?: readonly string[];
  only?: readonly StepId[];
  relays?: readonly string[];
}>;

export type RunWorld = Readonly<{
  settings: Settings;
  open: Open;
  patient: Patient;
  now(): number;
  pause(ms: number): Promise<void>;
  scope: Scope;
  /** Nothing is written: calls that would are answered as if they had gone well, so that what reads decides as it always does. */
  isDry?: boolean;
  /** Undoing goes the other way round. */
  isBackwards?: boolean;
  /** A stop that an earlier run has finished: its rows. */
  finished?(stop: Stop): readonly Row[] | undefined;
  onStop?(progress: Progress): void | Promise<void>;
}>;

/** How far a run is, after a stop; `rows` are those of that stop. */
export type Progress = Readonly<{ done: number; total: number; stop: Stop; rows: readonly Row[] }>;

/** Accounts at once, regions of one account at once, and places at once altogether: AWS counts calls by account and region. */
const atOnce = { accounts: 16, regions: 4, places: 48 } as const;

/**
 * Goes through every place of the settings and does `mode` with every item there: one row for each, sorted. What fails is a
 * row, and everything else goes on.
 */
export async function run(world: RunWorld, mode: Mode): Promise<readonly Row[]> {
  const { settings, scope } = world;
  const { account } = settings.security;
  const isWanted = (accountId: string) => scope.accounts?.includes(accountId) ?? true;
  const listed = settings.accounts.map(({ id }) => id).filter(isWanted);
  const asked = [...new Set([...listed, ...(isWanted(account) ? [account] : [])])];
  const looks = pLimit(atOnce.accounts);
  const found = await Promise.all(asked.map((id) => looks(async () => [id, await survey(id, world)] as const)));
  const surveyed = new Map(found.flatMap(([id, one]) => ('opened' in one ? [[id, one] as const] : [])));
  const broken = found.flatMap(([, one]) => ('opened' in one ? one.problems : [one]));
  const members = new Map(
    listed.flatMap((id) => {
      const one = surveyed.get(id);
      return one ? [[id, one.regions] as const] : [];
    }),
  );
  const everyRegion = readyRegions(settings, [...members.values()].flat());
  const waves = wavesOf(settings, {
    members,
    everyRegion,
    hasSecurity: surveyed.has(account),
    only: ({ region, step }) => (scope.regions?.includes(region) ?? true) && (scope.only?.includes(step) ?? true),
  });
  const rows = await drive(waves, { world, mode, surveyed, everyRegion, logKey: logKeyOf(world) });
  return [...broken, ...rows].sort(byPlace);
}

/** Where the security account must be ready: wherever a member is, at home, and where what has no region is. */
function readyRegions(settings: Settings, ofMembers: readonly string[]): readonly string[] {
  const named = settings.regions === 'enabled' ? [] : settings.regions;
  return [...new Set([...ofMembers, ...named, settings.security.region, globalRegionOf(settings)])].toSorted();
}

/** The key of the logs is the security account's to tell, and asked for once. */
function logKeyOf({ settings, open, patient }: RunWorld): NonNullable<Place['logKey']> {
  const { account, region } = settings.security;
  return once(async () => {
    const { ask } = await open(account);
    return findLogKey(settings, patient(ask(region), { accountId: account, region }));
  });
}

type Drive = Readonly<{
  world: RunWorld;
  mode: Mode;
  surveyed: ReadonlyMap<string, Surveyed>;
  everyRegion: readonly string[];
  logKey: NonNullable<Place['logKey']>;
}>;

async function drive(waves: Waves, { world, mode, surveyed, everyRegion, logKey }: Drive): Promise<readonly Row[]> {
  const places = pLimit(atOnce.places);
  const accounts = pLimit(atOnce.accounts);
  const { first, accounts: members, last } = waves;
  const total = [first, last, ...members.flatMap(({ global, regions }) => [global, regions])].flat().length;
  const rows: Row[] = [];
  let done = 0;
  const at = (stop: Stop) =>
    places(async () => {
      const one = surveyed.get(stop.accountId);
      const made =
        world.finished?.(stop) ??
        (one ? await halt(stop, { world, mode, opened: one.opened, everyRegion, regions: one.regions, logKey }) : []);
      rows.push(...made);
      done++;
      await world.onStop?.({ done, total, stop, rows: made });
    });
  const all = (stops: readonly Stop[], most: number = atOnce.places) => {
    const limit = pLimit(most);
    return Promise.all(stops.map((stop) => limit(() => at(stop))));
  };
  const inTurn = async (parts: readonly (() => Promise<unknown>)[]) => {
    for (const part of world.isBackwards ? [...parts].reverse() : parts) await part();
  };
  await inTurn([
    () => all(first),
    () =>
      Promise.all(
        members.map(({ global, regions }) =>
          accounts(() => inTurn([() => all(global), () => all(regions, atOnce.regions)])),
        ),
      ),
    () => all(last),
  ]);
  return rows;
}

type Halt = Readonly<{
  world: RunWorld;
  mode: Mode;
  opened: Opened;
  everyRegion: readonly string[];
  regions: readonly string[];
  logKey: NonNullable<Place['logKey']>;
}>;

/** All items of a stop, one after the other. */
async function halt(stop: Stop, { world, mode, opened, everyRegion, regions, logKey }: Halt): Promise<readonly Row[]> {
  const { accountId, region, as } = stop;
  const { settings, patient, now, pause, scope } = world;
  const calls: Call[] = [];
  const askIn = (where: string): Ask => {
    const ask = patient(opened.ask(where), { accountId, region: where, onCall: (call) => void calls.push(call) });
    return world.isDry ? readsAlone(ask) : ask;
  };
  const group = groupsOf(settings).find(({ accountIds }) => accountIds.includes(accountId));
  const place: Place = {
    ...{ settings, accountId, region, regions, everyRegion, now, pause, logKey, askIn, ask: askIn(region) },
    ...{ isMember: as === 'member', isSecurity: as === 'security', isGlobal: region === globalRegionOf(settings) },
    ...{ relays: scope.relays ?? [], ...(group && { group }) },
  };
  const items = stop.steps.flatMap((step) => steps[step](place));
  const rows: Row[] = [];
  for (const item of world.isBackwards ? [...items].reverse() : items) {
    calls.length = 0;
    rows.push(
      await mode(item, calls).catch((error: unknown) =>
        rowOf(item, { state: 'error', reason: reasonOf(error, failedIn(calls)) }),
      ),
    );
  }
  return rows;
}

/** The call that an item ended with, where that is what failed. */
function failedIn(calls: readonly Call[]): string | undefined {
  const last = calls.at(-1);
  return last?.error === undefined ? undefined : last.name;
}

/** The row of an item. */
export function rowOf(
  { accountId, region, step, object }: Item,
  said: Pick<Row, 'state' | 'before' | 'after' | 'reason'>,
): Row {
  return { accountId, region, step, object, ...said };
}

function byPlace(a: Row, b: Row): number {
  const key = ({ accountId, region, step, object }: Row) => `${accountId} ${region} ${step} ${object}`;
  return key(a) < key(b) ? -1 : 1;
}
