import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrichers } from '../../src/enrichers/index.ts';
import { anyCharacter } from '../fixtures/any-character.ts';

const resource = { type: 'AWS::EC2::Instance', id: 'i-1', accountId: '111122223333', region: 'us-east-1' };

describe.each(enrichers)('the enricher $id', ({ enrich, label, permissions }) => {
  it('declares what it reads, and reads only', () => {
    expect(permissions.length).toBeGreaterThan(0);
    expect(permissions.filter((action) => !/^[a-z-]+:(Get|List|Describe|BatchGet|Select)/.test(action))).toEqual([]);
  });

  it('never fails on hostile tags, and shows no control or direction characters', () => {
    const tags = fc.dictionary(
      fc.constantFrom('Name', 'Owner', 'owner', '__proto__'),
      fc.string({ unit: anyCharacter }),
    );
    fc.assert(
      fc.property(tags, fc.string({ unit: anyCharacter }), (found, name) => {
        const { fact, name: shown } = enrich(resource, { resource: { ...resource, name }, tags: found });
        const texts = [shown ?? '', fact && 'value' in fact ? fact.value : ''];
        expect(texts.filter((text) => /[\p{Cc}\p{Bidi_Control}]/u.test(text))).toEqual([]);
        if (fact) expect(fact.label).toBe(label);
      }),
    );
  });
});
