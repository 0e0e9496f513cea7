import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesCondition } from '../../src/core/condition.ts';
import { readCondition, readMuteCondition, readMuteSpan } from '../../src/core/mute-words.ts';
import { someSettings } from '../delivery/settings.ts';
import { anAlert } from '../store/fixtures.ts';

const refuse = (problem: string) => new Error(problem);
const read = (typed: Parameters<typeof readCondition>[0]) => readMuteCondition(typed, someSettings(), refuse);

describe('the condition of a mute', () => {
  it('holds all that was typed, several of a kind separated by commas', () => {
    expect(
      read({
        kind: 'iam-change, kms-key-change',
        severity: 'LOW',
        account: 'payments-*',
        tag: 'Team=web',
        rule: 'a,b',
      }),
    ).toEqual({
      kind: ['iam-change', 'kms-key-change'],
      ...{ severity: ['low'], account: ['payments-*'], tag: { Team: 'web' }, rule: 'a,b' },
    });
  });

  it.each([
    [{}, 'Say what is to be muted'],
    [{ resource: '*', actor: '**' }, 'everything'],
    [{ kind: '' }, 'Say what is to be muted'],
    [{ kind: 'nothing' }, 'There is no kind “nothing”'],
    [{ severity: 'worst' }, 'There is no severity “worst”'],
    [{ account: 'payments-prot' }, 'There is no account “payments-prot”'],
    [{ tag: '=x' }, 'tag:KEY=VALUE'],
  ])('refuses %j', (typed, problem) => {
    expect(() => read(typed)).toThrow(problem);
  });

  it('of a list may be about everything', () => {
    expect(readCondition({}, someSettings(), refuse)).toEqual({});
  });

  it('never throws anything but what it refuses, and never hides an alert that it does not fit', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    const typed = fc.record({
      kind: text,
      severity: text,
      account: text,
      region: text,
      rule: text,
      tag: text,
      actor: text,
    });
    fc.assert(
      fc.property(typed, (words) => {
        try {
          const when = read(words);
          expect(matchesCondition(anAlert({ accountId: '000000000000' }), { ...when, rule: 'another' })).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('how long a mute lasts', () => {
  it.each([
    ['30m', 1_800_000],
    ['2H', 7_200_000],
    ['30d', 30 * 86_400_000],
  ])('is %s', (typed, ms) => {
    expect(readMuteSpan(typed, refuse)).toBe(ms);
  });

  it.each([undefined, '', 'forever', '31d', '59s', '0m', '2026-11-21'])('is not %s', (typed) => {
    expect(() => readMuteSpan(typed, refuse)).toThrow();
  });
});
