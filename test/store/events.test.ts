import { describe, expect, it } from 'vitest';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('event rows', () => {
  it('tell a new event from one that was begun and one that is done', async () => {
    const { store, name } = open();

    expect(await store.putEvent(name, 'k', { a: 1 })).toBe('new');
    expect(await store.putEvent(name, 'k', { a: 1 })).toBe('undone');
    await store.finishEvent(name, 'k');
    await store.finishEvent(name, 'k');
    expect(await store.putEvent(name, 'k', { a: 1 })).toBe('done');
    expect(await store.putEvent(name, 'other', { a: 1 })).toBe('new');
  });

  it('forget what is past its time to live, though the row is still there', async () => {
    const { store, clock, name } = open();
    await store.putEvent(name, 'k', {});
    await store.finishEvent(name, 'k');

    clock.pass(46 * 24 * 3_600_000);

    expect(await store.putEvent(name, 'k', {})).toBe('new');
  });

  it('keep a large body in S3 and take keys of any length', async () => {
    const { store, objects, name } = open();

    expect(await store.putEvent(name, 'k'.repeat(5000), { text: 'x'.repeat(900_000) })).toBe('new');
    expect(await store.putEvent(name, 'k'.repeat(5000), { text: 'x'.repeat(900_000) })).toBe('undone');

    const [key] = [...objects.keys()];
    expect(key).toMatch(new RegExp(`^events/${name}/[0-9a-f]{64}\\.json$`));
    expect(objects.get(key!)).toHaveLength(900_011);
  });
});
