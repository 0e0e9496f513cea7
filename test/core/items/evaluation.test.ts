import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitVerdict } from '../../../src/core/items/evaluation.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';

const fitted = (annotation: string) => fitVerdict({ complianceType: 'NON_COMPLIANT', annotation }).annotation;

describe('an annotation', () => {
  it('is cut to 256 UTF-16 units, and never through a character', () => {
    expect(fitted('a'.repeat(256))).toBe('a'.repeat(256));
    expect(fitted('a'.repeat(257))).toBe(`${'a'.repeat(255)}…`);
    expect(fitted(`${'a'.repeat(254)}🔥🔥`)).toBe(`${'a'.repeat(254)}…`);
    expect(fitted(`${'a'.repeat(254)}🔥`)).toBe(`${'a'.repeat(254)}🔥`);
  });

  it.each(['', '   ', '\n\t', '\u0007\u202e', '\ud800'])('is left out when nothing is left of %j', (annotation) => {
    expect(fitVerdict({ complianceType: 'NON_COMPLIANT', annotation })).toEqual({ complianceType: 'NON_COMPLIANT' });
  });

  it('is always what Config takes, whatever it is made of', () => {
    const halves = fc.string({ unit: anyCharacter, maxLength: 400 }).map((text) => text.slice(1));

    fc.assert(
      fc.property(halves, (text) => {
        const annotation = fitted(text);

        if (annotation === undefined) return;
        expect(annotation.length).toBeGreaterThan(0);
        expect(annotation.length).toBeLessThanOrEqual(256);
        expect(annotation).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});
