import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, createRecordReader } from '../../src/trail/reader.ts';
import { createScanner } from '../../src/trail/scanner.ts';
import { documents } from './documents.ts';

const reader = createRecordReader(await createScanner());

/** The texts of the records, the document fed in pieces that end at `cuts`. */
function recordsOf(document: Buffer, cuts: readonly number[] = []): readonly string[] {
  reader.reset();
  const ends = [...cuts.map((cut) => cut % (document.length + 1)).sort((a, b) => a - b), document.length];
  const fed = ends.flatMap((end, index) => textsIn(feed(document.subarray(ends[index - 1] ?? 0, end))));
  return [...fed, ...textsIn(reader.finish())];
}

function feed(bytes: Buffer): Batch {
  const room = reader.room();
  expect(bytes.length).toBeLessThanOrEqual(room.length);
  bytes.copy(room);
  return reader.take(bytes.length);
}

function textsIn({ scanner, bounds }: Batch): readonly string[] {
  return Array.from({ length: bounds.length / 2 }, (_, at) =>
    scanner.memory.toString('utf8', bounds[2 * at], bounds[2 * at + 1]),
  );
}

describe('the record reader', () => {
  it('finds the same records wherever the pieces end', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat(), { maxLength: 6 }), (document, cuts) => {
        const bytes = Buffer.from(document);

        const whole = recordsOf(bytes);
        const inPieces = recordsOf(bytes, cuts);

        expect(inPieces).toEqual(whole);
        expect(whole.map((text) => JSON.parse(text))).toEqual(
          JSON.parse(document).Records.filter(
            (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one),
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '{"Records":[{"a":1},{"b":"]}"}],"more":[{"c":1}]}',
    '{"first":[{"c":1}],"x":{"Records":[{"c":1}]},"Records":[{"a":1},{"b":"]}"}]}',
    '\ufeff{"Re\\u0063ords" : [{"a":1},{"b":"]}"}]}',
    '{"a":"Records","b":[{"c":1}],"Records":[[{"c":1}],{"a":1},{"b":"]}"}]}',
  ])('takes only the elements of the document’s own Records: %s', (document) => {
    expect(recordsOf(Buffer.from(document))).toEqual(['{"a":1}', '{"b":"]}"}']);
  });

  it.each([
    '',
    '[]',
    '42',
    '"Records"',
    '{}',
    '{"Records":{}}',
    '{"Records":[{"a":1}',
    '{"Records":[{"a":"',
    '\n{"x":[1]}',
  ])('says what is wrong with %j', (document) => {
    expect(() => recordsOf(Buffer.from(document))).toThrow(/is not a CloudTrail log|ends in the middle/);
  });

  it('refuses a record without an end before it fills the memory', () => {
    reader.reset();
    feed(Buffer.from('{"Records":[{"a":"'));

    expect(() => {
      for (let piece = 0; piece < 100; piece++) feed(Buffer.alloc(256 * 1024, 'x'));
    }).toThrow(/more than 16 MiB/);
  });
});
