import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cleanLines, cut, isKnown, spoken } from '../../../src/slack/render/text.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';

const anyText = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: anyCharacter, maxLength: 300 }));

describe('cleaning of untrusted text', () => {
  it('leaves nothing invisible and no line break in a line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const judged = (shown: string) => shown.replace(/\u2068([^\p{Cf}]+)\u2069/gu, '$1');
        expect(judged(clean(text))).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect(judged(cleanLines(text).replaceAll('\n', ''))).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it('sets apart what is written from right to left, so that it turns nothing around beside it', () => {
    expect(clean('by \u05E9\u05DC\u05D5\u05DD (sg-1)')).toBe('by \u2068\u05E9\u05DC\u05D5\u05DD\u2069 (sg-1)');
    expect(clean(clean('\u0645\u0631 \u062D\u0628'))).toBe('\u2068\u0645\u0631 \u062D\u0628\u2069');
    expect(cut(clean(`ab\u05E9${'\u05DC'.repeat(99)}`), 40)).toBe('ab… (+102 chars)');
  });

  it('keeps what people write', () => {
    expect(clean('  狼煙  für   alle — 100 % ')).toBe('狼煙 für alle — 100 %');
    expect(cleanLines('a:\n\tb\r\n\n\n\nc')).toBe('a:\n  b\n\nc');
    expect(clean('e\u0301te\u0301')).toBe('e\u0301te\u0301');
  });
});

describe('cutting', () => {
  it('never gives more than was asked for, and no half of a pair', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 400 }), (text, max) => {
        const short = cut(clean(text), max);
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it('says how much is missing, also when it was cut before', () => {
    const once = cut('x'.repeat(1000), 100);
    const twice = cut(once, 50);

    expect(once).toMatch(/^x{85}… \(\+915 chars\)$/);
    expect(twice).toMatch(/^x{35}… \(\+965 chars\)$/);
  });

  it('leaves alone what fits', () => {
    expect(cut('exactly', 7)).toBe('exactly');
  });
});

describe('the fallback text', () => {
  it('escapes after cutting, so that no entity is cut', () => {
    expect(spoken('&'.repeat(1000), 100)).toMatch(/^(&amp;)+… \(\+915 chars\)$/);
  });

  it('keeps names with underscores as they are', () => {
    expect(spoken('my_bucket_name and arn:aws:s3:::x')).toBe('my_bucket_name and arn:aws:s3:::x');
  });
});

it('does not take the word for nothing as a value', () => {
  expect(['unknown', ' Unknown ', '', '\u200B', undefined, 'unknown-host'].map((text) => isKnown(text))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});
