import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearch } from '../../src/trail/search.ts';
import { documents, terms } from './documents.ts';
import { logObject, memorySource, parseEverything, record } from './logs.ts';

const query = { terms: [], limit: 1000 };

function searchOver(objects: Readonly<Record<string, Buffer>>) {
  return createSearch({ source: memorySource(objects), now: () => 0 });
}

describe('a search', () => {
  it('finds exactly what parsing everything finds, however the JSON is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(documents, { minLength: 1, maxLength: 6 }),
        fc.array(terms, { maxLength: 2 }),
        async (texts, wanted) => {
          const objects = texts.map((text, index) => [`${index}.json.gz`, gzipSync(text)] as const);
          const search = searchOver(Object.fromEntries(objects));

          const { records, summary } = await search({ terms: wanted, limit: 0 });

          const expected = texts.flatMap((text) => parseEverything(text, wanted));
          expect(records.map((line) => JSON.parse(line))).toEqual(expected);
          expect(records.every((line) => !/[\r\n]/.test(line))).toBe(true);
          expect(summary.failedObjects).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is not fooled by a record within a record', async () => {
    const forged = [{ x: 1 }, record({ eventName: 'Forged', note: 'needle' }), record({ note: 'needle' })];
    const host = record({ eventName: 'Host', requestParameters: { list: forged, text: '},{"eventVersion":"1.11"' } });

    const { records, summary } = await searchOver({ 'a.json.gz': logObject([record(), host, record()]) })({
      terms: ['needle'],
      limit: 0,
    });

    expect(records.map((line) => JSON.parse(line))).toEqual([host]);
    expect(summary).toMatchObject({ records: 3, matches: 1 });
  });

  it('keeps the newest hits by event time, newest first', async () => {
    const at = (minute: number) => record({ eventTime: `2026-11-20T10:${String(minute).padStart(2, '0')}:00Z` });
    const objects = {
      'a.json.gz': logObject([at(5), at(59), at(1)]),
      'b.json.gz': logObject([at(30), at(2), record({ eventTime: undefined })]),
    };

    const { records, summary } = await searchOver(objects)({ terms: ['alice'], limit: 2 });

    expect(records.map((line) => JSON.parse(line).eventTime)).toEqual(['2026-11-20T10:59:00Z', '2026-11-20T10:30:00Z']);
    expect(summary).toMatchObject({ objects: 2, records: 6, matches: 6 });
  });

  it('gives all in key order without a limit, one at a time where asked to', async () => {
    const objects = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `${String(index).padStart(2, '0')}.json.gz`,
        logObject(Array.from({ length: 41 - index }, () => record({ awsRegion: `region-${index}` }))),
      ]),
    );
    const seen: string[] = [];

    const { records } = await searchOver(objects)(
      { terms: ['region-'], limit: 0 },
      { onRecord: (line) => void seen.push(JSON.parse(line).awsRegion) },
    );

    expect(records).toEqual([]);
    expect(seen).toHaveLength(860);
    expect(seen).toEqual([...seen].sort((a, b) => Number(a.slice(7)) - Number(b.slice(7))));
  });

  it('gives the same record once, however often it was delivered', async () => {
    const twice = record({ eventID: '00000000-0000-4000-8000-000000000001' });
    const objects = { 'a.json.gz': logObject([twice, record()]), 'b.json.gz': logObject([twice, twice]) };

    const { records, summary } = await searchOver(objects)(query);

    expect(records).toHaveLength(2);
    expect(summary).toMatchObject({ matches: 2, duplicates: 2, records: 4 });
  });

  it('filters by event exactly, by user where it is contained, and by event time', async () => {
    const wanted = record({ eventName: 'StopLogging', eventTime: '2026-11-20T10:30:00Z' });
    const objects = {
      'a.json.gz': logObject([
        wanted,
        record({ eventName: 'StopLoggingAll', eventTime: '2026-11-20T10:30:00Z' }),
        record({ eventName: 'StopLogging', eventTime: '2026-11-20T11:00:00Z' }),
        record({ eventName: 'StopLogging', eventTime: '2026-11-20T09:59:59Z' }),
        record({ eventName: 'StopLogging', eventTime: '2026-11-20T10:30:00Z', userIdentity: { type: 'Root' } }),
        record({
          eventName: 'Other',
          eventTime: '2026-11-20T10:30:00Z',
          requestParameters: { eventName: 'StopLogging' },
        }),
      ]),
    };
    const since = Date.parse('2026-11-20T10:00:00Z');

    const { records } = await searchOver(objects)({
      ...query,
      event: 'StopLogging',
      user: 'user/ali',
      since,
      until: since + 3_600_000,
    });

    expect(records.map((line) => JSON.parse(line))).toEqual([wanted]);
  });

  it('finds every record of a log object in several gzip members', async () => {
    const document = JSON.stringify({ Records: [record(), record({ note: 'needle' })] });
    const members = Buffer.concat([
      gzipSync(document.slice(0, 40)),
      gzipSync(document.slice(40, 900)),
      gzipSync(document.slice(900)),
    ]);

    const { summary } = await searchOver({ 'a.json.gz': members })({ ...query, terms: ['needle'] });

    expect(summary).toMatchObject({ records: 2, matches: 1, failedObjects: [] });
  });

  it('names what cannot be read and searches the rest', async () => {
    const good = logObject([record({ note: 'needle' })]);
    const objects = {
      'cut.json.gz': good.subarray(0, good.length - 20),
      'empty.json.gz': Buffer.alloc(0),
      'flipped.json.gz': Buffer.from(good.map((byte, index) => (index === 60 ? byte ^ 0xff : byte))),
      'good.json.gz': good,
      'number.json.gz': gzipSync('42'),
      'other.json.gz': gzipSync('{"configurationItems":[{"note":"needle"}]}'),
      'plain.json.gz': Buffer.from('{"Records":[]}'),
      'short.json.gz': gzipSync('{"Records":[{"note":"x"},{"note":'),
      'broken.json.gz': gzipSync('{"Records":[{"note": needle}]}'),
    };

    const { records, summary } = await searchOver(objects)({ ...query, terms: ['needle'] });

    expect(records).toHaveLength(1);
    expect(summary.objects).toBe(9);
    expect(summary.failedObjects.map(({ key }) => key)).toEqual(
      Object.keys(objects)
        .filter((key) => key !== 'good.json.gz')
        .sort(),
    );
    expect(summary.failedObjects.every(({ why }) => why.length > 10)).toBe(true);
  });

  it('is not drowned by what inflates without end', async () => {
    const objects = {
      'good.json.gz': logObject([record({ note: 'needle' })]),
      'empty.json.gz': gzipSync(`{"Records":[${'{},'.repeat(2_000_000)}{}]}`),
      'spaces.json.gz': gzipSync(Buffer.alloc(40_000_000, ' ')),
      'text.json.gz': gzipSync(Buffer.concat([Buffer.from('{"Records":[{"note":"'), Buffer.alloc(40_000_000, 'x')])),
      'zeros.json.gz': gzipSync(Buffer.alloc(40_000_000)),
    };

    const { records, summary } = await searchOver(objects)({ ...query, terms: ['needle'] });

    expect(records).toHaveLength(1);
    expect(Object.fromEntries(summary.failedObjects.map(({ key, why }) => [key, why]))).toEqual({
      'empty.json.gz': 'holds a million records that say nothing',
      'spaces.json.gz': 'holds more than 16 MiB without a record',
      'text.json.gz': expect.stringContaining('more than 16 MiB'),
      'zeros.json.gz': expect.stringContaining('is not a CloudTrail log'),
    });
  });

  it('finds what stands in a record of 256 KB, and beside it', async () => {
    const large = record({ requestParameters: { text: `${'\\"{['.repeat(52_000)}needle` } });
    const { records, summary } = await searchOver({
      'a.json.gz': logObject([record({ note: 'needle' }), large, record(), record({ note: 'needle' })]),
    })({ terms: ['needle'], limit: 0 });

    expect(JSON.stringify(large).length).toBeGreaterThan(256 * 1024);
    expect(records).toHaveLength(3);
    expect(JSON.parse(records[1] ?? '')).toEqual(large);
    expect(summary).toMatchObject({ records: 4, failedObjects: [] });
  });

  it('survives records that lack everything', async () => {
    const odd = [{}, { eventTime: 5 }, { eventTime: 'soon', eventID: 7 }, { userIdentity: null, eventName: ['x'] }];

    const { records, summary } = await searchOver({ 'a.json.gz': logObject([...odd, null, 1, 'text', ['x']]) })(query);

    expect(records).toHaveLength(4);
    expect(summary).toMatchObject({ records: 4, failedObjects: [] });
  });

  it('ends with what it has when it is cancelled', async () => {
    const cancel = new AbortController();
    const objects = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`${index}.json.gz`, logObject([record()])]),
    );

    const { summary } = await searchOver(objects)(query, {
      signal: cancel.signal,
      onProgress: ({ objects: done }) => {
        if (done === 20) cancel.abort();
      },
    });

    expect(summary.objects).toBeLessThan(60);
    expect(summary.failedObjects).toEqual([]);
  });

  it('reads an object larger than one piece as it reads a small one', async () => {
    const many = Array.from({ length: 30_000 }, (_, index) => record({ note: index % 997 === 0 ? 'needle é' : 'hay' }));
    const document = JSON.stringify({ Records: many });

    const { records, summary } = await searchOver({ 'a.json.gz': gzipSync(document, { level: 1 }) })({
      terms: ['needle é'],
      limit: 0,
    });

    expect(document.length).toBeGreaterThan(12 * 1024 * 1024);
    expect(records.map((line) => JSON.parse(line))).toEqual(parseEverything(document, ['needle é']));
    expect(summary.records).toBe(30_000);
  });
});
