import type { Relay, RelayAccount } from '../../core/home.ts';
import { awaited, listPaths, type Path, paths } from '../../core/paths.ts';
import type { Settings } from '../../core/settings.ts';
import { asked, heard } from '../sweep/silence.ts';
import type { HomeWorld } from './world.ts';

/** How signals reach us, by what the sweep and the daily test events noted: account by account, the worst first. */
export async function readRelay({ store, settings, now }: HomeWorld): Promise<Relay> {
  const [heardAt, askedAt, tried, waited] = await Promise.all([
    store.findNoted(heard),
    store.findNoted(asked),
    store.listNoted(paths),
    store.listNoted(awaited),
  ]);
  if (!settings.sweep.tryPaths) return { heardAt, askedAt };
  const found = listPaths({ heard: tried, awaited: waited, settings, now: now() });
  return { heardAt, askedAt, accounts: byAccount(found, settings) };
}

/** In the order of their worst region. One of which nothing is known at all comes first. */
function byAccount(found: readonly Path[], { accounts }: Settings): readonly RelayAccount[] {
  const known = new Set(found.map(({ accountId }) => accountId));
  const ids = [...accounts.map(({ id }) => id).filter((id) => !known.has(id)), ...known];
  return ids.map((id) => ({
    id,
    name: accounts.find((account) => account.id === id)?.name ?? id,
    paths: found.filter(({ accountId }) => accountId === id),
  }));
}
