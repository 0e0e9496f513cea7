import type { Settings } from './settings.ts';

const hour = 3_600_000;
/** A test event comes once a day; an hour later it is missing. */
const patience = 25 * hour;

/** Under this name it is noted when the test event of each account and region came, or since when it is waited for. */
export const paths = 'paths';

/** Under this name it is noted since when that of a new account and region is waited for. */
export const awaited = 'paths-awaited';

/** What the way from a region of an account to us is called. */
export function pathName(accountId: string, region: string): string {
  return `${accountId} ${region}`;
}

/** What is known of each way: `fine` was heard within 25 h, `silent` not since, `never` never. `since` in ms. */
export type Path = Readonly<{ accountId: string; region: string; state: 'fine' | 'silent' | 'never'; since?: number }>;

/** The notes under `paths`, under `awaited`, and when they are looked at, in ms. */
type Heard = Readonly<{
  heard: ReadonlyMap<string, number>;
  awaited: ReadonlyMap<string, number>;
  settings: Settings;
  now: number;
}>;

/** Where the settings leave the regions to each account, none are expected: those that were heard once count. */
export function expectedPaths({ accounts, regions }: Settings): readonly string[] {
  const named = regions === 'enabled' ? [] : regions;
  return accounts.flatMap(({ id }) => named.map((region) => pathName(id, region)));
}

/** Every account and region that the settings name, and what else was heard of ours: what is missing longest first. */
export function listPaths({ heard, awaited: waited, settings, now }: Heard): readonly Path[] {
  const names = new Set([...expectedPaths(settings), ...heard.keys()]);
  const found = [...names].flatMap((name): readonly Path[] => {
    const [accountId = '', region = ''] = name.split(' ');
    if (!isOurs(settings, accountId, region)) return [];
    const since = heard.get(name);
    const isUnheard = since === undefined || since <= (waited.get(name) ?? 0);
    const state = isUnheard ? 'never' : now - since > patience ? 'silent' : 'fine';
    return [{ accountId, region, state, ...(since !== undefined && { since }) }];
  });
  return found.toSorted(
    (a, b) =>
      rank[b.state] - rank[a.state] ||
      (a.since ?? 0) - (b.since ?? 0) ||
      pathName(a.accountId, a.region).localeCompare(pathName(b.accountId, b.region)),
  );
}

/** Those whose test event is missing, or was waited for in vain, for more than 25 h: the longest silent first. */
export function silentPaths(heard: Omit<Heard, 'awaited'>): readonly (Path & Readonly<{ since: number }>)[] {
  const found = listPaths({ ...heard, awaited: new Map() });
  return found.flatMap((path) =>
    path.since !== undefined && path.state === 'silent' ? [{ ...path, since: path.since }] : [],
  );
}

const rank: Readonly<Record<Path['state'], number>> = { fine: 0, silent: 1, never: 2 };

function isOurs({ accounts, regions }: Settings, accountId: string, region: string): boolean {
  return accounts.some(({ id }) => id === accountId) && (regions === 'enabled' || regions.includes(region));
}
