import { describe, expect, it } from 'vitest';
import { searchByAthena } from '../../src/cli/trail-athena.ts';
import type { AthenaProgress, AthenaSearch } from '../../src/core/search/engine.ts';

const query = { terms: ['x'], limit: 10, since: 0, until: 1 };
const progress: AthenaProgress = { state: 'succeeded', scannedBytes: 7e6, seconds: 3, dollars: 0.01 };

/** A search by Athena that is as far as it is said, and what it was told and told. */
function setUp(answer: AthenaProgress) {
  const stopped: string[] = [];
  const out: string[] = [];
  const err: string[] = [];
  const athena: AthenaSearch = {
    start: async () => 'q-1',
    poll: async () => answer,
    stop: async (id) => void stopped.push(id),
    read: async () => ({ records: ['{"a":1}', '{"a":2}'], rows: 3, duplicates: 1, isCut: false }),
  };
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    readFile: async () => '',
    now: () => 0,
  };
  const cancel = new AbortController();
  return { out, err, stopped, cancel, search: () => searchByAthena(query, { athena, io, signal: cancel.signal }) };
}

describe('--engine athena', () => {
  it('prints what Athena found, and gives the figures of a search with what it cost', async () => {
    const { out, search } = setUp(progress);

    const figures = await search();

    expect(out.join('')).toBe('{"a":1}\n{"a":2}\n');
    expect(figures).toEqual({
      ...{ objects: 0, compressedBytes: 7e6, inflatedBytes: 0, records: 3, matches: 2, duplicates: 1, seconds: 3 },
      ...{ failedObjects: [], scannedBytes: 7e6, dollars: 0.01, isCut: false },
    });
  });

  it('says in Athena’s words why it gave up', async () => {
    const why = 'Bytes scanned limit was exceeded';

    await expect(setUp({ ...progress, state: 'cancelled', why }).search()).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining(why),
    });
  });

  it('tells Athena to stop when it is cancelled', async () => {
    const { cancel, search, stopped, err } = setUp({ ...progress, state: 'running' });
    cancel.abort();

    expect(await search()).toBeUndefined();
    expect(stopped).toEqual(['q-1']);
    expect(err.join('')).toBe('Athena: running, 7 MB scanned so far\n');
  });
});
