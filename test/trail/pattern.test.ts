import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { preparePattern } from '../../src/trail/pattern.ts';
import { effortOf, literalsOf, toSource, withoutLooseEnds } from '../../src/trail/pattern-plan.ts';
import { parsePattern } from '../../src/trail/pattern-syntax.ts';
import { createSearch } from '../../src/trail/search.ts';
import { documents } from './documents.ts';
import { logObject, memorySource, parseEverything, record, textsIn } from './logs.ts';

/** Patterns built from parts that both engines should read alike, and some that only RE2 does. */
const atoms = fc.constantFrom(
  'a',
  'b',
  'ab',
  'é',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '[ab]',
  '[^a]',
  '[a-f0-9-]',
  '\\.',
  '\\b',
  '^',
  '$',
  '[\\d/]',
  'arn:aws',
  '"',
  '/',
  '\\W',
  '\\pL',
  '(?i)x',
);
const quantifiers = fc.constantFrom('', '', '', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?', '??');
const patterns = fc.letrec((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3 },
    fc
      .array(
        fc.tuple(atoms, quantifiers).map((two) => two.join('')),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
    fc.tuple(tie('pattern'), quantifiers).map(([inner, quantifier]) => `(${inner})${quantifier}`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}(?:${b})`),
  ),
})).pattern as fc.Arbitrary<string>;
const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'x', '1', ' ', '\n', '\r', '.', 'é', '"', '/', '-', 'arn:aws', '\u2028', '😀'),
  maxLength: 12,
});

/** Patterns that find something in `documents`, most of them led to by a literal. */
const searched = fc.constantFrom(
  'needle',
  'n[e-z]+dle',
  'needle|né',
  '(?:nee|é)d?l?e?',
  'arn:aws:iam::[0-9]',
  '\\bneedle\\b',
  'u00e[0-9]',
  '[a-z]/b',
  'e+d',
  'needle[^x]?n',
  '^needle$',
  '日.',
);

function re2(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

describe('a pattern', () => {
  it('means in V8 what it means in RE2, and every match holds one of its literals', () => {
    let read = 0;
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const node = parsePattern(pattern);
        const expected = re2(pattern);
        if (!node || !expected || effortOf(node).ways > 1e4) return;
        read++;

        const matches = new RegExp(toSource(node), 'u').test(text);

        expect(matches).toBe(expected.matcher(text).find());
        expect(new RegExp(toSource(withoutLooseEnds(node)), 'u').test(text)).toBe(matches);
        const literals = literalsOf(node);
        if (matches && literals) expect(literals.some((literal) => text.includes(literal))).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it.each([
    ['i-0[0-9a-f]{16}', ['i-0']],
    ['arn:aws:iam::\\d+:role/(admin|deploy)', ['arn:aws:iam::']],
    ['(Stop|Delete)(Logging|Trail)', ['StopLogging', 'StopTrail', 'DeleteLogging', 'DeleteTrail']],
    ['role/(?:deploy|audit)/[a-z]+', ['role/deploy/', 'role/audit/']],
    ['(a|b|c|d)(e|f|g)x', ['ex', 'fx', 'gx']],
    ['a+b', ['a']],
    ['x*', undefined],
  ] as const)('gives the literals of %s', (pattern, literals) => {
    const node = parsePattern(pattern);

    expect(node && literalsOf(node)).toEqual(literals);
  });

  it('leaves to RE2 what could take V8 forever', () => {
    for (const evil of [
      '(a+)+$',
      '(a|a)*b',
      '(a|aa)+$',
      'a*a*a*b',
      '(?:a?){30}a{30}',
      '(.*)*x',
      'a?a?a?a?a?a?a?a?a?a?aaaaaaaaaa',
    ]) {
      const node = parsePattern(evil);
      const { ways, unbounded } = node ? effortOf(node) : { ways: Number.POSITIVE_INFINITY, unbounded: 0 };
      expect(ways > 200 || unbounded > 1, evil).toBe(true);
    }
  });

  it('is answered within 50 ms a record, however evil it is', async () => {
    const bodies = [
      'a+',
      '(a+)+',
      '(a|a)*',
      '(a|aa)+',
      'a*a*',
      '(.*a){9}',
      '([a-z]+)*',
      '(a?){25}a{25}',
      '(\\w+\\s?)+',
      '[^x]*y?[^x]*',
    ];
    const evil = bodies.flatMap((body) =>
      ['^', ''].flatMap((start) => ['$', 'b$', '!', '\\d'].map((end) => `${start}${body}${end}`)),
    );
    const object = logObject([record({ note: `${'a'.repeat(5000)}\u0000` })]);

    for (const pattern of evil) {
      const search = createSearch({ source: memorySource({ 'a.json.gz': object }), now: () => 0 });
      const startedAt = process.cpuUsage();
      await search({ terms: [], limit: 1, where: { kind: 'pattern', pattern } });
      const { user } = process.cpuUsage(startedAt);
      expect(user / 1000, pattern).toBeLessThan(500);
    }
  });

  it('matches in decoded keys and values, one at a time', async () => {
    const wanted = record({ requestParameters: { 'x y': 'a"b/c' } });
    const find = async (pattern: string, ignoreCase = false) => {
      const search = createSearch({ source: memorySource({ 'a.json.gz': logObject([wanted]) }), now: () => 0 });
      return (
        (await search({ terms: [], limit: 1, where: { kind: 'pattern', pattern }, ignoreCase })).records.length === 1
      );
    };

    expect(await find('^x y$')).toBe(true);
    expect(await find('a"b')).toBe(true);
    expect(await find('y.*a"')).toBe(false);
    expect(await find('^ALICE$', true)).toBe(true);
    expect(await find('^ali')).toBe(true);
    expect(await find('^lice')).toBe(false);
    expect(await find('s3\\.[a-z]+\\.com')).toBe(true);
  });

  it('finds exactly the records in which RE2 finds it in some decoded key or value', () =>
    fc.assert(
      fc.asyncProperty(fc.array(documents, { minLength: 1, maxLength: 3 }), searched, async (list, pattern) => {
        const objects = Object.fromEntries(list.map((text, at) => [`${at}.json.gz`, gzipSync(text)]));
        const compiled = RE2JS.compile(pattern);

        const { records } = await createSearch({ source: memorySource(objects), now: () => 0 })({
          terms: [],
          limit: 0,
          where: { kind: 'pattern', pattern },
        });

        const expected = list
          .flatMap((text) => parseEverything(text, []))
          .filter((one) => textsIn(one).some((text) => compiled.matcher(text).find()));
        expect(records.map((line) => JSON.parse(line))).toEqual(expected);
      }),
      { numRuns: 300 },
    ));

  it.each(['(?=a)', '(a?){100}a{100}', `(?:${'a|'.repeat(130)}b)`])(
    'is refused where RE2 does not know it or would take too long: %s',
    async (pattern) => {
      await expect(preparePattern(pattern, { ignoreCase: false })).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
    },
  );
});
