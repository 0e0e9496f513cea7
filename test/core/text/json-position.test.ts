import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonProblem } from '../../../src/core/text/json-position.ts';

describe('finding what is not JSON', () => {
  it.each([
    ['{\n  "a": 1,\n}', { line: 3, column: 1, why: 'a name in double quotes is missing' }],
    ['{"a" 1}', { line: 1, column: 6, why: 'a colon is missing' }],
    ['[1 2]', { line: 1, column: 4, why: 'a comma or a closing bracket is missing' }],
    ['[1,]', { line: 1, column: 4, why: 'a value is missing' }],
    ["{'a': 1}", { line: 1, column: 2, why: 'a name in double quotes or } is missing' }],
    ['{"a": "b', { line: 1, column: 7, why: 'this text does not end as it should' }],
    ['{"a": [1', { line: 1, column: 9, why: 'it ends too early: a comma or a closing bracket is missing' }],
    ['', { line: 1, column: 1, why: 'it ends too early: a value is missing' }],
    ['{}{}', { line: 1, column: 3, why: 'there is something after the end' }],
    ['hello', { line: 1, column: 1, why: 'a value is missing' }],
  ])('points at it in %j', (text, expected) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findJsonProblem(text)).toEqual(expected);
  });

  it('finds a problem exactly where JSON.parse does', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '1',
        '-0.5e3',
        'true',
        'null',
        ' ',
        '\n',
        '\\',
        '"\\u00e9"',
        '01',
      ),
      { maxLength: 8 },
    );
    const texts = fc.oneof(
      pieces.map((some) => some.join('')),
      fc.json(),
    );

    fc.assert(
      fc.property(texts, (text) => {
        expect(findJsonProblem(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
