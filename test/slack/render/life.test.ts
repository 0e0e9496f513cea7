import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mute } from '../../../src/core/mute.ts';
import { renderAlert } from '../../../src/slack/render/alert.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { ordinal } from '../../../src/slack/render/life.ts';
import { renderEscalation, renderRelapse } from '../../../src/slack/render/thread-notes.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, imitationsIn, mentionsIn } from '../oracle.ts';
import { sampleAlert } from './sample.ts';

const at = Date.parse('2026-11-20T16:40:00Z');
const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: anyCharacter, maxLength: 300 }));
const mute = (because: string): Mute => ({
  ...{ id: '0123abcd', when: { rule: 'x' }, because, by: 'U0ALICE', at, until: at + 3_600_000 },
});
const screen = (...args: Parameters<typeof renderAlert>) => messageAsText(renderAlert(...args));
const resolved = { status: 'resolved', since: at, resolvedAt: at + 720_000 } as const;
const note = {
  ...({ requestId: 'r', remediation: 'x', title: 'Close the rule', attempt: 1, state: 'applied', rev: 1 } as const),
  ...{ by: 'U0ALICE', at: at + 700_000 },
};

describe('the life of an alert, in its message', () => {
  it('is told by what solved it: a remediation about then, what the source says, or neither', () => {
    const solvedBy = 'AWS Config finds it compliant';
    const told = (change: object, ...notes: readonly (typeof note)[]) =>
      screen({ alert: sampleAlert, ...resolved, ...change }, { offers: [], notes })
        .split('\n')
        .find((line) => /^(?:What solved it|How it ended)/.test(line));

    expect(told({})).toBeUndefined();
    expect(told({ solvedBy })).toBe('How it ended: AWS Config finds it compliant');
    expect(told({ solvedBy }, note)).toBe(
      'What solved it: Close the rule, asked by @U0ALICE · AWS Config finds it compliant',
    );
    expect(told({}, { ...note, by: 'auto' })).toBe('What solved it: Close the rule, by itself, as the policy says');
    expect(told({ since: at + 710_000 }, note)).toBeUndefined();
    expect(told({ resolvedAt: at + 7_200_000 }, note)).toBeUndefined();
  });

  it('has the sentence of now when it is resolved, with the names that were found', () => {
    const resolution = ['restricted-ssh: ', { resource: 0 }, ' is compliant again'];

    expect(screen({ alert: sampleAlert, ...resolved, resolution }, { offers: [] }).split('\n')[0]).toBe(
      '✅ RESOLVED (was critical) · restricted-ssh: web (sg-0abc) is compliant again',
    );
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [22, '22nd'],
    [113, '113th'],
  ])('counts %i as %s', (count, word) => {
    expect(ordinal(count)).toBe(word);
  });

  it('is harmless whatever solved it, and whatever somebody gave as a reason', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const messages = [
          renderAlert(
            { alert: sampleAlert, ...resolved, solvedBy: one, resolution: [other] },
            { offers: [], notes: [] },
          ),
          renderAlert({ alert: sampleAlert, status: 'open' }, { offers: [], mute: mute(one) }),
          renderAlert({ alert: { ...sampleAlert, own: one, title: other }, status: 'open' }, { offers: [] }),
          renderEscalation({ alert: { ...sampleAlert, title: one } }, { to: 'S0LEADS', afterMs: 60_000 }),
          renderRelapse({ count: 1, afterMs: 60_000 }),
        ];
        for (const message of messages) {
          expect(faultsOf(message)).toEqual([]);
          expect(mentionsIn(message).filter((found) => !/U0ALICE|S0LEADS/.test(found))).toEqual([]);
          const isForeign = (line: string) =>
            line.length > 3 && !/^(What changed|Details)$/.test(line) && (line === one.trim() || line === other.trim());
          expect(imitationsIn(message, isForeign)).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the message that calls somebody', () => {
  it.each([
    ['S0LEADS', '⏰ Nobody acknowledged this within 15 min. @S0LEADS, please look.'],
    ['U0LEAD', '⏰ Nobody acknowledged this within 15 min. @U0LEAD, please look.'],
    ['C0LEADS', '⏰ Nobody acknowledged this within 15 min. It is in #C0LEADS as well now.'],
  ])('names %s', (to, line) => {
    const message = renderEscalation({ alert: sampleAlert }, { to, afterMs: 900_000 });

    expect(messageAsText(message).split('\n')[0]).toBe(line);
    expect(message.text).toBe('⏰ Nobody acknowledged this within 15 min: web (sg-0abc)');
  });
});
