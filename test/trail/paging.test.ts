import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearch } from '../../src/trail/search.ts';
import { logObject, memorySource, record } from './logs.ts';

const day = Date.parse('2026-11-20T00:00:00Z');

/** Objects of records whose minutes are given, each record with an id of its own. */
function objectsOf(minutes: readonly (readonly number[])[]) {
  const id = (object: number, at: number) => `${String(object).padStart(4, '0')}-${String(at).padStart(4, '0')}`;
  return Object.fromEntries(
    minutes.map((list, object) => [
      `${String(object).padStart(3, '0')}.json.gz`,
      logObject(
        list.map((minute, at) =>
          record({
            eventID: id(object, at),
            eventTime: new Date(day + minute * 60_000).toISOString().replace('.000', ''),
          }),
        ),
      ),
    ]),
  );
}

/** Follows cursors to the end; each page's clock stands still until so many readings, then time is up. */
async function allPages(
  minutes: readonly (readonly number[])[],
  page: { limit: number; readings: number },
): Promise<readonly string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    let readings = 0;
    const search = createSearch({
      source: memorySource(objectsOf(minutes)),
      now: () => (readings++ < page.readings ? 0 : 1000),
    });
    const { records, summary } = await search({
      terms: ['alice'],
      limit: page.limit,
      budgetMs: 500,
      ...(cursor !== undefined && { cursor }),
    });
    pages.push(records.map((line) => JSON.parse(line).eventID));
    cursor = summary.cursor;
    expect(pages.length).toBeLessThan(500);
  } while (cursor !== undefined);
  return pages;
}

describe('a search in pages', () => {
  it('loses nothing and repeats nothing, whether the limit or the time ended a page', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), { maxLength: 6 }),
        fc.nat({ max: 4 }),
        fc.integer({ min: 2, max: 12 }),
        async (minutes, limit, readings) => {
          const pages = await allPages(minutes, { limit, readings });

          const expected = minutes.flatMap((list, object) =>
            list.map((_, at) => `${String(object).padStart(4, '0')}-${String(at).padStart(4, '0')}`),
          );
          expect(pages.flat().sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 100 },
    ));

  it('is cut in the middle of a large object too, and goes on with the next record', async () => {
    const filler = 'x'.repeat(20_000);
    const objects = Object.fromEntries(
      [0, 1, 2].map((object) => [
        `${object}.json.gz`,
        logObject(
          Array.from({ length: 90 }, (_, at) =>
            record({ eventID: `${object}-${at}`, eventTime: `2026-11-20T10:${10 + (at % 50)}:00Z`, filler }),
          ),
        ),
      ]),
    );
    const whole = await createSearch({ source: memorySource(objects), now: () => 0 })({ terms: ['alice'], limit: 0 });
    for (const limit of [0, 40, 1000]) {
      for (const readings of [2, 5, 9]) {
        const ids: string[] = [];
        let inflatedBytes = 0;
        let [cursor, cuts] = [undefined as string | undefined, 0];
        do {
          let read = 0;
          const now = () => (read++ < readings ? 0 : 1000);
          const search = createSearch({ source: memorySource(objects), now });
          const page = await search({ terms: ['alice'], limit, budgetMs: 500, ...(cursor && { cursor }) });
          ids.push(...page.records.map((line) => JSON.parse(line).eventID));
          inflatedBytes += page.summary.inflatedBytes;
          cursor = page.summary.cursor;
          if (cursor && Buffer.from(cursor, 'base64url').includes('"from"')) cuts++;
        } while (cursor !== undefined);

        expect(ids).toHaveLength(270);
        expect(new Set(ids).size).toBe(270);
        expect(cuts).toBeGreaterThan(0);
        if (limit !== 40) expect(inflatedBytes).toBe(whole.summary.inflatedBytes);
      }
    }
  });

  it('gives the newest first, page by page, when only the limit ends them', async () => {
    const pages = await allPages([[1, 5], [3, 4], [2]], { limit: 2, readings: 1e6 });

    expect(pages).toEqual([['0000-0001', '0001-0001'], ['0001-0000', '0002-0000'], ['0000-0000']]);
  });

  it('refuses the cursor of another question', async () => {
    const search = createSearch({ source: memorySource(objectsOf([[1, 2]])), now: () => 0 });
    const { summary } = await search({ terms: ['alice'], limit: 1 });

    await expect(search({ terms: ['bob'], limit: 1, cursor: summary.cursor ?? '' })).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
  });
});
