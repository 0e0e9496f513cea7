import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArgs, usageOf } from '../../src/core/args.ts';
import { UserError } from '../../src/core/errors.ts';
import { anyCharacter } from '../fixtures/any-character.ts';

const table = {
  terms: { kind: 'texts', positional: true, hint: 'TERM', help: 'what to look for' },
  since: { kind: 'time', default: '24h', hint: 'TIME', help: 'from when' },
  until: { kind: 'time', hint: 'TIME', help: 'until when' },
  event: { kind: 'text', hint: 'NAME', help: 'the call' },
  limit: { kind: 'number', default: 100, min: 1, max: 1000, hint: 'N', help: 'how many' },
} as const;

const now = Date.UTC(2026, 10, 20, 16, 40);
const hour = 3_600_000;
const parse = (text: string) => parseArgs(table, text, { example: '/aws-trail root since:2h', now });

describe('the arguments of a command', () => {
  it('are words, with what was left out filled in', () => {
    expect(parse('root AKIA')).toEqual({
      terms: ['root', 'AKIA'],
      since: now - 24 * hour,
      until: undefined,
      event: undefined,
      limit: 100,
    });
  });

  it.each([
    ['since:2h', { since: now - 2 * hour }],
    ['--since 2h', { since: now - 2 * hour }],
    ['--since=2h', { since: now - 2 * hour }],
    ['—since 2h', { since: now - 2 * hour }],
    ['since: 1h30m', { since: now - 1.5 * hour }],
    ['Since:2026-11-19', { since: Date.UTC(2026, 10, 19) }],
    ['since:2026-11-19T08:00', { since: Date.UTC(2026, 10, 19, 8) }],
    ['since:"2026-11-19 08:00"', { since: Date.UTC(2026, 10, 19, 8) }],
    ['since:2026-11-19T08:00+09:00', { since: Date.UTC(2026, 10, 18, 23) }],
    ['since:yesterday until:today', { since: Date.UTC(2026, 10, 19), until: Date.UTC(2026, 10, 20) }],
    ['event:RunInstances limit:5', { event: 'RunInstances', limit: 5 }],
    ['event:“Run Instances”', { event: 'Run Instances' }],
  ])('understand %s', (text, expected) => {
    expect(parse(text)).toMatchObject({ terms: [], ...expected });
  });

  it.each([
    ['"two words" three', ['two words', 'three']],
    ['“two words” ‘one more’', ['two words', 'one more']],
    ["O'Brien’s key", ["O'Brien’s", 'key']],
    ['"since:2h"', ['since:2h']],
    ['arn:aws:s3:::bucket AWS::S3::Bucket ec2:Run', ['arn:aws:s3:::bucket', 'AWS::S3::Bucket', 'ec2:Run']],
    ['a&amp;b &lt;c&gt;', ['a&b', '<c>']],
    ['<http://evil.example.com|evil.example.com>', ['evil.example.com']],
    ['<mailto:ann@example.com|ann@example.com>', ['ann@example.com']],
    ['<https://example.com/a|click here>', ['https://example.com/a']],
    ['<@U0ALICE|alice> <#C0SECURITY|security>', ['U0ALICE', 'C0SECURITY']],
    ['', []],
  ])('take %s as words', (text, terms) => {
    expect(parse(text).terms).toEqual(terms);
  });

  it.each([
    ['sincee:2h', 'There is no option “sincee”; did you mean “since”?'],
    ['--form x', 'There is no option “form”'],
    ['since:soon', '“soon” is no time for since'],
    ['limit:many', '“many” is no number for limit: write a whole number from 1 to 1000.'],
    ['limit:0', '“0” is no number for limit'],
    ['since:1h since:2h', 'The option since is given twice.'],
    ['--since', 'The option since has no value.'],
    ['"open', 'A quote is opened and never closed.'],
  ])('refuse %s and say why, with an example that works', (text, problem) => {
    expect(() => parse(text)).toThrow(problem);
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT', hint: expect.stringContaining('/aws-trail root') }),
    );
  });

  it('name what is missing', () => {
    const what = { what: { kind: 'text', positional: true, required: true, hint: 'WHAT', help: 'an id' } } as const;

    expect(() => parseArgs(what, ' ', { example: 'x', now })).toThrow('WHAT is missing: an id.');
    expect(parseArgs(what, 'web server 1', { example: 'x', now })).toEqual({ what: 'web server 1' });
  });

  it('give the usage hint', () => {
    expect(usageOf(table)).toBe('[TERM …] [since:TIME] [until:TIME] [event:NAME] [limit:N]');
  });

  it('are read or refused, whatever was typed, and never break', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), (text) => {
        try {
          expect(Number.isFinite(parse(text).since)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });

  it('keep every quoted term as it is', () => {
    const term = fc.string({ minLength: 1 }).filter((text) => !/["“”<>&]/.test(text));
    fc.assert(
      fc.property(fc.array(term), (terms) => {
        expect(parse(terms.map((one) => `"${one}"`).join(' ')).terms).toEqual(terms);
      }),
    );
  });
});
