import { describe, expect, it } from 'vitest';
import { createSearch } from '../../src/trail/search.ts';
import { rememberIds } from '../../src/trail/seen.ts';
import type { TrailSource } from '../../src/trail/source.ts';
import { createClock } from '../store/table.ts';
import { logObject, memorySource, record } from './logs.ts';

function open() {
  const clock = createClock(0);
  const listed: (string | undefined)[] = [];
  const files = Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [`logs/${n}.json.gz`, logObject([record({ eventID: `id-${n % 8}` })])]),
  );
  const memory = memorySource(files);
  const source: TrailSource = {
    concurrency: 1,
    list(window, signal) {
      listed.push(window.after);
      return memory.list(window, signal);
    },
    async fetch(object) {
      clock.pass(1000);
      return memory.fetch(object);
    },
  };
  return { search: createSearch({ source, now: clock.now }), listed };
}

describe('a search in slices', () => {
  it('begins no object after its time, lists from where it was, and knows the ids of the slices before', async () => {
    const { search, listed } = open();
    const query = { terms: [], limit: 2 };

    const first = await search(query, { slice: { ms: 6000 } });
    const cursor = first.summary.cursor ?? '';
    const second = await search({ ...query, cursor }, { slice: { ms: 6000, seen: first.seen ?? '' } });

    expect(first.summary).toMatchObject({ objects: 6, matches: 6 });
    expect(second.summary).toMatchObject({ objects: 4, matches: 2, duplicates: 2 });
    expect(second.summary.cursor).toBeUndefined();
    expect(listed).toEqual([undefined, 'logs/5.json.gz']);
  });

  it('comes further with every slice, however short', async () => {
    const { search } = open();

    expect((await search({ terms: [], limit: 2 }, { slice: { ms: 0 } })).summary.objects).toBe(1);
  });
});

describe('remembered ids', () => {
  it('are the same after they were written down', () => {
    const ids = Array.from({ length: 5000 }, (_, n) => `id-${n}`);
    const before = rememberIds();
    for (const id of ids) before.has(id);

    const after = rememberIds(before.digests());

    expect(ids.every((id) => after.has(id))).toBe(true);
    expect(after.has('another')).toBe(false);
    expect(Buffer.from(before.digests(), 'base64')).toHaveLength(8 * 5000);
  });
});
