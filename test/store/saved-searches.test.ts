import { describe, expect, it } from 'vitest';
import { mostSaved } from '../../src/core/search/saved-search.ts';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('saved searches', () => {
  it('are their person’s alone, in the order of their names, and replaced by name whatever its case', async () => {
    const { store, name: user, clock } = open();
    await store.putSaved(user, 'b', 'user:bob');
    await store.putSaved(user, 'A', 'user:alice');
    await store.putSaved(`${user}-other`, 'c', 'user:carol');

    expect(await store.putSaved(user, 'B', 'user:bobby')).toBe('kept');

    expect(await store.listSaved(user)).toEqual([
      { name: 'A', text: 'user:alice', at: clock.now() },
      { name: 'B', text: 'user:bobby', at: clock.now() },
    ]);
  });

  it('are forgotten once', async () => {
    const { store, name: user } = open();
    await store.putSaved(user, 'Logins', 'event:ConsoleLogin');

    expect(await store.removeSaved(user, 'logins')).toBe(true);
    expect(await store.removeSaved(user, 'logins')).toBe(false);
    expect(await store.listSaved(user)).toEqual([]);
  });

  it('are fifty at most, and one of them can still be replaced', async () => {
    const { store, name: user } = open();
    for (let at = 0; at < mostSaved; at++) await store.putSaved(user, `search ${at}`, 'x');

    expect(await store.putSaved(user, 'one more', 'x')).toBe('full');
    expect(await store.putSaved(user, 'search 7', 'y')).toBe('kept');
    expect(await store.listSaved(user)).toHaveLength(mostSaved);
  });
});
