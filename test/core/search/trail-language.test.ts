import { describe, expect, it } from 'vitest';
import { isTrailQuery, parseTrailQuery } from '../../../src/core/search/trail-language.ts';
import type { TrailCondition } from '../../../src/core/search/trail-query.ts';

const term = (text: string): TrailCondition => ({ kind: 'term', text });
const field = (name: 'event' | 'user' | 'ip', value: string): TrailCondition => ({ kind: 'field', field: name, value });

describe('a trail query', () => {
  it.each<[string, TrailCondition | undefined]>([
    ['', undefined],
    ['alice', term('alice')],
    ['alice bucket', { kind: 'and', conditions: [term('alice'), term('bucket')] }],
    ['alice AND bucket', { kind: 'and', conditions: [term('alice'), term('bucket')] }],
    ['"web server"', term('web server')],
    ['"say \\"AND\\""', term('say "AND"')],
    ['a"b', term('a"b')],
    ['arn:aws:iam::111122223333:user/alice', term('arn:aws:iam::111122223333:user/alice')],
    ['a OR b c', { kind: 'or', conditions: [term('a'), { kind: 'and', conditions: [term('b'), term('c')] }] }],
    ['(a OR b) c', { kind: 'and', conditions: [{ kind: 'or', conditions: [term('a'), term('b')] }, term('c')] }],
    [
      'NOT (a OR NOT b)',
      { kind: 'not', condition: { kind: 'or', conditions: [term('a'), { kind: 'not', condition: term('b') }] } },
    ],
    [
      'event:RunInstances user:"a b"',
      { kind: 'and', conditions: [field('event', 'RunInstances'), field('user', 'a b')] },
    ],
    ['ip:198.51.100.0/24', field('ip', '198.51.100.0/24')],
    ['regex:"i-0[0-9a-f]{16}|a b"', { kind: 'pattern', pattern: 'i-0[0-9a-f]{16}|a b' }],
    ['and or not', { kind: 'and', conditions: [term('and'), term('or'), term('not')] }],
  ])('reads %s', (text, condition) => {
    expect(parseTrailQuery(text)).toEqual(condition);
  });

  it.each([
    ['(a', /closing parenthesis is missing/],
    ['a)', /closing parenthesis too many/],
    ['"a b', /closing quote is missing/],
    ['a AND', /nothing after AND/],
    ['OR a', /nothing before OR/],
    ['NOT', /nothing after NOT/],
    ['event:', /event: has no value/],
    ['evnt:RunInstances', /did you mean event/],
    ['ip:300.1.1.1', /neither an address/],
    ['account:prod', /12 digits/],
    ['region:Ireland', /is no region/],
    ['read-only:yes', /neither true nor false/],
    ['event:A event:B', /No record is both/],
    ['a AND NOT a', /Nothing can hold/],
  ])('refuses %s, and says what to write instead', (text, words) => {
    expect(() => parseTrailQuery(text)).toThrow(words);
    try {
      parseTrailQuery(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'BAD_ARGUMENT', hint: expect.stringMatching(/^For example: ./) });
    }
  });

  it('tells a query from a text with spaces', () => {
    expect(isTrailQuery('Failed authentication')).toBe(false);
    expect(isTrailQuery('a OR b')).toBe(true);
    expect(isTrailQuery('event:RunInstances')).toBe(true);
    expect(isTrailQuery('"a b"')).toBe(true);
  });
});
