import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeHits } from '../../../src/core/search/found.ts';
import { createSearch } from '../../../src/trail/search.ts';
import { logObject, memorySource, record } from '../../trail/logs.ts';

const hit = (change: object) => ({ key: 'k', record: JSON.stringify(record({ ...change })) });

it('hits that are merged piece by piece are those of one search, in its order', async () => {
  const some = fc.record({
    eventID: fc.constantFrom('a', 'b', 'c', 'd', 'e', undefined),
    minute: fc.integer({ min: 10, max: 14 }),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(some, { maxLength: 12 }), fc.integer({ min: 1, max: 6 }), async (drawn, limit) => {
      // The same id is the same record.
      const first = new Map(drawn.map((one) => [one.eventID ?? '', one]));
      const records = drawn
        .map((one) => (one.eventID === undefined ? one : (first.get(one.eventID) ?? one)))
        .map(({ eventID, minute, region }) =>
          record({ eventID, eventTime: `2026-11-20T10:${minute}:00Z`, awsRegion: region }),
        );
      const source = memorySource({ 'logs/a.json.gz': logObject(records) });
      const whole = await createSearch({ source, now: () => 0 })({ terms: [], limit });

      const lines = records.map((one) => ({ key: 'logs/a.json.gz', record: JSON.stringify(one) }));
      const merged = lines.reduce<readonly (typeof lines)[number][]>((all, one) => mergeHits(all, [one], limit), []);

      expect(merged.map((one) => one.record)).toEqual(whole.records);
    }),
    { numRuns: 60 },
  );
});

it('what is no record comes last and is kept', () => {
  const broken = { key: 'k', record: 'no JSON' };

  expect(mergeHits([broken], [hit({ eventID: 'a' })], 5).map(({ record: text }) => text)).toEqual([
    expect.stringContaining('"a"'),
    'no JSON',
  ]);
});
