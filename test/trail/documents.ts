import fc from 'fast-check';
import { anyCharacter } from '../fixtures/any-character.ts';

/** Words that make hits likely, and those that could be taken for structure. */
const words = fc.constantFrom(
  'needle',
  'né',
  '日本',
  '😀',
  'a/b',
  'say "hi"',
  'back\\slash',
  'tab\t',
  '},{"eventVersion":"',
  '{"Records":[{',
  'a: b',
  'x, y',
  '\\u006e',
  'arn:aws:iam::1',
  ']}',
  'é',
  'n',
  'u00e9',
  '1',
  'true',
  ' ',
  '"',
);
const texts = fc.oneof(
  words,
  fc.string({ unit: anyCharacter, maxLength: 6 }),
  fc.tuple(words, words).map((two) => two.join('')),
);
/** Terms, many of which occur in `documents`. */
export const terms = fc.oneof(
  words,
  fc.constantFrom('eedle', '22', '-1', '1e+21', 'null', 'eventID', ':', 'b', '/', '\\', 'x,'),
  texts.filter((text) => text !== ''),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    texts,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(texts, fc.constantFrom('eventVersion', 'eventName')), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;
const objects = fc.dictionary(fc.oneof(texts, fc.constantFrom('eventVersion', 'Records')), values, {
  maxKeys: 5,
  noNullPrototype: true,
});
/** Log objects as JSON texts: records of any shape, any white space, any escapes. */
export const documents = fc
  .tuple(
    fc.array(fc.oneof({ weight: 6, arbitrary: objects }, { weight: 1, arbitrary: values }), { maxLength: 5 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([records, choices]) => write({ Records: records.map(withoutProto) }, () => choices.next().value));

/** `__proto__` as a key is what JSON.parse and an object literal disagree on. */
function withoutProto(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"proto"'));
}

/** Writes a value as JSON with white space and escapes as the choices say. */
function write(value: unknown, choose: () => number): string {
  const space = () => ['', '', '', ' ', '\n', '\t', '\r\n  '][choose() % 7] ?? '';
  const put = (one: unknown): string => {
    if (Array.isArray(one)) return `[${space()}${one.map(put).join(`${space()},${space()}`)}${space()}]`;
    if (typeof one === 'string') return spell(one, choose);
    if (typeof one !== 'object' || one === null) return JSON.stringify(one);
    const fields = Object.entries(one).map(([key, inner]) => `${spell(key, choose)}${space()}:${space()}${put(inner)}`);
    return `{${space()}${fields.join(`${space()},${space()}`)}${space()}}`;
  };
  return space() + put(value) + space();
}

function spell(text: string, choose: () => number): string {
  const units = text.split('').map((unit) => {
    const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
    const choice = choose() % 12;
    if (choice === 0) return `\\u${code}`;
    if (choice === 1) return `\\u${code.toUpperCase()}`;
    if (choice === 2 && unit === '/') return '\\/';
    return undefined;
  });
  // A surrogate is escaped with its other half or not at all, so that the text stays valid UTF-8.
  return `"${[...text]
    .map((character) => {
      const at = text.indexOf(character);
      const escaped = units.slice(at, at + character.length);
      return escaped.every((unit) => unit !== undefined) ? escaped.join('') : JSON.stringify(character).slice(1, -1);
    })
    .join('')}"`;
}
