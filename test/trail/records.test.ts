import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordFinder } from '../../src/trail/records.ts';
import { documents } from './documents.ts';

/** The texts of the records, the document fed in pieces that end at `cuts`. */
function recordsOf(document: Buffer, cuts: readonly number[] = []): { texts: string[]; problem: string | undefined } {
  const finder = createRecordFinder();
  const ends = [...cuts.map((cut) => cut % (document.length + 1)).sort((a, b) => a - b), document.length];
  const texts = ends.flatMap((end, index) => {
    const { bytes, bounds } = finder.feed(document.subarray(ends[index - 1] ?? 0, end));
    return Array.from({ length: bounds.length / 2 }, (_, at) =>
      bytes.subarray(bounds[2 * at], bounds[2 * at + 1]).toString(),
    );
  });
  return { texts, problem: finder.problem() };
}

describe('the record finder', () => {
  it('finds the same records wherever the pieces end', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat(), { maxLength: 6 }), (document, cuts) => {
        const bytes = Buffer.from(document);

        const whole = recordsOf(bytes);
        const inPieces = recordsOf(bytes, cuts);

        expect(inPieces).toEqual(whole);
        expect(whole.texts.map((text) => JSON.parse(text))).toEqual(
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
    expect(recordsOf(Buffer.from(document)).texts).toEqual(['{"a":1}', '{"b":"]}"}']);
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
    const look = () => {
      const { problem } = recordsOf(Buffer.from(document));
      if (problem !== undefined) throw new Error(problem);
    };

    expect(look).toThrow(/is not a CloudTrail log|ends in the middle/);
  });

  it('refuses a record without an end before it fills the memory', () => {
    const finder = createRecordFinder();
    finder.feed(Buffer.from('{"Records":[{"a":"'));

    expect(() => {
      for (let piece = 0; piece < 100; piece++) finder.feed(Buffer.alloc(1024 * 1024, 'x'));
    }).toThrow(/more than 16 MiB/);
  });
});
